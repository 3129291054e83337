/*
 * The fixtures of a PE test on Wine: the launcher prepared the same files and
 * passes their Linux paths in the environment; drive Z: is the root there.
 * A pty has no Windows path, but a serial line of the launcher's has.
 */
#include "fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATHS 32

static char paths[PATHS][512];
static LONG path_count;
static const char *why = "";

static const char *keep_path(const char *dir, const char *name)
{
	LONG n = InterlockedIncrement(&path_count) - 1;
	char *p;

	if (n >= PATHS)
		abort();
	snprintf(paths[n], sizeof(paths[0]), "Z:%s/%s", dir, name);
	for (p = paths[n]; *p; p++)
		if (*p == '/')
			*p = '\\';
	return paths[n];
}

static const char *case_dir(void)
{
	const char *dir = getenv("WINCANCEL_CASE_DIR");

	if (!dir) {
		fprintf(stderr, "fixture: run the test through the launcher\n");
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

	GetModuleFileNameA(NULL, path, sizeof(path));
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

	if (!mount) {
		why = getenv("WINCANCEL_FUSE_WHY");
		if (!why)
			why = "no FUSE mount";
		return NULL;
	}
	if (!strncmp(kind, "open-stall", 10)) {
		why = "Wine's server opens files itself, it would stall whole";
		return NULL;
	}
	return keep_path(mount, kind);
}

BOOL fixture_fuse_wait(const char *kind, int n)
{
	char name[64], buf[16];
	const char *path;
	DWORD got = 0;
	HANDLE h;

	snprintf(name, sizeof(name), "wait-%s-%d", kind, n);
	path = fixture_fuse(name);
	if (!path)
		return FALSE;
	h = CreateFileA(path, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
	if (h == INVALID_HANDLE_VALUE) {
		why = "cannot open the FUSE wait file";
		return FALSE;
	}
	ReadFile(h, buf, sizeof(buf), &got, NULL);
	CloseHandle(h);
	return got > 0;
}

BOOL fixture_fuse_release(void)
{
	const char *path = fixture_fuse("control");
	DWORD put = 0;
	HANDLE h;

	if (!path)
		return FALSE;
	h = CreateFileA(path, GENERIC_WRITE, 7, NULL, OPEN_EXISTING, 0, NULL);
	if (h == INVALID_HANDLE_VALUE) {
		why = "cannot open the FUSE control file";
		return FALSE;
	}
	WriteFile(h, "release\n", 8, &put, NULL);
	CloseHandle(h);
	return put == 8;
}

const char *fixture_pty(void)
{
	why = "a pty has no Windows path";
	return NULL;
}

/* The two ends of the line that the launcher has for each case. */
static const char *port_path(const char *variable)
{
	const char *name = getenv(variable);
	char *path = paths[InterlockedIncrement(&path_count) - 1];

	if (!name) {
		why = "the launcher has no serial line";
		return NULL;
	}
	snprintf(path, sizeof(paths[0]), "\\\\?\\unix%s", name);
	for (char *p = path; *p; p++)
		if (*p == '/')
			*p = '\\';
	return path;
}

static HANDLE far_end(void)
{
	static HANDLE other = INVALID_HANDLE_VALUE;
	const char *path;

	if (other == INVALID_HANDLE_VALUE &&
	    (path = port_path("WINCANCEL_PORT_FAR")))
		other = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
				  OPEN_EXISTING, 0, NULL);
	if (other == INVALID_HANDLE_VALUE)
		why = "the far end of the line can't be opened";
	return other;
}

const char *fixture_port(void)
{
	return port_path("WINCANCEL_PORT");
}

BOOL fixture_pty_write(const void *data, DWORD size)
{
	DWORD moved = 0;

	return WriteFile(far_end(), data, size, &moved, NULL) && moved == size;
}

BOOL fixture_pty_read(void *data, DWORD size)
{
	DWORD total = 0, moved;

	while (total < size &&
	       ReadFile(far_end(), (char *)data + total, size - total, &moved,
			NULL))
		total += moved;
	return total == size;
}

BOOL fixture_pty_stop(BOOL stop)
{
	(void)stop;
	why = "the output of Wine's port can't be stopped";
	return FALSE;
}

BOOL fixture_engine_is(const char *name)
{
	(void)name;
	return FALSE;
}

BOOL fixture_rename(const char *from, const char *to)
{
	return MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING);
}

const char *fixture_why(void)
{
	return why;
}
