/*
 * A name server that says nothing. Raw system calls: with ws2_32 linked the plain
 * names are Winsock's.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

int bench_silent_server(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t length = sizeof(at);
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[32];

	at.sin_addr.s_addr = __builtin_bswap32(INADDR_LOOPBACK);
	if (fd < 0 || syscall(SYS_bind, fd, &at, sizeof(at)) ||
	    syscall(SYS_getsockname, fd, &at, &length))
		return -1;
	snprintf(text, sizeof(text), "127.0.0.1:%u",
		 __builtin_bswap16(at.sin_port));
	setenv("WINCANCEL_DNS", text, 1);
	/* Long enough for a round, and what was cancelled is gone soon. */
	setenv("RES_OPTIONS", "retrans:1000", 1);
	return 0;
}
