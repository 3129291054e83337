/*
 * Winsock's last error, which is the thread's own one.
 */
#include "ws2_cancel/ws2.h"

int WINAPI ws2_fail(int error)
{
	RtlSetLastWin32Error((ULONG)error);
	return SOCKET_ERROR;
}

/*
 * WSAGetLastError: as GetLastError.  (Microsoft: WSAGetLastError)
 */
int WINAPI WSAGetLastError(void)
{
	return (int)RtlGetLastWin32Error();
}

/*
 * WSASetLastError: as SetLastError.  (Microsoft: WSASetLastError)
 */
void WINAPI WSASetLastError(int error)
{
	RtlSetLastWin32Error((ULONG)error);
}
