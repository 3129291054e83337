/*
 * Owns the way between descriptors and handles: _get_osfhandle,
 * _open_osfhandle, and the closing of such a pair, be it by _close, close or
 * fclose.  A handle stands on a duplicate of its descriptor, so a pair whose
 * descriptor was closed behind our back is noticed by what it leads to.
 */
#include "crt.h"

#include <wincc/io.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

/* ntdll_cancel/private.h, which is no header for programs. */
int file_from_fd(int fd, ACCESS_MASK access, ULONG attributes, HANDLE *out);
int file_unix_fd(HANDLE h, int *fd);
ULONG WINAPI RtlNtStatusToDosError(int status);

struct pair {
	struct pair *next;
	int fd;
	HANDLE h;
	dev_t dev;
	ino_t ino;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pair *pairs;

/* [lock] The pair of fd, unlinked if take. */
static struct pair *find(int fd, bool take)
{
	for (struct pair **p = &pairs; *p; p = &(*p)->next) {
		struct pair *found = *p;

		if (found->fd != fd)
			continue;
		if (take)
			*p = found->next;
		return found;
	}
	return NULL;
}

static void drop(struct pair *p)
{
	if (!p)
		return;
	CloseHandle(p->h);
	free(p);
}

static void drop_fd(int fd)
{
	/* close may be called in a signal handler or a fork's child. */
	if (!__atomic_load_n(&pairs, __ATOMIC_RELAXED))
		return;
	pthread_mutex_lock(&lock);
	struct pair *p = find(fd, true);
	pthread_mutex_unlock(&lock);
	drop(p);
}

static bool add(int fd, HANDLE h)
{
	struct stat st;
	struct pair *p = malloc(sizeof *p), *old;

	if (!p || fstat(fd, &st)) {
		free(p);
		return false;
	}
	*p = (struct pair){ .fd = fd, .h = h, .dev = st.st_dev,
			    .ino = st.st_ino };
	pthread_mutex_lock(&lock);
	old = find(fd, true);
	p->next = pairs;
	__atomic_store_n(&pairs, p, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&lock);
	drop(old);
	return true;
}

static HANDLE known(int fd)
{
	struct pair *p, *stale = NULL;
	struct stat st;
	HANDLE h = NULL;
	bool there = !fstat(fd, &st);

	pthread_mutex_lock(&lock);
	p = find(fd, false);
	if (p && there && p->dev == st.st_dev && p->ino == st.st_ino)
		h = p->h;
	else if (p)
		stale = find(fd, true);
	pthread_mutex_unlock(&lock);
	drop(stale);
	return h;
}

static ACCESS_MASK access_of(int fd)
{
	switch (fcntl(fd, F_GETFL) & O_ACCMODE) {
	case O_RDONLY: return GENERIC_READ | SYNCHRONIZE;
	case O_WRONLY: return GENERIC_WRITE | SYNCHRONIZE;
	default: return GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE;
	}
}

intptr_t _get_osfhandle(int fd)
{
	static const DWORD which[] = {
		STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE
	};
	HANDLE h = known(fd);

	if (h)
		return (intptr_t)h;
	if (fd >= 0 && fd <= 2 && fcntl(fd, F_GETFD) != -1) {
		h = GetStdHandle(which[fd]);
		if (h && h != INVALID_HANDLE_VALUE)
			return (intptr_t)h;
	}
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (own < 0)
		return -1;
	int status = file_from_fd(own, access_of(fd), 0, &h);
	if (status < 0) {
		SetLastError(RtlNtStatusToDosError(status));
		errno = EBADF;
		return -1;
	}
	if (!add(fd, h)) {
		CloseHandle(h);
		return -1;
	}
	return (intptr_t)h;
}

int _open_osfhandle(intptr_t handle, int flags)
{
	int borrowed, fd;

	(void)flags;
	if (file_unix_fd((HANDLE)handle, &borrowed) < 0) {
		errno = EBADF;
		return -1;
	}
	fd = fcntl(borrowed, F_DUPFD_CLOEXEC, 3);
	if (fd >= 0 && !add(fd, (HANDLE)handle)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Also what a program's close is bound to. */
int _close(int fd)
{
	drop_fd(fd);
	return close(fd);
}

/* What a program's fclose is bound to. */
int wincrt_fclose(FILE *f)
{
	drop_fd(fileno(f));
	return fclose(f);
}

int _setmode(int fd, int mode)
{
	(void)mode;
	return fcntl(fd, F_GETFD) < 0 ? -1 : 0;
}

int _read(int fd, void *buf, unsigned n)
{
	return read(fd, buf, n);
}

int _write(int fd, const void *buf, unsigned n)
{
	return write(fd, buf, n);
}

int _dup2(int from, int to)
{
	if (from != to)
		drop_fd(to);
	return dup2(from, to) < 0 ? -1 : 0;
}
