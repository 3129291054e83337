/*
 * Deletion of what is open. The name stays until the last file of the inode is
 * closed, and until then nobody opens it any more (STATUS_DELETE_PENDING): the
 * rule of DeleteFile's page. Which name goes is what the kernel calls the
 * descriptor at the time it is doomed, so a file that was moved meanwhile goes
 * from where it is; and it goes only if it is still that file's.
 */
#define _GNU_SOURCE
#include "inherit.h"
#include "share.h"
#include "ntdll_cancel.h"
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static bool name_of(int fd, char name[PATH_MAX])
{
	char link[32];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, name, PATH_MAX - 1);
	if (n < 0 || *name != '/')
		return false;
	name[n] = 0;
	return true;
}

static void remove_name(int fd, const char *name)
{
	struct stat open, named;
	if (fstat(fd, &open) || lstat(name, &named) ||
	    open.st_ino != named.st_ino || open.st_dev != named.st_dev)
		return;
	POINT("doomed:unlink");
	unlinkat(AT_FDCWD, name, S_ISDIR(open.st_mode) ? AT_REMOVEDIR : 0);
}

static bool is_empty(int fd)
{
	bool empty = true;
	struct dirent *e;
	locks_held++; /* the heap's, inside */
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = again < 0 ? NULL : fdopendir(again);
	while (d && empty && (e = readdir(d)))
		empty = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
	if (d)
		closedir(d);
	else if (again >= 0)
		close(again);
	locks_unhold();
	return empty;
}

/* Puts name, which is of the heap, in the place of what is there. */
static void set_doomed(struct shared *inode, char *name)
{
	lock_take(&share_lock);
	char *old = inode->doomed;
	inode->doomed = name;
	lock_drop(&share_lock);
	mem_free(old);
}

NTSTATUS doom(struct share *s, int fd, bool doomed)
{
	struct stat st;
	char *name = NULL;
	if (doomed) {
		if (fstat(fd, &st))
			return status_from_errno(errno);
		if (!S_ISLNK(st.st_mode) && !(st.st_mode & 0222))
			return STATUS_CANNOT_DELETE;
		if (S_ISDIR(st.st_mode) && !is_empty(fd))
			return STATUS_DIRECTORY_NOT_EMPTY;
	}
	if (!s->inode) {
		s->removable = doomed;
		return STATUS_SUCCESS;
	}
	if (doomed && !(name = mem_new(PATH_MAX)))
		return STATUS_NO_MEMORY;
	if (doomed && !name_of(fd, name)) {
		mem_free(name);
		return STATUS_CANNOT_DELETE;
	}
	set_doomed(s->inode, name);
	return STATUS_SUCCESS;
}

bool doom_pending(const struct share *s)
{
	if (!s->inode)
		return s->removable;
	lock_take(&share_lock);
	bool pending = s->inode->doomed;
	lock_drop(&share_lock);
	return pending;
}

NTSTATUS doom_at_close(struct share *s, const char *path)
{
	s->room = mem_new(PATH_MAX);
	if (!s->room)
		return STATUS_NO_MEMORY;
	strcpy(s->room, path);
	return STATUS_SUCCESS;
}

void doom_spare(struct share *s)
{
	mem_free(s->room);
	s->room = NULL;
}

/* Where the kernel has lost the name, it is the one of the open. */
static char *take_room(struct share *s, int fd)
{
	char name[PATH_MAX];
	char *room = s->room;
	if (!room)
		return NULL;
	if (name_of(fd, name))
		strcpy(room, name);
	lock_take(&share_lock);
	s->room = NULL;
	lock_drop(&share_lock);
	return room;
}

static void remove_unshared(struct share *s, int fd, char *room)
{
	char name[PATH_MAX];
	if (room)
		remove_name(fd, room);
	else if (s->removable && name_of(fd, name))
		remove_name(fd, name);
	mem_free(room);
}

void doom_closed(struct share *s, int fd)
{
	struct shared *inode = s->inode;
	char *room = take_room(s, fd);
	if (!inode) {
		remove_unshared(s, fd, room);
		return;
	}
	if (room)
		set_doomed(inode, room);
	if (share_leave(s)) {
		remove_name(fd, inode->doomed);
		share_gone(inode);
	}
}

static void end_one(struct file *f, void *unused)
{
	char name[PATH_MAX];
	struct share *s = &f->share;
	(void)unused;
	/* In use it is not closed, its descriptor is no other file's. */
	if (!file_use(f))
		return;
	lock_take(&share_lock);
	bool goes = s->room || s->removable || (s->inode && s->inode->doomed);
	lock_drop(&share_lock);
	if (goes && name_of(f->fd, name))
		remove_name(f->fd, name);
	file_unuse(f);
}

/* Windows closes what a process leaves open. A child that never called exec
 * leaves what is its parent's. */
__attribute__((destructor)) void files_end(void)
{
	if (thread_current && !process_forked())
		files_each(end_one, NULL);
}
