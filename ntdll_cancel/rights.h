/*
 * One descriptor beside a message: how processes that trust each other only so far
 * hand over memory (npipe_link.c) and sockets (socket_give.c).
 */
#ifndef WINCANCEL_RIGHTS_H
#define WINCANCEL_RIGHTS_H

#include <sys/socket.h>

union rights {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

/* For sendmsg: fd goes along; and for recvmsg: one may come. room is m's until then. */
void rights_put(struct msghdr *m, union rights *room, int fd);
void rights_expect(struct msghdr *m, union rights *room);
/* The one that came, -1 if none did; any more are closed. */
int rights_take(struct msghdr *m);

#endif
