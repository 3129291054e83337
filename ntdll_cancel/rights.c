/* Owns SCM_RIGHTS: descriptors beside messages. */
#define _GNU_SOURCE
#include "rights.h"
#include <string.h>
#include <unistd.h>

void rights_expect(struct msghdr *m, union rights *room)
{
	m->msg_control = room;
	m->msg_controllen = sizeof *room;
}

void rights_put(struct msghdr *m, union rights *room, int fd)
{
	memset(room, 0, sizeof *room);
	room->header.cmsg_level = SOL_SOCKET;
	room->header.cmsg_type = SCM_RIGHTS;
	room->header.cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(&room->header), &fd, sizeof fd);
	rights_expect(m, room);
}

int rights_take(struct msghdr *m)
{
	int fd = -1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n; i++) {
			int one;
			memcpy(&one, CMSG_DATA(c) + i * sizeof one, sizeof one);
			if (fd >= 0)
				close(one);
			else
				fd = one;
		}
	}
	return fd;
}
