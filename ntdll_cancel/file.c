/*
 * The life of a file object: made around a descriptor, closed with its last
 * handle, its memory recycled with its last reference. It owns the list of open
 * files, which thread exit walks.
 */
#define _GNU_SOURCE
#include "listing.h"
#include "notify.h"
#include "npipe.h"
#include "port.h"
#include "selection.h"
#include "serial.h"
#include "socket.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/vfs.h>

static struct lock files_lock;
static struct file *files_open GUARDED_BY(files_lock);
static struct file *files_free GUARDED_BY(files_lock);

enum file_kind file_kind_of(unsigned mode, int fd)
{
	if (S_ISREG(mode) || S_ISBLK(mode))
		return FILE_REGULAR;
	if (S_ISFIFO(mode) || S_ISSOCK(mode))
		return FILE_PIPE;
	if (S_ISDIR(mode))
		return FILE_DIR;
	return isatty(fd) ? FILE_TTY : FILE_CHAR;
}

/* Once for each file: the kernel's answer depends on its file system. */
static enum try_kind probe(const struct file *f)
{
	const char *no = getenv("WINCANCEL_NOWAIT");
	if (f->kind != FILE_REGULAR)
		return TRY_NONBLOCK;
	if (no && *no == '0')
		return TRY_NEVER;
	char byte;
	struct iovec none = { &byte, 0 };
	if (preadv2(f->fd, &none, 1, 0, RWF_NOWAIT) < 0 && errno == EOPNOTSUPP)
		return TRY_NEVER;
	return TRY_NOWAIT;
}

/*
 * io_uring can't stop a read of a FUSE file: it is asynchronous inside the kernel
 * and in nobody's worker, a cancel by the ring finds nothing. A signal does.
 */
static bool needs_pool(int fd)
{
	struct statfs fs;
	return !fstatfs(fd, &fs) && fs.f_type == FUSE_SUPER_MAGIC;
}

static struct file *slot_take(void)
{
	lock_take(&files_lock);
	struct file *f = files_free;
	if (f)
		files_free = f->next;
	lock_drop(&files_lock);
	if (!f && (f = mem_aligned(64, (sizeof *f + 63) & ~63ul)))
		memset(f, 0, sizeof *f);
	return f;
}

NTSTATUS file_new(int fd, enum file_kind kind, ULONG options,
		  struct file **out)
{
	struct file *f = slot_take();
	if (!f) {
		close(fd);
		return STATUS_NO_MEMORY;
	}
	f->fd = fd;
	f->kind = kind;
	f->options = options;
	f->sync = options & (FILE_SYNCHRONOUS_IO_ALERT |
			     FILE_SYNCHRONOUS_IO_NONALERT);
	f->deny_poll = f->nonblock = f->console_out = false;
	f->share = (struct share){ .inode = NULL };
	f->np = NULL;
	f->serial = NULL;
	f->sock = NULL;
	f->listing = NULL;
	f->notify = NULL;
	atomic_store(&f->ranges, NULL);
	atomic_store(&f->port, NULL);
	atomic_store(&f->modes, 0);
	atomic_store(&f->armed, 0);
	atomic_store(&f->beyond, false);
	f->idle_edges = f->group = 0;
	atomic_store(&f->turn, 0);
	atomic_store(&f->bias, fences_needed ? BIAS_OVER : 0);
	if (kind == FILE_SERIAL ||
	    (!f->sync && kind != FILE_REGULAR && kind < FILE_DIR)) {
		/* Opened by us for this file object alone. */
		int flags = fcntl(fd, F_GETFL);
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	}
	f->nonblock = fcntl(fd, F_GETFL) & O_NONBLOCK;
	f->by_pool = !f->sync && kind == FILE_REGULAR && needs_pool(fd);
	f->try = f->sync || kind >= FILE_DIR ? TRY_NEVER : probe(f);
	object_init(&f->obj, OBJ_FILE, SIG_MANUAL, 0);
	lock_take(&files_lock);
	f->prev = NULL;
	f->next = files_open;
	if (files_open)
		files_open->prev = f;
	files_open = f;
	lock_drop(&files_lock);
	atomic_store(&f->closed, false);
	*out = f;
	return STATUS_SUCCESS;
}

void files_each(void (*fn)(struct file *, void *), void *arg)
{
	/* One reference at a time: fn may block, the list may change. */
	struct file *held = NULL;
	lock_take(&files_lock);
	for (struct file *f = files_open; f; f = f->next) {
		/* Its last reference is gone: soon it will be, too. */
		if (!object_ref_live(&f->obj))
			continue;
		lock_drop(&files_lock);
		if (held)
			object_unref(&held->obj);
		fn(f, arg);
		held = f;
		lock_take(&files_lock);
	}
	lock_drop(&files_lock);
	if (held)
		object_unref(&held->obj);
}

void file_closed(struct object *o)
{
	struct file *f = file_of(o);
	atomic_store(&f->closed, true);
	/* A call is open before it looks at closed: now it is seen, or sees. */
	if (f->sync)
		fence_everywhere();
	if (f->kind == FILE_DIR)
		notify_end(f, STATUS_NOTIFY_CLEANUP);
	if (f->sock)
		socket_closing(f);
	file_cancel_ops(f, NULL);
	file_cancel_calls(f, NULL);
	POINT("close:cancelled");
	if (f->sync || atomic_load(&f->bias))
		turn_take_last(f);
	file_await_unused(f);
	if (f->sock) {
		socket_kick(f->sock, false);
		selection_end(f->sock);
	}
	file_await_told(f);
	if (f->np)
		npipe_closed(f);
	if (f->serial)
		serial_closed(f);
	ranges_closed(f);
	ready_forget(f);
	listing_free(f);
	notify_free(f);
	doom_closed(&f->share, f->fd);
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	/* The address index and the pool are of no more use to anybody. */
	op_pool_free(f);
}

void file_destroy(struct object *o)
{
	struct file *f = file_of(o);
	/* A file that never had a handle. */
	if (f->fd >= 0) {
		ready_forget(f);
		doom_closed(&f->share, f->fd);
		close(f->fd);
	}
	if (f->np)
		npipe_free(f);
	if (f->serial)
		serial_free(f);
	if (f->sock)
		socket_free(f);
	if (f->port)
		object_unref(&f->port->obj);
	lock_take(&files_lock);
	if (f->prev)
		f->prev->next = f->next;
	else
		files_open = f->next;
	if (f->next)
		f->next->prev = f->prev;
	f->next = files_free;
	files_free = f;
	lock_drop(&files_lock);
}
