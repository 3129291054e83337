/*
 * The extension functions: found by WSAIoctl, some of them exports as well.
 */
#ifndef WINCANCEL_WS2_EXTENSION_H
#define WINCANCEL_WS2_EXTENSION_H

#include "ws2_cancel/ws2.h"

BOOL WINAPI ws2_connect_ex(SOCKET s, const struct WS_sockaddr *name, int length,
			   void *data, DWORD data_length, DWORD *sent,
			   OVERLAPPED *overlapped);
BOOL WINAPI ws2_disconnect_ex(SOCKET s, OVERLAPPED *overlapped, DWORD flags,
			      DWORD reserved);
INT WINAPI ws2_receive_message(SOCKET s, WSAMSG *message, DWORD *done,
			       WSAOVERLAPPED *overlapped,
			       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
INT WINAPI WSASendMsg(SOCKET s, WSAMSG *message, DWORD flags, DWORD *done,
		      WSAOVERLAPPED *overlapped,
		      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

int WINAPI closesocket(SOCKET s);
/* duplicate.c: of what WSADuplicateSocket has filled in. */
NTSTATUS ws2_take(const WSAPROTOCOL_INFOW *info, DWORD flags, HANDLE *out);
/* Under their own names elsewhere: what accept.c and others make others of. */
SOCKET WINAPI ws2_accept(SOCKET s, struct WS_sockaddr *name, int *length);
int WINAPI ws2_shutdown(SOCKET s, int how);
int WINAPI ws2_getsockname(SOCKET s, struct WS_sockaddr *name, int *length);
int WINAPI ws2_getpeername(SOCKET s, struct WS_sockaddr *name, int *length);
int WINAPI ws2_setsockopt(SOCKET s, int level, int name, const char *value,
			  int length);

#endif
