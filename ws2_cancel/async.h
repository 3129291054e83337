/*
 * The six WSAAsyncGetXByY: what they have in common. A request is a task (task.h)
 * with a window, a buffer, and one message to post.
 */
#ifndef WINCANCEL_ASYNC_H
#define WINCANCEL_ASYNC_H

#include "ws2_cancel/pack.h"
#include "ws2_cancel/post.h"
#include "ws2_cancel/task.h"

struct request {
	struct task task;
	struct posting posting;
	enum record kind;
	char *buffer;
	int room;
	/* Services and protocols, on a worker: the name (NULL: by number), and of a
	 * service the protocol (NULL: any). */
	char *name, *proto;
	int number;
};

struct request *request_new(HWND window, UINT message, enum record kind,
			    char *buffer, int room);
/* Both take over the request, which may be NULL: no memory. */
HANDLE request_look_up(struct request *r, const struct lookup_wanted *w);
HANDLE request_read(struct request *r, const char *name, int number,
		    const char *proto);

#endif
