/*
 * What an operation of a socket brings along, from its beginning to after its end.
 */
#include "socket.h"

struct sock_more *sock_more_new(uint32_t n)
{
	struct sock_more *m = mem_zeroed(1, sizeof *m + n * sizeof *m->v);
	if (!m)
		return NULL;
	m->fd = -1;
	m->count = n;
	return m;
}

COLD void accept_over(struct sock_more *m, struct file *locked) UNCHECKED
{
	struct file *f = m->sock->file;
	if (f != locked)
		lock_take(&f->lock);
	if (f->sock->accept == m)
		f->sock->accept_over = true;
	if (f != locked)
		lock_drop(&f->lock);
}

/* A socket that waited for a connection waits no longer. */
static void leave_accept(struct sock_more *m)
{
	struct socket *s = m->sock;
	struct file *f = s->file;
	lock_take(&f->lock);
	if (s->accept == m) {
		s->listener = NULL;
		s->accepting = NULL;
		s->accept = NULL;
	}
	lock_drop(&f->lock);
	if (m->listener)
		object_unref(&m->listener->obj);
	object_unref(&f->obj);
}

void sock_more_end(struct sock_more *m)
{
	if (m->sock) {
		leave_accept(m);
		m->sock = NULL;
	}
	if (m->fd >= 0)
		close(m->fd);
	m->fd = -1;
	_Atomic uint32_t *done = m->done;
	if (!done) {
		mem_free(m);
		return;
	}
	/* From the store on its owner may be gone, and the futex be another's. */
	atomic_store(done, 1);
	futex_rouse(done, 1);
}
