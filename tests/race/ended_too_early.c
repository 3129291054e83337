/*
 * A thread is ended from outside where that is too early: as soon as its number is
 * known, while its maker still waits for it to begin; and when it has been asked to
 * stop for a while and is about to do so.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static int once, known, over;
static DWORD id;

static void hold_the_birth(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	id = GetCurrentThreadId();
	raise_flag(&known);
	/* It can't be ended here, or nobody would ever learn of its end. */
	await_flag_briefly(&over, 200);
}

static DWORD WINAPI end_it(void *arg)
{
	HANDLE thread;

	(void)arg;
	await_flag(&known);
	thread = OpenThread(THREAD_TERMINATE, FALSE, id);
	ok(thread != NULL, "error %u\n", GetLastError());
	works(TerminateThread(thread, 77));
	raise_flag(&over);
	return 0;
}

static DWORD WINAPI never_over(void *arg)
{
	(void)arg;
	for (;;)
		SwitchToThread();
	return 1;
}

/* K-163 */
static void ended_at_birth(void)
{
	HANDLE killer, thread;
	DWORD code;

	killer = CreateThread(NULL, 0, end_it, NULL, 0, NULL);
	point_arm("thread:birth", hold_the_birth, NULL);
	thread = CreateThread(NULL, 0, never_over, NULL, 0, NULL);
	ok(thread != NULL, "error %u\n", GetLastError());
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	works(GetExitCodeThread(thread, &code));
	ok(code == 77, "code %u\n", code);
	ok(WaitForSingleObject(killer, 10000) == WAIT_OBJECT_0, "no end\n");
	ok(once, "the point was not passed\n");
}

static int awake = 1;

static DWORD WINAPI busy(void *arg)
{
	raise_flag(arg);
	while (raised(&awake))
		;
	return 1;
}

static void hold_before_sleep(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&known);
	await_flag_briefly(&over, 200);
}

/* K-163: it has looked whether it shall end, and sleeps then. */
static void ended_about_to_sleep(void)
{
	static int began;
	HANDLE thread;
	DWORD code;

	point_arm("suspend:sleep", hold_before_sleep, NULL);
	thread = CreateThread(NULL, 0, busy, &began, 0, NULL);
	await_flag(&began);
	ok(SuspendThread(thread) == 0, "error %u\n", GetLastError());
	await_flag(&known);
	works(TerminateThread(thread, 78));
	raise_flag(&over);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	works(GetExitCodeThread(thread, &code));
	ok(code == 78, "code %u\n", code);
}

START_TEST(ended_too_early)
{
	RUN(ended_at_birth);
	RUN(ended_about_to_sleep);
}
