/*
 * Copies of files of random lengths and holes, with random flags, ended at random
 * places, of a source that somebody cuts meanwhile. Whatever comes of it: success
 * is the whole file, a cancel leaves nothing, and nobody else's file changes.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <windows.h>
#include "wine/test.h"
#include "copying.h"

#define ROUNDS 150
#define LONGEST (3 * MIB)

static unsigned seed;

static unsigned any(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % below;
}

static const char *from, *to, *witness;

/* Islands of data in a hole, or no hole at all. */
static void make_source(void)
{
	int fd = open(from, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	unsigned islands = any(6);
	char buf[8192];

	ok(fd >= 0 && !ftruncate(fd, any(LONGEST)), "no source\n");
	while (islands--) {
		memset(buf, (int)any(256), sizeof(buf));
		ok(pwrite(fd, buf, any(sizeof(buf)), any(LONGEST)) >= 0,
		   "no island\n");
	}
	close(fd);
	if (any(3) == 0)
		new_file(from, any(LONGEST), any(256));
}

static BOOL alike(void)
{
	static char a[65536], b[65536];
	int x = open(from, O_RDONLY | O_CLOEXEC);
	int y = open(to, O_RDONLY | O_CLOEXEC);
	ssize_t n, m;
	BOOL same;

	do {
		n = read(x, a, sizeof(a));
		m = read(y, b, sizeof(b));
		same = n == m && n >= 0 && !memcmp(a, b, (size_t)n);
	} while (same && n);
	close(x);
	close(y);
	return same;
}

struct plan {
	unsigned calls, at, cut_at;
	DWORD answer;
	BOOL flag;
};

static DWORD CALLBACK follows(LARGE_INTEGER size, LARGE_INTEGER done,
			      LARGE_INTEGER stream_size,
			      LARGE_INTEGER stream_done, DWORD stream,
			      DWORD reason, HANDLE source, HANDLE target,
			      void *context)
{
	struct plan *p = context;

	(void)stream_size, (void)stream_done, (void)stream, (void)reason;
	(void)source, (void)target;
	ok(done.QuadPart <= size.QuadPart, "%d of %d\n", (int)done.QuadPart,
	   (int)size.QuadPart);
	p->calls++;
	if (p->calls == p->cut_at)
		ok(!truncate(from, any(LONGEST)), "not cut\n");
	if (p->calls != p->at)
		return PROGRESS_CONTINUE;
	p->flag = any(4) == 0;
	return p->answer;
}

static void one(void)
{
	static const DWORD flags[] = { 0x1, 0x2, 0x4, 0x8, 0x800, 0x1000 };
	struct plan p = { .at = any(8), .answer = any(4),
			  .cut_at = any(4) ? 0 : 1 + any(4) };
	DWORD chosen = 0, error;
	struct stat st;
	BOOL ret;

	for (unsigned i = 0; i < 6; i++)
		if (any(3) == 0)
			chosen |= flags[i];
	make_source();
	if (any(2))
		unlink(to);
	SetLastError(UNTOUCHED);
	ret = CopyFileExA(from, to, any(5) ? follows : NULL, &p, &p.flag, chosen);
	error = GetLastError();
	if (ret) {
		ok(p.cut_at || alike(), "%#x: they differ\n", chosen);
		return;
	}
	if (error == ERROR_FILE_EXISTS) {
		ok(chosen & 1, "%#x: exists\n", chosen);
		return;
	}
	ok(error == ERROR_REQUEST_ABORTED, "%#x: error %u\n", chosen, error);
	if (p.flag || p.answer == PROGRESS_CANCEL) {
		if (p.answer != PROGRESS_STOP)
			ok(lstat(to, &st), "%#x: it is there\n", chosen);
	}
}

/* F-307, F-311, F-314, K-142 */
static void anything(void)
{
	const char *given = getenv("WINCANCEL_SEED");
	struct stat st;

	from = fixture_path("from");
	to = fixture_path("to");
	witness = fixture_path("witness");
	new_file(witness, 1000, 9);
	seed = given ? (unsigned)atoi(given) : GetTickCount();
	trace("seed %u\n", seed);
	for (unsigned i = 0; i < ROUNDS; i++)
		one();
	has_contents(witness, 1000, 9);
	ok(!stat("/dev/null", &st), "gone\n");
}

START_TEST(copies_elf)
{
	RUN(anything);
}
