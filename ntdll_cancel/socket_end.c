/*
 * What the last WSACleanup does to sockets: everything that is pending is cancelled
 * and told to nobody, calls that block return (W-062). The sockets stay, for what has
 * their handles; whether Winsock is in use is kept here.
 */
#include "handle.h"
#include "socket.h"

_Atomic uint32_t sockets_uses;

void sockets_begin(void)
{
	atomic_fetch_add(&sockets_uses, 1);
}

static bool has_ops(struct file *f)
{
	lock_take(&f->lock);
	bool any = f->ops || !file_told(f);
	lock_drop(&f->lock);
	return any;
}

/* One that is just being tried ends when that is over: nothing in there waits. */
static void await_none(struct file *f)
{
	atomic_fetch_add(&f->awaited, 1);
	for (;;) {
		uint32_t seen = atomic_load(&f->quiet);
		if (!has_ops(f))
			break;
		futex_sleep(&f->quiet, seen, NULL);
	}
	atomic_fetch_sub(&f->awaited, 1);
}

static void end_on(struct file *f, void *arg)
{
	(void)arg;
	lock_take(&f->lock);
	bool is_socket = f->sock;
	lock_drop(&f->lock);
	if (!is_socket)
		return;
	file_cancel_calls(f, NULL);
	file_cancel_ops(f, NULL);
}

static void await_on(struct file *f, void *arg)
{
	(void)arg;
	lock_take(&f->lock);
	bool is_socket = f->sock;
	lock_drop(&f->lock);
	if (is_socket)
		await_none(f);
}

/* All is cancelled before anything is waited for, as in thread_cancel_ops. */
void sockets_end(void)
{
	atomic_fetch_add(&sockets_uses, 1);
	POINT("sockets:end");
	file_cancel_calls(CALL_SOCKETS, NULL);
	files_each(end_on, NULL);
	files_each(await_on, NULL);
}

void WINAPI sockets_end_one(HANDLE h)
{
	struct socket *s = socket_hold(h);
	if (!s)
		return;
	file_cancel_ops(s->file, NULL);
	socket_cancel_accepts(s->file, NULL, NULL, false);
	socket_let_go(s);
}
