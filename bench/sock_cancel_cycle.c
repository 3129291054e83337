/*
 * cancel_cycle on a TCP connection: WSARecv that finds nothing, CancelIoEx,
 * WSAGetOverlappedResult.
 */
#include <winsock2.h>
#include <windows.h>

#include "bench.h"

static SOCKET here, there;
static OVERLAPPED overlapped;

static int open_files(char *const fifo[2])
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	int length = sizeof(name);
	SOCKET listener;
	WSADATA data;

	(void)fifo;
	if (WSAStartup(MAKEWORD(2, 2), &data))
		return -1;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&name, sizeof(name)) ||
	    listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&name, &length))
		return -1;
	there = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(there, (struct sockaddr *)&name, sizeof(name)))
		return -1;
	here = accept(listener, NULL, NULL);
	overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	return here != INVALID_SOCKET && overlapped.hEvent ? 0 : -1;
}

static double cycles(unsigned ops)
{
	double start = bench_now();
	char byte;
	WSABUF buffer = { 1, &byte };
	DWORD got, flags;
	unsigned i;

	for (i = 0; i < ops; i++) {
		flags = 0;
		if (!WSARecv(here, &buffer, 1, NULL, &flags, &overlapped, NULL) ||
		    WSAGetLastError() != WSA_IO_PENDING)
			return bench_fail("WSARecv did not stay pending");
		if (!CancelIoEx((HANDLE)here, &overlapped))
			return bench_fail("CancelIoEx");
		if (WSAGetOverlappedResult(here, &overlapped, &got, TRUE,
					   &flags) ||
		    WSAGetLastError() != WSA_OPERATION_ABORTED)
			return bench_fail("it was not cancelled");
	}
	return (bench_now() - start) / ops;
}

const struct bench sock_cancel_cycle = {
	.name = "sock_cancel_cycle", .unit = "ns", .ops = 2000, .limit = 0.4,
	.open = open_files, .round = cycles,
};
