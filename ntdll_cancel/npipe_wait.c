/*
 * Waiting for an instance of a named pipe to listen. The folder of its names is
 * watched, where one that listens appears and one that is closed goes; and the
 * processes of those that are busy, because one that is killed moves nothing
 * there.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <winioctl.h>

/* What a wait watches: the folder first, then processes. */
struct watched {
	struct pollfd *at;
	unsigned n;
};

static bool has_ended(int process)
{
	struct pollfd p = { .fd = process, .events = POLLIN };
	return poll(&p, 1, 0) > 0;
}

/* Watches an instance's process; false: the instance is dead. */
static bool watch(struct watched *w, int folder, const struct np_entry_name *e)
{
	int process = syscall(SYS_pidfd_open, e->pid, 0);
	/* In this order: the number may be another's since it died. Even if its
	 * lock is still held, by a child say, there is nobody to listen. */
	bool alive = np_entry_alive(folder, e) &&
		     (process < 0 || !has_ended(process));
	if (process >= 0 && alive)
		w->at[w->n++] = (struct pollfd){ .fd = process,
						 .events = POLLIN };
	else if (process >= 0)
		close(process);
	return alive;
}

static void unwatch(struct watched *w)
{
	while (w->n > 1)
		close(w->at[--w->n].fd);
	free(w->at);
	w->at = NULL;
}

/* 0: one listens; PENDING: wait; else why not. */
static NTSTATUS look_for_listener(int folder, int notes, struct watched *w,
				  uint32_t *timeout)
{
	struct np_entry_name *all;
	int n = np_entries(folder, &all);
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	if (n < 0)
		return status_from_errno(-n);
	w->at = malloc((n + 1) * sizeof *w->at);
	w->n = 1;
	if (!w->at) {
		free(all);
		return STATUS_NO_MEMORY;
	}
	w->at[0] = (struct pollfd){ .fd = notes, .events = POLLIN };
	for (int i = 0; i < n && status; i++) {
		if (!watch(w, folder, &all[i]))
			continue;
		*timeout = all[i].kind.timeout;
		status = all[i].listening ? STATUS_SUCCESS : STATUS_PENDING;
	}
	free(all);
	return status;
}

static NTSTATUS wait_once(struct call *call, const struct watched *w,
			  uint64_t deadline)
{
	char buffer[1024];
	struct timespec space, *left = time_left(deadline, &space);
	if (left && !left->tv_sec && !left->tv_nsec)
		return STATUS_IO_TIMEOUT;
	long n = call_labelled(call, SYS_ppoll, (long)w->at, w->n, (long)left, 0,
			       8, 0);
	if (n == -ECANCELED || call_asked(call))
		return STATUS_CANCELLED;
	while (read(w->at[0].fd, buffer, sizeof buffer) > 0)
		;
	return STATUS_PENDING;
}

static NTSTATUS wait_in(struct call *call, int folder, int notes,
			const FILE_PIPE_WAIT_FOR_BUFFER *b)
{
	uint64_t deadline = FOREVER;
	uint32_t timeout = 0;
	bool first = true;
	NTSTATUS status;
	do {
		struct watched w = { NULL, 0 };
		status = look_for_listener(folder, notes, &w, &timeout);
		/* An infinite wait is said by its time; 0 is the pipe's own. */
		if (first && !b->TimeoutSpecified)
			deadline = clock_now() + timeout * 1000000ull;
		else if (first && b->Timeout.QuadPart != INT64_MIN)
			deadline = deadline_of(&b->Timeout);
		first = false;
		if (status == STATUS_PENDING)
			status = wait_once(call, &w, deadline);
		unwatch(&w);
	} while (status == STATUS_PENDING);
	return status;
}

NTSTATUS npipe_wait(struct call *call, const void *in, ULONG length)
{
	const FILE_PIPE_WAIT_FOR_BUFFER *b = in;
	const ULONG head = offsetof(FILE_PIPE_WAIT_FOR_BUFFER, Name);
	char folded[256], path[64];
	if (length < head || length - head < b->NameLength)
		return STATUS_INVALID_PARAMETER;
	UNICODE_STRING name = { b->NameLength, b->NameLength,
				(WCHAR *)b->Name };
	NTSTATUS status = b->NameLength > 0xfffe ? STATUS_OBJECT_NAME_INVALID :
						   np_fold(&name, folded);
	if (status)
		return status;
	int folder = openat(np_root(), folded,
			    O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return status_from_errno(errno);
	int notes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	snprintf(path, sizeof path, "/proc/self/fd/%d", folder);
	if (notes < 0 || inotify_add_watch(notes, path,
					   IN_MOVED_TO | IN_DELETE |
						   IN_DELETE_SELF) < 0)
		status = status_from_errno(errno);
	else
		status = wait_in(call, folder, notes, b);
	if (notes >= 0)
		close(notes);
	close(folder);
	/* Those that were there are dead. */
	if (status == STATUS_OBJECT_NAME_NOT_FOUND)
		np_sweep(folded);
	return status;
}
