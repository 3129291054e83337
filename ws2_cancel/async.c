/* Owns a WSAAsync request from its start to its message (async.h). */
#include "ws2_cancel/async.h"
#include <stdlib.h>
#include <string.h>

#define NO_MEMORY_BELOW 0x10000 /* on Windows, and no sane mapping here */

static void request_free(struct task *t)
{
	struct request *r = CONTAINING_RECORD(t, struct request, task);

	free(r->name);
	free(r->proto);
	free(r);
}

struct request *request_new(HWND window, UINT message, enum record kind,
			    char *buffer, int room)
{
	struct request *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->task.kind = TASK_ASYNC;
	r->task.refs = 1;
	r->task.destroy = request_free;
	r->posting.window = window;
	r->posting.message = message;
	r->kind = kind;
	r->buffer = buffer;
	r->room = room;
	return r;
}

static void posted(struct posting *p)
{
	task_unref(&CONTAINING_RECORD(p, struct request, posting)->task);
}

/* The buffer, and what the message says. W-020: the size needed, as 16 bits. */
static LPARAM fill(struct request *r, const struct answer *a)
{
	size_t room = r->room > 0 ? r->room : 0, needed;

	if (!a)
		return MAKELONG(0, WSANO_RECOVERY);
	if (a->error)
		return MAKELONG(0, a->error == OUT_OF_MEMORY ? WSANO_RECOVERY :
							       a->error);
	needed = pack(r->kind, a, NULL, 0);
	if (needed > room)
		return MAKELONG(needed > 0xffff ? 0xffff : needed,
				WSAENOBUFS);
	if ((ULONG_PTR)r->buffer < NO_MEMORY_BELOW)
		return MAKELONG(0, WSAEFAULT);
	pack(r->kind, a, r->buffer, room);
	return MAKELONG(needed > 0xffff ? 0xffff : needed, 0);
}

/* Once for each request: it has been claimed, or is now. */
static void bring(struct request *r, struct answer *a)
{
	if (task_claim(&r->task)) {
		task_ref(&r->task); /* until it is posted */
		r->posting.wparam = (WPARAM)task_handle(&r->task);
		r->posting.lparam = fill(r, a);
		r->posting.over = posted;
		post(&r->posting);
	}
	answer_free(a);
}

static void found(void *owner, struct answer *a)
{
	struct request *r = owner;

	bring(r, a);
	task_unref(&r->task);
}

static HANDLE refuse(struct request *r, int error)
{
	if (r)
		task_unref(&r->task);
	ws2_fail(error);
	return NULL;
}

static HANDLE not_entered(struct request *r)
{
	return refuse(r, ws2_started() ? WSAENOBUFS : ws2_refusal());
}

HANDLE request_look_up(struct request *r, const struct lookup_wanted *w)
{
	HANDLE handle;
	struct lookup *l;

	if (!r || !(l = lookup_new(w, found, r)))
		return refuse(r, WSAENOBUFS);
	r->task.lookup = l;
	if (!task_enter(&r->task, &handle))
		return not_entered(r);
	/* Cancelled by now or not: what was begun ends. */
	lookup_start(l);
	return handle;
}

static void read_database(void *arg)
{
	struct request *r = arg;
	struct answer *a;

	if (r->kind == RECORD_SERVICE)
		a = r->name ? service_by_name(r->name, r->proto) :
			      service_by_port(r->number, r->proto);
	else
		a = r->name ? protocol_by_name(r->name) :
			      protocol_by_number(r->number);
	found(r, a);
}

HANDLE request_read(struct request *r, const char *name, int number,
		    const char *proto)
{
	HANDLE handle;

	if (!r)
		return refuse(r, WSAENOBUFS);
	r->name = name ? strdup(name) : NULL;
	r->proto = proto ? strdup(proto) : NULL;
	r->number = number;
	if ((name && !r->name) || (proto && !r->proto))
		return refuse(r, WSAENOBUFS);
	if (!task_enter(&r->task, &handle))
		return not_entered(r);
	if (worker_run(read_database, r))
		return handle;
	/* No thread for it: as if it had not been begun. */
	task_claim(&r->task);
	return refuse(r, WSAEWOULDBLOCK);
}
