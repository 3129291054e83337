/*
 * An operation that takes more than one system call, asked to stop before the one
 * in which it would block: whoever was told that it was found has stopped it.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static struct blocked holder, b;
static HANDLE wr;
static int once, armed, answered;
static BOOL found;

static void cancel_it(void *arg)
{
	(void)arg;
	if (!raised(&armed) || !first_time(&once))
		return;
	found = CancelSynchronousIo(b.thread);
	raise_flag(&answered);
}

static void nothing(void *arg)
{
	(void)arg;
}

static DWORD WINAPI late_read(void *arg)
{
	/* The other one has the turn, for its second read, before this one comes. */
	while (!CancelSynchronousIo(holder.thread))
		SwitchToThread();
	while (point_count("call:enter") < 2)
		SwitchToThread();
	raise_flag(&armed);
	return blocked_read(arg);
}

static DWORD WINAPI read_again(void *arg)
{
	blocked_read(arg);
	return blocked_read(arg);
}

/* K-041 K-173: it was on its way to the turn that another has. */
static void before_the_turn(void)
{
	works(CreatePipe(&holder.file, &wr, NULL, 0));
	b.file = holder.file;
	point_arm("call:enter", nothing, NULL);
	point_arm("turn:fast", cancel_it, NULL);
	blocked_start(&holder, read_again);
	blocked_start(&b, late_read);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	/* What it stopped may be over before it has its answer. */
	ok(await_flag_briefly(&answered, 20000) && found,
	   "passed %d, found %d\n", raised(&once), found);
	ok(!b.ret && b.err == ERROR_OPERATION_ABORTED, "%d, error %u\n", b.ret,
	   b.err);
	feed(wr, "x", 1);
	ok(WaitForSingleObject(holder.thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	ok(holder.ret && holder.count == 1, "%d, %u bytes\n", holder.ret,
	   holder.count);
}

static char path[MAX_PATH];

static DWORD WINAPI open_always(void *arg)
{
	(void)arg;
	raise_flag(&armed);
	SetLastError(UNTOUCHED);
	b.opened = CreateFileA(path, GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, 0,
			       NULL);
	b.err = GetLastError();
	return 0;
}

/* K-044: it has seen that there is no such file and would make one. */
static void before_the_second_look(void)
{
	GetTempPathA(sizeof(path), path);
	GetTempFileNameA(path, "tst", 0, path);
	works(DeleteFileA(path));
	point_arm("call:leave", cancel_it, NULL);
	blocked_start(&b, open_always);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0,
	   "still there\n");
	/* What it stopped may be over before it has its answer. */
	ok(await_flag_briefly(&answered, 20000) && found,
	   "passed %d, found %d\n", raised(&once), found);
	ok(b.opened == INVALID_HANDLE_VALUE &&
	   b.err == ERROR_OPERATION_ABORTED, "%p, error %u\n", b.opened, b.err);
	ok(!DeleteFileA(path) && GetLastError() == ERROR_FILE_NOT_FOUND,
	   "it was made\n");
}

START_TEST(asked_too_early)
{
	RUN(before_the_turn);
	RUN(before_the_second_look);
}
