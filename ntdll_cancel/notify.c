/*
 * NtNotifyChangeDirectoryFile: requests, how they wait and what they get. What
 * happens in the directory is notify_event.c's and notify_tree.c's.
 */
#define _GNU_SOURCE
#include "notify.h"
#include "drain.h"
#include "handle.h"
#include "npipe.h"
#include "request.h"
#include <linux/magic.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define CIFS_MAGIC 0xff534d42
#define SMB2_MAGIC 0xfe534d42
#define NETWORK_LENGTH 65536 /* a request's over the network */
#define FILTER_BITS 0xfffu
#define TURN_BUFFERS 4 /* read before the loop sees to others */

static void discard(struct notify *n)
{
	if (n->fd >= 0 && !n->file->sync)
		ready_unwatch(n->fd);
	tree_end(n);
	mem_free(n->kept);
	mem_free(n);
}

/* Whether there is anything to be told of, and that much at once (K-154). */
static NTSTATUS check_place(const struct file *f, ULONG length)
{
	struct statfs fs;
	if (fstatfs(f->fd, &fs))
		return status_from_errno(errno);
	switch ((uint32_t)fs.f_type) {
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
		return STATUS_INVALID_DEVICE_REQUEST;
	case NFS_SUPER_MAGIC:
	case CIFS_MAGIC:
	case SMB2_MAGIC:
		return length > NETWORK_LENGTH ? STATUS_INVALID_PARAMETER :
						 STATUS_SUCCESS;
	default:
		return STATUS_SUCCESS;
	}
}

static struct notify *notify_of(struct file *f)
{
	lock_take(&f->lock);
	struct notify *n = f->notify;
	lock_drop(&f->lock);
	return n;
}

/* The first request begins the watching. Of two that come at once one has made
 * its own for nothing. */
static NTSTATUS begin(struct file *f, const struct request *q)
{
	if (notify_of(f))
		return STATUS_SUCCESS;
	struct notify *n = mem_zeroed(1, sizeof *n);
	if (!n)
		return STATUS_NO_MEMORY;
	n->file = f;
	n->fd = -1;
	n->filter = q->filter;
	n->subtree = q->subtree;
	n->limit = q->length;
	NTSTATUS status = check_place(f, q->length) ?: tree_begin(n);
	/* Who finds it published is told of events; one that comes before is read
	 * by the request. */
	if (!status && !f->sync &&
	    !ready_watch(n->fd, EPOLLIN, f, READY_NOTIFY))
		status = STATUS_INSUFFICIENT_RESOURCES;
	POINT("notify:begun");
	lock_take(&f->lock);
	bool ours = !status && !f->notify;
	if (ours)
		f->notify = n;
	lock_drop(&f->lock);
	if (!ours)
		discard(n);
	return status;
}

/* Deleted, or about to be; which can be taken back. */
static NTSTATUS check_doomed(struct file *f)
{
	struct stat st;
	bool gone = doom_pending(&f->share) ||
		    (!fstat(f->fd, &st) && !st.st_nlink);
	struct notify *n = notify_of(f);
	if (gone)
		return STATUS_DELETE_PENDING;
	lock_take(&f->lock);
	if (n && n->ended == STATUS_DELETE_PENDING)
		n->ended = STATUS_SUCCESS;
	lock_drop(&f->lock);
	return STATUS_SUCCESS;
}

/* For clang, which cannot see that n->file is f. */
static inline void notify_locked(struct notify *n) KNOWS(n->file->lock)
{
	(void)n;
}

/* The first request's end, if there is something for it. */
static bool give_first(struct file *f, struct notify *n, struct notice *done)
	HOLDS(f->lock)
{
	struct io_op *op = f->queue[OP_READ].list.first;
	ULONG_PTR information;
	if (!op)
		return false;
	notify_locked(n);
	NTSTATUS status = kept_give(n, op->buffer, op->length, &information);
	if (status == STATUS_PENDING)
		return false;
	op_finish(f, op, status, information, done);
	return true;
}

static void give(struct file *f, struct notify *n)
{
	struct notice done;
	for (;;) {
		lock_take(&f->lock);
		bool given = give_first(f, n, &done);
		lock_drop(&f->lock);
		if (!given)
			return;
		drive_learn(done.thread);
		publish(&done);
	}
}

/* How many buffers hold what the kernel has now: what comes later, from somebody
 * who never stops, is not waited for. */
static unsigned buffers_now(const struct notify *n)
{
	const unsigned least = EVENT_BYTES - EVENT_LONGEST;
	return (news_waiting(n) + least - 1) / least;
}

/* Something is left, of which the loop will hear; or nothing, and of what waits for
 * that it would not. */
static void end_turn(struct notify *n)
{
	while (!buffers_now(n) && events_end(n))
		;
}

