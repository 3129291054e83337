/*
 * The life of a socket: a file object of its own kind around a descriptor, and what
 * is known of it besides.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "private.h"
#include "selection.h"
#include "socket.h"
#include <fcntl.h>
#include <string.h>

void (*_Atomic socket_skin_free)(void *skin);

/* Takes over fd, also when it fails. */
static NTSTATUS socket_file(int fd, const struct socket *like, struct file **out)
{
	struct file *f;
	struct socket *s = mem_zeroed(1, sizeof *s);
	if (!s) {
		close(fd);
		return STATUS_NO_MEMORY;
	}
	NTSTATUS status = file_new(fd, FILE_SOCKET, 0, &f);
	if (status) {
		mem_free(s);
		return status;
	}
	s->file = f;
	s->fd = fd;
	s->family = like->family;
	s->type = like->type;
	s->protocol = like->protocol;
	s->overlapped = like->overlapped;
	/* Who walks the open files looks under the lock. */
	lock_take(&f->lock);
	f->sock = s;
	lock_drop(&f->lock);
	*out = f;
	return STATUS_SUCCESS;
}

static NTSTATUS make_handle(struct file *f, ULONG attributes, HANDLE *out)
{
	NTSTATUS status = handle_make(&f->obj,
				      object_access(OBJ_FILE, GENERIC_READ |
							      GENERIC_WRITE |
							      SYNCHRONIZE),
				      attributes, out);
	if (status)
		object_unref(&f->obj);
	return status;
}

NTSTATUS socket_create(int family, int type, int protocol, bool overlapped,
		       ULONG attributes, HANDLE *out)
{
	struct socket like = { .family = family, .type = type,
			       .protocol = protocol, .overlapped = overlapped };
	struct file *f;
	*out = NULL;
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	if (fd < 0)
		return socket_status(errno);
	/* As the program sees it, where it has left that open. */
	if (!protocol && family != AF_UNIX) {
		socklen_t n = sizeof like.protocol;
		getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &like.protocol, &n);
	}
	NTSTATUS status = socket_file(fd, &like, &f);
	return status ? status : make_handle(f, attributes, out);
}

NTSTATUS socket_from_fd(int fd, const struct socket *like, ULONG attributes,
			HANDLE *out)
{
	struct file *f;
	NTSTATUS status = socket_file(fd, like, &f);
	if (status)
		return status;
	atomic_store(&f->sock->marks, atomic_load(&like->marks));
	atomic_store(&f->sock->nonblocking, atomic_load(&like->nonblocking));
	atomic_store(&f->sock->receive_ms, atomic_load(&like->receive_ms));
	atomic_store(&f->sock->send_ms, atomic_load(&like->send_ms));
	return make_handle(f, attributes, out);
}

NTSTATUS socket_accepted(int fd, struct socket *listener, HANDLE *out)
{
	struct file *f;
	NTSTATUS status = socket_file(fd, listener, &f);
	if (status)
		return status;
	atomic_store(&f->sock->marks,
		     SOCK_BOUND | SOCK_CONNECTED | SOCK_ACCEPTED);
	atomic_store(&f->sock->nonblocking, atomic_load(&listener->nonblocking));
	status = make_handle(f, 0, out);
	if (!status && is_selected(listener)) {
		status = selection_inherit(listener, *out);
		if (status)
			NtClose(*out);
	}
	return status;
}

bool socket_become(struct file *f, int fd)
{
	lock_take(&f->lock);
	bool open = !atomic_load(&f->closed);
	if (open) {
		ready_forget(f);
		atomic_store(&f->sock->dry, 0);
		open = dup3(fd, f->fd, O_CLOEXEC) >= 0;
	}
	lock_drop(&f->lock);
	close(fd);
	if (open)
		selection_renew(f->sock);
	return open;
}

static void let_go_deferred(struct socket *s)
{
	int deferred = atomic_exchange(&s->deferred, 0);
	if (deferred)
		close(deferred - 1);
}

/* An AcceptEx that waits for a connection to put here has nowhere to put it. */
COLD void socket_closing(struct file *f)
{
	socket_kick(f->sock, true);
	let_go_deferred(f->sock);
	socket_cancel_accepts(f, NULL, NULL, false);
	lock_take(&f->lock);
	struct file *listener = f->sock->listener;
	IO_STATUS_BLOCK *block = f->sock->accepting;
	if (listener)
		object_ref(&listener->obj);
	lock_drop(&f->lock);
	if (!listener)
		return;
	file_cancel_ops(listener, block);
	object_unref(&listener->obj);
}

COLD void socket_free(struct file *f)
{
	void (*skin_free)(void *) = atomic_load(&socket_skin_free);
	if (f->sock->skin && skin_free)
		skin_free(f->sock->skin);
	selection_free(f->sock);
	let_go_deferred(f->sock); /* of who came late */
	mem_free(f->sock);
	f->sock = NULL;
}

struct socket *socket_hold(HANDLE h)
{
	struct handle_ref ref;
	if (!thread_self() || handle_find(h, OBJ_FILE, 0, &ref))
		return NULL;
	struct file *f = file_of(ref.object);
	struct socket *s = f->sock && file_use(f) ? f->sock : NULL;
	handle_done(&ref);
	return s;
}

struct socket *socket_keep(HANDLE h)
{
	struct socket *s = socket_hold(h);
	if (!s)
		return NULL;
	object_ref(&s->file->obj);
	socket_let_go(s);
	return s;
}

void socket_let_go(struct socket *s)
{
	sockets_let_go(&s, 1);
}

void sockets_let_go(struct socket *const *sockets, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (sockets[i])
			file_unuse(sockets[i]->file);
	thread_heed();
}
