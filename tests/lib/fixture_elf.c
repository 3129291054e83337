/*
 * The fixtures of a native test: paths below the directory that runner.c made
 * for the case, the FUSE mount of the launcher, and ptys of this process.
 * Speaks Linux only, so that it also works when the library is broken.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>
#include "fixture.h"

#define PATHS 32

static char paths[PATHS][512];
static unsigned int path_count;
static pthread_mutex_t paths_lock = PTHREAD_MUTEX_INITIALIZER;
static int pty_master = -1;
static const char *why = "";

static const char *keep_path(const char *dir, const char *name)
{
	char *out;

	pthread_mutex_lock(&paths_lock);
	if (path_count == PATHS) {
		fprintf(stderr, "fixture: more than %d paths\n", PATHS);
		abort();
	}
	out = paths[path_count++];
	pthread_mutex_unlock(&paths_lock);
	snprintf(out, sizeof(paths[0]), "%s/%s", dir, name);
	return out;
}

static const char *case_dir(void)
{
	const char *dir = getenv("WINCANCEL_CASE_DIR");

	if (!dir) {
		fprintf(stderr, "fixture: run the test without --case\n");
		exit(1);
	}
	return dir;
}

const char *fixture_dir(void)
{
	return keep_path(case_dir(), "dir");
}

const char *fixture_program(void)
{
	static char path[512];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n < 0 ? 0 : n] = 0;
	return path;
}

const char *fixture_path(const char *name)
{
	char dir[400];

	snprintf(dir, sizeof(dir), "%s/dir", case_dir());
	return keep_path(dir, name);
}

const char *fixture_fifo(int n)
{
	char name[16];

	if (n < 0 || n >= FIXTURE_FIFOS)
		abort();
	snprintf(name, sizeof(name), "fifo%d", n);
	return keep_path(case_dir(), name);
}

const char *fixture_fuse(const char *kind)
{
	const char *mount = getenv("WINCANCEL_FUSE");
	const char *path;

	if (!mount) {
		why = getenv("WINCANCEL_FUSE_WHY");
		if (!why)
			why = "no FUSE mount: start through tests/lib/launch";
		return NULL;
	}
	path = keep_path(mount, kind);
	if (access(path, F_OK)) {
		why = "no such FUSE file";
		return NULL;
	}
	return path;
}

BOOL fixture_fuse_wait(const char *kind, int n)
{
	char name[64], buf[16];
	const char *path;
	int fd;
	ssize_t got;

	snprintf(name, sizeof(name), "wait-%s-%d", kind, n);
	path = fixture_fuse(name);
	if (!path)
		return FALSE;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		why = strerror(errno);
		return FALSE;
	}
	do
		got = read(fd, buf, sizeof(buf));
	while (got < 0 && errno == EINTR);
	close(fd);
	return got > 0;
}

BOOL fixture_fuse_release(void)
{
	const char *path = fixture_fuse("control");
	ssize_t put;
	int fd;

	if (!path)
		return FALSE;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		why = strerror(errno);
		return FALSE;
	}
	do
		put = write(fd, "release\n", 8);
	while (put < 0 && errno == EINTR);
	close(fd);
	return put == 8;
}

const char *fixture_pty(void)
{
	struct termios raw;
	char name[64];
	int slave;

	if (pty_master >= 0)
		close(pty_master);
	pty_master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty_master < 0 || grantpt(pty_master) || unlockpt(pty_master) ||
	    ptsname_r(pty_master, name, sizeof(name))) {
		why = strerror(errno);
		return NULL;
	}
	slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || tcgetattr(slave, &raw)) {
		why = strerror(errno);
		return NULL;
	}
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	close(slave);
	return keep_path("", name + 1);
}

const char *fixture_port(void)
{
	const char *slave = fixture_pty();
	const char *prefix = keep_path(case_dir(), "prefix");
	char link[500];

	if (!slave)
		return NULL;
	snprintf(link, sizeof(link), "%s/dosdevices", prefix);
	mkdir(prefix, 0700);
	mkdir(link, 0700);
	strcat(link, "/com1");
	unlink(link);
	if (symlink(slave, link) || setenv("WINCANCEL_PREFIX", prefix, 1)) {
		why = strerror(errno);
		return NULL;
	}
	return "COM1";
}

BOOL fixture_pty_write(const void *data, DWORD size)
{
	const char *p = data;
	ssize_t n;

	while (size) {
		n = write(pty_master, p, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			why = strerror(errno);
			return FALSE;
		}
		p += n;
		size -= n;
	}
	return TRUE;
}

BOOL fixture_pty_read(void *data, DWORD size)
{
	char *p = data;
	ssize_t n;

	while (size) {
		n = read(pty_master, p, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			why = strerror(errno);
			return FALSE;
		}
		p += n;
		size -= n;
	}
	return TRUE;
}

BOOL fixture_pty_stop(BOOL stop)
{
	char name[64];
	int slave = -1, ret = -1;

	if (!ptsname_r(pty_master, name, sizeof(name)))
		slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave >= 0)
		ret = tcflow(slave, stop ? TCOOFF : TCOON);
	why = strerror(errno);
	close(slave);
	return !ret;
}

BOOL fixture_engine_is(const char *name)
{
	const char *engine = getenv("WINCANCEL_ENGINE");

	return engine && !strcmp(engine, name);
}

BOOL fixture_rename(const char *from, const char *to)
{
	return !rename(from, to);
}

const char *fixture_why(void)
{
	return why;
}
