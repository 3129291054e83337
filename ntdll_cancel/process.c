/*
 * The life of a process object: made, watched, ended, recycled. process.h has the
 * states.
 */
#define _GNU_SOURCE
#include "process.h"
#include "inherit.h"
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>

static struct lock processes_lock;
static struct process *children GUARDED_BY(processes_lock);
static struct process *processes_free GUARDED_BY(processes_lock);

struct process *process_new(void)
{
	lock_take(&processes_lock);
	struct process *p = processes_free;
	if (p)
		processes_free = p->next;
	lock_drop(&processes_lock);
	if (!p) {
		p = mem_aligned(OBJECT_ALIGN, sizeof *p);
		if (!p)
			return NULL;
		memset(p, 0, sizeof *p);
		p->pidfd = -1;
	}
	object_init(&p->obj, OBJ_PROCESS, SIG_MANUAL, 0);
	object_init(&p->thread, OBJ_PROCESS_THREAD, SIG_MANUAL, 0);
	p->pid = 0;
	p->child = false;
	lock_take(&p->lock);
	p->ended = false;
	p->report = NULL;
	p->suspended = 0;
	lock_drop(&p->lock);
	atomic_store(&p->code, STATUS_PENDING);
	return p;
}

static void leave_children(struct process *p)
{
	lock_take(&processes_lock);
	struct process **at = &children;
	while (*at && *at != p)
		at = &(*at)->next;
	if (*at)
		*at = p->next;
	lock_drop(&processes_lock);
}

bool process_watch(struct process *p, int pidfd, pid_t pid)
{
	p->pid = pid;
	if (p->child) {
		lock_take(&processes_lock);
		p->next = children;
		children = p;
		lock_drop(&processes_lock);
	}
	object_ref(&p->obj);
	lock_take(&p->lock);
	p->pidfd = pidfd;
	lock_drop(&p->lock);
	POINT("process:watch");
	if (ready_watch(pidfd, EPOLLIN, p, READY_PROCESS))
		return true;
	lock_take(&p->lock);
	p->pidfd = -1;
	lock_drop(&p->lock);
	if (p->child)
		leave_children(p);
	object_unref(&p->obj);
	return false;
}

bool process_has_ended(int pidfd)
{
	struct pollfd state = { .fd = pidfd, .events = POLLIN };
	return poll(&state, 1, 0) > 0;
}

/* The watch's end: whoever sees the descriptor there closes it. */
static bool unwatch(struct process *p) HOLDS(p->lock)
{
	if (p->pidfd < 0)
		return false;
	ready_unwatch(p->pidfd);
	close(p->pidfd);
	p->pidfd = -1;
	if (p->report)
		munmap(p->report, REPORT_BYTES);
	p->report = NULL;
	return true;
}

void process_event(struct process *p)
{
	POINT("process:event");
	lock_take(&p->lock);
	bool over = p->pidfd >= 0 && process_has_ended(p->pidfd);
	if (over) {
		atomic_store(&p->code, exit_code_take(p));
		unwatch(p);
	}
	lock_drop(&p->lock);
	if (!over)
		return; /* late, of another process that was here */
	if (p->child)
		leave_children(p);
	POINT("process:ended");
	object_signal(&p->thread);
	object_signal(&p->obj);
	object_unref(&p->obj);
}

/* Only a child of ours is to be watched when nobody asks any more. Who waits has a
 * reference, beside that of the handle and the loop's. */
#define UNWAITED_REFS 2

void process_closed(struct object *o)
{
	struct process *p = process_of(o);
	if (o == &object_process || p->child)
		return;
	POINT("process:closed");
	if (atomic_load(&o->refs) > UNWAITED_REFS)
		return;
	lock_take(&p->lock);
	bool watched = unwatch(p);
	lock_drop(&p->lock);
	if (watched)
		object_unref(o);
}

void process_destroy(struct object *o)
{
	struct process *p = process_of(o);
	lock_take(&processes_lock);
	p->next = processes_free;
	processes_free = p;
	lock_drop(&processes_lock);
}

void process_thread_destroy(struct object *o)
{
	object_unref(&process_of_thread(o)->obj);
}

/* A child of ours that has this number, referenced. */
struct process *process_child(pid_t pid)
{
	lock_take(&processes_lock);
	struct process *p = children;
	while (p && !(p->pid == pid && object_ref_live(&p->obj)))
		p = p->next;
	lock_drop(&processes_lock);
	return p;
}
