/*
 * The folder of all pipe names, the folder of one name, and from the one that a
 * program uses to the other.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <wctype.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int root = -ENOENT;
static locale_t unicode;

/* Only a folder that is ours alone: what lies in it is believed. */
static int open_own(const char *path)
{
	struct stat st;
	if (mkdir(path, 0700) && errno != EEXIST)
		return -errno;
	int fd = open(path, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && st.st_uid == geteuid() && !(st.st_mode & 077))
		return fd;
	close(fd);
	return -EACCES;
}

static void open_root(void)
{
	char root_path[PATH_MAX];
	const char *run = getenv("XDG_RUNTIME_DIR");
	unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	if (run && *run == '/') {
		snprintf(root_path, sizeof root_path, "%s/wincancel", run);
		root = open_own(root_path);
	}
	if (root < 0) {
		snprintf(root_path, sizeof root_path, "/tmp/wincancel-%u",
			 geteuid());
		root = open_own(root_path);
	}
}

int np_root(void)
{
	pthread_once(&once, open_root);
	return root;
}

static unsigned fold(unsigned c)
{
	return unicode ? towlower_l(c, unicode) : towlower(c);
}

/* `\??\pipe\x`, `\Device\NamedPipe\x`; rest is x, or empty for the root. */
bool np_is_name(const UNICODE_STRING *name, UNICODE_STRING *rest)
{
	static const char *const before[] = { "\\??\\pipe\\",
					      "\\device\\namedpipe\\" };
	for (unsigned k = 0; k < 2; k++) {
		size_t n = strlen(before[k]), i = 0;
		if (name->Length / 2u < n)
			continue;
		while (i < n && name->Buffer[i] < 128 &&
		       (name->Buffer[i] | (before[k][i] >= 'a' ? 32 : 0)) ==
			       (WCHAR)before[k][i])
			i++;
		if (i < n)
			continue;
		rest->Buffer = name->Buffer + n;
		rest->Length = rest->MaximumLength = name->Length - 2 * n;
		return true;
	}
	return false;
}

/* Letters, digits and a few more stand for themselves; of the rest each UTF-16
 * unit is written in hex. What gets too long keeps its beginning and a hash. */
NTSTATUS np_fold(const UNICODE_STRING *name, char out[256])
{
	const size_t most = 200;
	uint64_t hash[2] = { 0xcbf29ce484222325, 0x84222325cbf29ce4 };
	size_t n = 0;
	bool cut = false;
	np_root(); /* unicode */
	if (!name->Length || name->Length % 2)
		return STATUS_OBJECT_NAME_INVALID;
	for (unsigned i = 0; i < name->Length / 2u; i++) {
		unsigned c = fold(name->Buffer[i]);
		char one[8];
		if (!c)
			return STATUS_OBJECT_NAME_INVALID;
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			     (c < 128 && strchr("-_ .,+()[]{}@", c));
		snprintf(one, sizeof one, plain && (n || c != '.') ? "%c" :
								     "%%%04x",
			 c);
		for (unsigned k = 0; k < 2; k++)
			hash[k] = (hash[k] ^ c) * (0x100000001b3 + 2 * k);
		cut |= n + strlen(one) > most;
		if (!cut)
			n += sprintf(out + n, "%s", one);
	}
	if (cut)
		sprintf(out + n, "#%016llx%016llx", (unsigned long long)hash[0],
			(unsigned long long)hash[1]);
	return STATUS_SUCCESS;
}

static bool is_still(int folder, const char *name)
{
	struct stat a, b;
	return !fstat(folder, &a) &&
	       !fstatat(np_root(), name, &b, AT_SYMLINK_NOFOLLOW) &&
	       a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

static long lock_within(int fd, unsigned ms)
{
	const struct timespec pause = { 0, 1000000 };
	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK || !ms--)
			return -errno;
		nanosleep(&pause, NULL);
	}
	return 0;
}

int np_folder_lock(struct thread *t, unsigned ms, const char *name, bool create)
{
	int at = np_root();
	for (;;) {
		if (at < 0)
			return at;
		if (create && mkdirat(at, name, 0700) && errno != EEXIST)
			return -errno;
		int fd = openat(at, name, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT && create)
			continue; /* it went in between */
		if (fd < 0)
			return -errno;
		long r = t ? call_repeat(&t->call, SYS_flock, fd, LOCK_EX, 0,
					 0) :
			     lock_within(fd, ms);
		/* Its last instance may have gone while we waited. */
		if (!r && is_still(fd, name))
			return fd;
		close(fd);
		if (r)
			return r;
	}
}

void np_folder_unlock(int folder, const char *name)
{
	/* With the lock held, so nobody is about to enter one. */
	unlinkat(np_root(), name, AT_REMOVEDIR);
	close(folder);
}
