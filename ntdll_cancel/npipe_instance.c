/*
 * A server's instance among the names: entered, shown as listening or busy, gone.
 * It owns the list of this process's instances, for the process's end.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

/* What processes that were killed have left, once in each that comes. */
static pthread_once_t swept = PTHREAD_ONCE_INIT;
static struct lock instances_lock;
static struct np_instance *instances GUARDED_BY(instances_lock);

/* The process ends with handles open: Windows closes them. */
__attribute__((destructor)) static void leave_nothing(void)
{
	if (process_forked())
		return;
	lock_take(&instances_lock);
	struct np_instance *left = instances;
	instances = NULL;
	lock_drop(&instances_lock);
	for (struct np_instance *i = left; i; i = i->next) {
		struct np_entry_name e = { .number = i->number };
		int folder = np_folder_lock(NULL, NP_PATIENCE, i->name, false);
		if (folder < 0)
			continue;
		memcpy(e.text, i->entry, sizeof e.text);
		np_entry_remove(folder, &e);
		np_folder_unlock(folder, i->name);
	}
}

/* A listening socket that nobody can reach before it listens. */
static int listen_at(int folder, uint32_t number)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char temporary[16], shown[16];
	snprintf(temporary, sizeof temporary, "t%u", number);
	snprintf(shown, sizeof shown, "l%u", number);
	snprintf(at.sun_path, sizeof at.sun_path, "/proc/self/fd/%d/%s", folder,
		 temporary);
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s < 0)
		return -errno;
	if (!bind(s, (struct sockaddr *)&at, sizeof at) &&
	    !listen(s, NP_BACKLOG) &&
	    !renameat(folder, temporary, folder, shown))
		return s;
	int err = errno;
	unlinkat(folder, temporary, 0);
	close(s);
	return -err;
}

/* What those that are there allow; n of them, number is the youngest's. */
static NTSTATUS may_enter(int folder, const struct np_kind *kind,
			  ULONG disposition, int *n, uint32_t *number)
{
	struct np_entry_name *all;
	NTSTATUS status = STATUS_SUCCESS;
	int found = np_entries(folder, &all), alive = 0;
	const struct np_entry_name *first = NULL;
	*number = found > 0 ? all[found - 1].number : 0;
	/* One that lives is enough, unless it is a matter of how many. */
	for (int i = 0; i < found; i++) {
		bool count = !first || (uint32_t)found >= first->kind.most;
		if (count && !np_entry_alive(folder, &all[i])) {
			np_entry_remove(folder, &all[i]);
			continue;
		}
		alive++;
		first = first ?: &all[i];
	}
	*n = alive;
	if (found < 0)
		status = status_from_errno(-found);
	else if (first && disposition == FILE_CREATE)
		status = STATUS_ACCESS_DENIED;
	else if (first && (uint32_t)alive >= first->kind.most)
		status = STATUS_INSTANCE_NOT_AVAILABLE;
	else if (first && (first->kind.config != kind->config ||
			   first->kind.message != kind->message))
		status = STATUS_ACCESS_DENIED;
	else if (!first && disposition == FILE_OPEN)
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	free(all);
	return status;
}

static NTSTATUS enter(struct np_instance *i, const struct np_kind *kind)
{
	char fresh[16];
	snprintf(i->entry, sizeof i->entry, "i%u-%d-%u-%u-%u-%u", i->number,
		 getpid(), kind->config, kind->message, kind->most,
		 kind->timeout);
	/* Locked before it has the name by which others look whether it is. */
	snprintf(fresh, sizeof fresh, "n%u", i->number);
	i->held = openat(i->folder, fresh,
			 O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
	if (i->held < 0)
		return status_from_errno(errno);
	if (flock(i->held, LOCK_EX | LOCK_NB) ||
	    renameat(i->folder, fresh, i->folder, i->entry)) {
		int err = errno;
		unlinkat(i->folder, fresh, 0);
		close(i->held);
		return status_from_errno(err);
	}
	POINT("pipe:entered");
	i->listener = listen_at(i->folder, i->number);
	if (i->listener >= 0) {
		i->shown = true;
		return STATUS_SUCCESS;
	}
	int err = -i->listener;
	unlinkat(i->folder, i->entry, 0);
	close(i->held);
	return status_from_errno(err);
}

static void list_add(struct np_instance *i)
{
	lock_take(&instances_lock);
	i->next = instances;
	i->link = &instances;
	if (i->next)
		i->next->link = &i->next;
	instances = i;
	lock_drop(&instances_lock);
}

NTSTATUS np_instance_make(struct thread *t, const char *name,
			  struct np_kind *kind, ULONG disposition,
			  struct np_instance **out, ULONG *information)
{
	int others = 0;
	struct np_instance *i = mem_zeroed(1, sizeof *i);
	if (!i)
		return STATUS_NO_MEMORY;
	snprintf(i->name, sizeof i->name, "%s", name);
	pthread_once(&swept, np_sweep_all);
	npipe_keep_spare();
	int folder = np_folder_lock(t, 0, name, true);
	NTSTATUS status;
	if (folder < 0) {
		status = status_from_errno(-folder);
	} else {
		/* A description of its own: the other is the lock. */
		i->folder = openat(folder, ".", O_DIRECTORY | O_CLOEXEC);
		status = i->folder < 0 ? status_from_errno(errno) :
					 may_enter(folder, kind, disposition,
						   &others, &i->number);
		i->number++;
		if (!status)
			status = enter(i, kind);
		if (status && i->folder >= 0)
			close(i->folder);
		np_folder_unlock(folder, name);
	}
	if (status) {
		mem_free(i);
		return status;
	}
	list_add(i);
	*information = others ? FILE_OPENED : FILE_CREATED;
	*out = i;
	return STATUS_SUCCESS;
}

/*
 * The names follow the state: whoever changes it calls this afterwards, without a
 * lock of the file. The last one to come sees the last state. Renaming takes no
 * longer than the kernel's own locks, so a lock is held across it.
 */
void np_instance_show(struct npipe *np)
{
	struct np_instance *i = np->instance;
	char l[16], b[16];
	snprintf(l, sizeof l, "l%u", i->number);
	snprintf(b, sizeof b, "b%u", i->number);
	lock_take(&i->shows_lock);
	bool show = atomic_load(&np->state) == FILE_PIPE_LISTENING_STATE;
	if (show != i->shown)
		renameat(i->folder, show ? b : l, i->folder, show ? l : b);
	i->shown = show;
	lock_drop(&i->shows_lock);
}

/* False: the process's end has it. */
static bool list_remove(struct np_instance *i)
{
	lock_take(&instances_lock);
	bool mine = instances != NULL;
	if (mine) {
		*i->link = i->next;
		if (i->next)
			i->next->link = i->link;
	}
	lock_drop(&instances_lock);
	return mine;
}

void np_instance_end(struct np_instance *i)
{
	struct np_entry_name e = { .number = i->number };
	if (!list_remove(i))
		return;
	int folder = np_folder_lock(NULL, NP_PATIENCE, i->name, false);
	memcpy(e.text, i->entry, sizeof e.text);
	if (folder >= 0) {
		np_entry_remove(folder, &e);
		np_folder_unlock(folder, i->name);
	}
	close(i->listener);
	close(i->held);
	close(i->folder);
	mem_free(i);
}
