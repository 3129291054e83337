/*
 * Owns what Wine's <winsock2.h> leaves to <winsock.h>, where Windows has it in
 * both, or out altogether.
 */
/* By the program, not by <winsock.h>. */
#ifndef WINCC_FROM_WINSOCK
#define WINCC_WINSOCK2_ASKED
#ifdef WINCC_FIRST_NUMBERS
#undef WINCC_FIRST_NUMBERS
#include "ip_options.h"
#endif
#endif

#ifndef WINCC_WINSOCK2_H
#define WINCC_WINSOCK2_H

#include_next <winsock2.h>

#define HOST_NOT_FOUND WSAHOST_NOT_FOUND
#define TRY_AGAIN WSATRY_AGAIN
#define NO_RECOVERY WSANO_RECOVERY
#define NO_DATA WSANO_DATA
#define NO_ADDRESS WSANO_ADDRESS
#define IPPORT_ECHO 7
#define IPPORT_DISCARD 9
#define IPPORT_SYSTAT 11
#define IPPORT_DAYTIME 13
#define IPPORT_NETSTAT 15
#define IPPORT_FTP 21
#define IPPORT_TELNET 23
#define IPPORT_SMTP 25
#define IPPORT_TIMESERVER 37
#define IPPORT_NAMESERVER 42
#define IPPORT_WHOIS 43
#define IPPORT_MTP 57
#define IPPORT_TFTP 69
#define IPPORT_RJE 77
#define IPPORT_FINGER 79
#define IPPORT_TTYLINK 87
#define IPPORT_SUPDUP 95
#define IPPORT_EXECSERVER 512
#define IPPORT_LOGINSERVER 513
#define IPPORT_CMDSERVER 514
#define IPPORT_EFSSERVER 520
#define IPPORT_BIFFUDP 512
#define IPPORT_WHOSERVER 513
#define IPPORT_ROUTESERVER 520
#define IPPORT_RESERVED 1024

#ifdef __cplusplus
extern "C" {
#endif
int WINAPI gethostname(char *name, int room);
int WINAPI WSASendMsg(SOCKET s, struct _WSAMSG *msg, DWORD flags, DWORD *sent,
		      struct _OVERLAPPED *o,
		      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
#ifdef __cplusplus
}
#endif

#endif