/* For turns of this many buffers, 0: for what there is. */
static void drain_for(struct file *f, unsigned turn)
{
	struct op_queue *q = &f->queue[OP_READ];
	if (!file_use(f))
		return;
	lock_take(&f->lock);
	struct notify *n = f->notify;
	bool ours = n && drain_claim(q);
	bool more = false;
	lock_drop(&f->lock);
	if (ours && !turn)
		turn = buffers_now(n);
	while (ours) {
		POINT("notify:drain");
		more = events_read(n);
		bool over = turn <= 1;
		end_turn(n);
		turn--;
		give(f, n);
		lock_take(&f->lock);
		/* Who came meanwhile has left its request to us, and what the loop
		 * told it. */
		bool asked = drain_asked(q);
		more |= asked;
		if (over || !more || atomic_load(&f->closed)) {
			drain_leave(q);
			ours = false;
		}
		lock_drop(&f->lock);
		if (!ours && asked)
			give(f, n);
	}
	/* Tells the loop of what is left, behind what others wait for. */
	if (more && !atomic_load(&f->closed))
		ready_watch(n->fd, EPOLLIN, f, READY_NOTIFY);
	file_unuse(f);
}

void notify_drain(struct file *f)
{
	drain_for(f, TURN_BUFFERS);
}

NTSTATUS notify_issue(struct file *f, struct io_op *op, const struct request *q)
{
	NTSTATUS status = begin(f, q) ?: check_doomed(f);
	if (status) {
		op_drop_apc(op->apc);
		return status;
	}
	/* What came before it finds the room that was kept, not this one's. */
	drain_for(f, 0);
	op_set_pending(f, op);
	lock_take(&f->lock);
	bool closed = atomic_load(&f->closed);
	bool queued = !closed && op_add(f, op, OP_WAITING, false);
	lock_drop(&f->lock);
	POINT("notify:queued");
	if (!queued) {
		op_unset_pending(op);
		op_drop_apc(op->apc);
		return closed ? STATUS_INVALID_HANDLE : STATUS_NO_MEMORY;
	}
	drain_for(f, 0);
	return STATUS_PENDING;
}

/* In t's call and the turn. */
static NTSTATUS wait_in_turn(struct file *f, struct thread *t,
			     const struct request *q, ULONG_PTR *information)
{
	struct notify *n = notify_of(f);
	struct pollfd p = { .fd = n->fd, .events = POLLIN };
	for (;;) {
		bool more = events_read(n);
		end_turn(n);
		lock_take(&f->lock);
		notify_locked(n);
		NTSTATUS status = kept_give(n, q->buffer, q->length,
					    information);
		lock_drop(&f->lock);
		if (status != STATUS_PENDING)
			return status;
		if (call_asked(&t->call))
			return STATUS_CANCELLED;
		if (!more)
			call_labelled(&t->call, SYS_ppoll, (long)&p, 1, 0, 0, 8,
				      0);
	}
}

NTSTATUS notify_sync(struct file *f, struct thread *t, const struct request *q)
{
	ULONG_PTR information = 0;
	NTSTATUS status = file_enter(f, t, q->iosb);
	if (status)
		return status;
	bool pause = port_pause_if(t);
	status = begin(f, q) ?: check_doomed(f) ?:
		 wait_in_turn(f, t, q, &information);
	file_leave(f, t);
	port_resume_if(t, pause);
	q->iosb->Status = status;
	q->iosb->Information = information;
	return status;
}

void notify_end(struct file *f, NTSTATUS status)
{
	struct notify *n = notify_of(f);
	if (!n)
		return;
	lock_take(&f->lock);
	if (!n->ended || status == STATUS_NOTIFY_CLEANUP)
		n->ended = status;
	lock_drop(&f->lock);
	give(f, n);
	/* A call that waits looks again. */
	if (f->sync)
		file_cancel_calls(f, NULL);
}

static void end_doomed(struct file *f, void *arg)
{
	if (f->kind != FILE_DIR || !file_use(f))
		return;
	lock_take(&share_lock);
	bool same = f->share.inode == arg;
	lock_drop(&share_lock);
	if (same)
		notify_end(f, STATUS_DELETE_PENDING);
	file_unuse(f);
}

void notify_doomed(const struct shared *inode)
{
	files_each(end_doomed, (void *)inode);
}

void notify_free(struct file *f)
{
	struct notify *n = f->notify;
	f->notify = NULL;
	if (n)
		discard(n);
}

NTSTATUS WINAPI NtNotifyChangeDirectoryFile(HANDLE h, HANDLE event,
					    PIO_APC_ROUTINE apc, void *context,
					    IO_STATUS_BLOCK *iosb, void *buffer,
					    ULONG length, ULONG filter,
					    BOOLEAN subtree)
{
	struct handle_ref ref;
	struct request q = { .event = event, .apc = apc, .context = context,
			     .iosb = iosb, .buffer = buffer,
			     .length = buffer ? length : 0, .filter = filter,
			     .subtree = subtree };
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	if (!iosb || !npipe_buffer_good(buffer, q.length))
		return STATUS_ACCESS_VIOLATION;
	if ((uintptr_t)buffer % sizeof(ULONG))
		return STATUS_DATATYPE_MISALIGNMENT;
	if (!filter || (filter & ~FILTER_BITS))
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = handle_find(h, OBJ_FILE, FILE_LIST_DIRECTORY, &ref);
	if (status)
		return status;
	struct file *f = file_of(ref.object);
	status = f->kind == FILE_DIR ?
			 request_begin(f, OP_READ, &q, OFFSET_NONE) :
			 STATUS_INVALID_PARAMETER;
	handle_done(&ref);
	thread_heed();
	return status;
}
