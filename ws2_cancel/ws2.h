/*
 * What the files of ws2_cancel share. With USE_WS_PREFIX Wine's headers and Linux'
 * go together: Winsock's names begin with WS_ here, Linux' are as ever. A function
 * whose name is glibc's as well is called ws2_NAME (spec/ws2_cancel.spec).
 */
#ifndef WINCANCEL_WS2_H
#define WINCANCEL_WS2_H

#include "ntdll_cancel/windows_nt.h"
#define USE_WS_PREFIX
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <stdbool.h>

/* startup.c: between the first WSAStartup and the last WSACleanup. */
bool ws2_started(void);

/* last_error.c: the thread's last error, and what a call returns that has failed. */
int WINAPI ws2_fail(int error);

/* In front of everything else in a function that can fail: WSANOTINITIALISED. */
static inline bool ws2_refused(void)
{
	if (__builtin_expect(ws2_started(), 1))
		return false;
	ws2_fail(WSANOTINITIALISED);
	return true;
}

/* What the last WSACleanup ends: each in a file of its own, called in this order. */
void lookups_end(void) __attribute__((weak));
void sockets_end(void) __attribute__((weak));

#endif
