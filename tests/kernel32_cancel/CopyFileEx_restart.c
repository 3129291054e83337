/*
 * COPY_FILE_RESTARTABLE: a copy that was stopped is taken up where it ended, if
 * what lies there is the beginning of that very copy, and begun anew if not.
 * K-143, K-146.
 */
#include <windows.h>
#include "wine/test.h"
#include "progress.h"

#define SIZE (12 * MIB + 345)
#define NEW (COPY_FILE_RESTARTABLE | COPY_FILE_FAIL_IF_EXISTS)

static const char *from, *to;

static BOOL copies(struct progress *p, DWORD flags)
{
	SetLastError(UNTOUCHED);
	return CopyFileExA(from, to, progress_routine, p, NULL, flags);
}

/* A partial copy of SIZE bytes with this seed: how much of it there is. */
static LONGLONG partial(unsigned seed, DWORD flags)
{
	struct progress p = { .at = 4, .answer = PROGRESS_STOP };

	from = fixture_path("from");
	to = fixture_path("to");
	new_file(from, SIZE, seed);
	fails(copies(&p, flags), ERROR_REQUEST_ABORTED);
	has_contents(to, p.last, seed);
	ok(p.last > 0 && p.last < SIZE, "%d bytes\n", (int)p.last);
	return p.last;
}

static void goes_on_at(LONGLONG at, unsigned seed, DWORD flags)
{
	struct progress p = { .at = 0 };

	works(copies(&p, flags));
	ok(p.first == at, "began at %d, not %d\n", (int)p.first, (int)at);
	ok(!p.wrong, "%u wrong reports\n", p.wrong);
	has_contents(to, SIZE, seed);
}

static BOOL no_progress(void)
{
	if (strcmp(winetest_platform, "wine"))
		return FALSE;
	skip("Wine 8 copies whole files\n");
	return TRUE;
}

/* F-307 */
static void taken_up(void)
{
	LONGLONG at;

	if (no_progress())
		return;
	at = partial(1, COPY_FILE_RESTARTABLE);
	goes_on_at(at, 1, COPY_FILE_RESTARTABLE);
	/* it is over: nothing to go on with */
	goes_on_at(0, 1, COPY_FILE_RESTARTABLE);
}

/* F-307: more than once, and the routine may end it for good */
static void again_and_again(void)
{
	struct progress p = { .at = 3, .answer = PROGRESS_STOP };
	LONGLONG at;

	if (no_progress())
		return;
	at = partial(1, COPY_FILE_RESTARTABLE);
	fails(copies(&p, COPY_FILE_RESTARTABLE), ERROR_REQUEST_ABORTED);
	ok(p.first == at && p.last > at, "%d to %d\n", (int)p.first,
	   (int)p.last);
	has_contents(to, p.last, 1);
	p.calls = 0;
	p.answer = PROGRESS_CANCEL;
	fails(copies(&p, COPY_FILE_RESTARTABLE), ERROR_REQUEST_ABORTED);
	not_there(to);
}

/* F-307: what was stopped without the flag can be taken up as well (K-143) */
static void stopped_without(void)
{
	LONGLONG at;

	if (no_progress())
		return;
	at = partial(1, 0);
	goes_on_at(at, 1, COPY_FILE_RESTARTABLE);
	partial(2, 0);
	goes_on_at(0, 2, 0);
}

/* F-308: it has changed, it is another file, it is longer */
static void another_source(void)
{
	if (no_progress())
		return;
	partial(1, COPY_FILE_RESTARTABLE);
	new_file(from, SIZE, 2);
	goes_on_at(0, 2, COPY_FILE_RESTARTABLE);
	partial(3, COPY_FILE_RESTARTABLE);
	works(DeleteFileA(from));
	new_file(from, SIZE, 4);
	goes_on_at(0, 4, COPY_FILE_RESTARTABLE);
}

