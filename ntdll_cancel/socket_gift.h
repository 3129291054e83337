/*
 * Sockets that go from one process to another: what giver (socket_give.c) and taker
 * (socket_take.c) agree on.
 *
 * For each socket that is given there is a listener in the folder of names, in
 * .sockets/PID-COOKIE, whose name the taker is told by the program. It connects; who
 * listens lets in only the process that the socket was given to, of the same user, and
 * sends one struct parcel with the descriptor. Then listener and name are gone: it is
 * given once. The taker believes nothing: the sender is of the same user and the
 * giver, lengths and kinds are checked, and every descriptor that came is closed or
 * used.
 */
#ifndef WINCANCEL_SOCKET_GIFT_H
#define WINCANCEL_SOCKET_GIFT_H

#include "socket.h"
#include <sys/un.h>

#define GIFT_MAGIC 0x74736b31u /* and the layout's version */

struct parcel {
	uint32_t magic, size;
	uint64_t cookie;
	int32_t family, type, protocol;
	uint32_t marks, nonblocking, receive_ms, send_ms;
};

/* The folder, made if need be; ours to close. -errno. */
int gift_folder(void);
void gift_address(struct sockaddr_un *at, int folder, uint32_t giver,
		  uint64_t cookie);
void gift_name(char name[32], uint32_t giver, uint64_t cookie);

#endif