/* F-308: not what the copy has written */
static void another_target(void)
{
	LARGE_INTEGER end;
	LONGLONG at;
	HANDLE file;
	DWORD put;

	if (no_progress())
		return;
	at = partial(1, COPY_FILE_RESTARTABLE);
	/* a byte of the last ones is another */
	file = copying_open(to, GENERIC_WRITE, 0, OPEN_EXISTING);
	end.QuadPart = at - 5000;
	SetFilePointerEx(file, end, NULL, FILE_BEGIN);
	works(WriteFile(file, "?", 1, &put, NULL));
	CloseHandle(file);
	goes_on_at(0, 1, COPY_FILE_RESTARTABLE);
	/* there is less of it */
	at = partial(2, COPY_FILE_RESTARTABLE);
	file = copying_open(to, GENERIC_WRITE, 0, OPEN_EXISTING);
	end.QuadPart = at - 1;
	SetFilePointerEx(file, end, NULL, FILE_BEGIN);
	works(SetEndOfFile(file));
	CloseHandle(file);
	goes_on_at(0, 2, COPY_FILE_RESTARTABLE);
	/* there is more: that is cut off */
	at = partial(3, COPY_FILE_RESTARTABLE);
	file = copying_open(to, GENERIC_WRITE, 0, OPEN_EXISTING);
	end.QuadPart = SIZE + 100;
	SetFilePointerEx(file, end, NULL, FILE_BEGIN);
	works(SetEndOfFile(file));
	CloseHandle(file);
	goes_on_at(at, 3, COPY_FILE_RESTARTABLE);
}

/* F-309: only a partial copy is not in the way */
static void only_new(void)
{
	LONGLONG at;
	struct progress p = { .at = 0 };

	if (no_progress())
		return;
	at = partial(1, NEW);
	goes_on_at(at, 1, NEW);
	fails(copies(&p, NEW), ERROR_FILE_EXISTS);
	has_contents(to, SIZE, 1);
	new_file(to, 77, 9);
	fails(copies(&p, NEW), ERROR_FILE_EXISTS);
	has_contents(to, 77, 9);
	ok(!p.calls, "%u calls\n", p.calls);
}

/* A file that is as the one with seed 1 just before that place, and nowhere else:
 * what is compared says nothing. */
static void new_twin(const char *path, LONGLONG at)
{
	static char buf[64 * KIB];
	LARGE_INTEGER where = { .QuadPart = at - (LONGLONG)sizeof(buf) };
	HANDLE file;
	DWORD put;

	new_file(path, SIZE, 2);
	file = copying_open(path, GENERIC_WRITE, 0, OPEN_EXISTING);
	SetFilePointerEx(file, where, NULL, FILE_BEGIN);
	copying_fill(buf, sizeof(buf), 1, (ULONGLONG)where.QuadPart);
	works(WriteFile(file, buf, sizeof(buf), &put, NULL));
	CloseHandle(file);
}

/* F-308: another copy over a partial one leaves nothing to go on with */
static void overwritten(void)
{
	const char *other = fixture_path("other");
	LONGLONG at;

	if (no_progress())
		return;
	at = partial(1, COPY_FILE_RESTARTABLE);
	new_twin(other, at);
	works(CopyFileA(other, to, FALSE));
	goes_on_at(0, 1, COPY_FILE_RESTARTABLE);
}

/* F-308: the source was written to, or is another file by that name */
static void twins(void)
{
	struct progress p = { .at = 0 };
	LONGLONG at;

	if (no_progress())
		return;
	for (int other = 0; other < 2; other++) {
		at = partial(1, COPY_FILE_RESTARTABLE);
		if (other)
			works(DeleteFileA(from));
		new_twin(from, at);
		p.calls = 0;
		works(copies(&p, COPY_FILE_RESTARTABLE));
		ok(!p.first, "began at %d\n", (int)p.first);
	}
}

struct stalled {
	HANDLE thread;
	BOOL ret;
	DWORD err;
};

static DWORD WINAPI copies_stalled(void *arg)
{
	struct stalled *s = arg;

	s->ret = CopyFileExA(from, to, NULL, NULL, NULL, COPY_FILE_RESTARTABLE);
	s->err = GetLastError();
	return 0;
}

/* F-310: a failure leaves it for another time */
static void failed(void)
{
	struct stalled s;

	from = slow_file("read-stall");
	to = fixture_path("to");
	if (!from)
		return;
	s.thread = CreateThread(NULL, 0, copies_stalled, &s, 0, NULL);
	ok(fixture_fuse_wait("read-stall", 1), "%s\n", fixture_why());
	works(CancelSynchronousIo(s.thread));
	WaitForSingleObject(s.thread, 20000);
	ok(!s.ret && s.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   s.ret, s.err);
	ok(!file_size(to), "%d bytes\n", (int)file_size(to));
	CloseHandle(s.thread);
}

START_TEST(CopyFileEx_restart)
{
	RUN(taken_up);
	RUN(again_and_again);
	RUN(stopped_without);
	RUN(another_source);
	RUN(another_target);
	RUN(only_new);
	RUN(overwritten);
	RUN(twins);
	RUN(failed);
}
