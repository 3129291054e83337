/*
 * Two threads that wait for all of {A, B} and of {B, A}, auto-reset events: a
 * pair of signals lets exactly one of them go, and nothing is used up before.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

#define ROUNDS 5000

static HANDLE a, b;
static int stop, passes;

static DWORD WINAPI wait_for_all(void *arg)
{
	HANDLE both[2] = {arg ? b : a, arg ? a : b};

	for (;;) {
		DWORD ret = WaitForMultipleObjects(2, both, TRUE, INFINITE);

		if (raised(&stop))
			return 0;
		ok(ret == WAIT_OBJECT_0, "ret %#x\n", ret);
		__atomic_fetch_add(&passes, 1, __ATOMIC_SEQ_CST);
	}
}

static void finish(HANDLE *thread)
{
	raise_flag(&stop);
	for (int i = 0; i < 2; i++)
		while (WaitForSingleObject(thread[i], 1) == WAIT_TIMEOUT) {
			SetEvent(a);
			SetEvent(b);
		}
	CloseHandle(a);
	CloseHandle(b);
}

static void set_up(HANDLE *thread)
{
	a = CreateEventA(NULL, FALSE, FALSE, NULL);
	b = CreateEventA(NULL, FALSE, FALSE, NULL);
	thread[0] = CreateThread(NULL, 0, wait_for_all, NULL, 0, NULL);
	thread[1] = CreateThread(NULL, 0, wait_for_all, &a, 0, NULL);
}

/* One pair of signals, one pass. */
static void one_pass_each(void)
{
	HANDLE thread[2];

	set_up(thread);
	for (int i = 0; i < ROUNDS; i++) {
		SetEvent(i & 1 ? a : b);
		SetEvent(i & 1 ? b : a);
		while (__atomic_load_n(&passes, __ATOMIC_SEQ_CST) == i)
			SwitchToThread();
	}
	ok(WaitForSingleObject(a, 0) == WAIT_TIMEOUT, "a is left over\n");
	ok(WaitForSingleObject(b, 0) == WAIT_TIMEOUT, "b is left over\n");
	ok(passes == ROUNDS, "%d passes of %d\n", passes, ROUNDS);
	finish(thread);
}

static int half;

static void set_the_other(void *arg)
{
	SetEvent(arg);
}

/* The second signal comes while a waiter has just been enlisted. */
static void signal_while_enlisting(void)
{
	HANDLE thread;

	a = CreateEventA(NULL, FALSE, TRUE, NULL);
	b = CreateEventA(NULL, FALSE, FALSE, NULL);
	point_arm("wait:enlisted", set_the_other, b);
	thread = CreateThread(NULL, 0, wait_for_all, NULL, 0, NULL);
	while (!__atomic_load_n(&passes, __ATOMIC_SEQ_CST))
		SwitchToThread();
	ok(point_count("wait:enlisted") > 0, "the point was not passed\n");
	point_arm("wait:enlisted", NULL, NULL);
	raise_flag(&stop);
	while (WaitForSingleObject(thread, 1) == WAIT_TIMEOUT) {
		SetEvent(a);
		SetEvent(b);
	}
	CloseHandle(a);
	CloseHandle(b);
}

static DWORD WINAPI take_one(void *arg)
{
	int taken = 0;

	while (!raised(&half))
		taken += WaitForSingleObject(arg, 1) == WAIT_OBJECT_0;
	return taken;
}

/* A half is never used up: who waits for it alone gets every signal of it. */
static void halves_stay(void)
{
	HANDLE thread[2], taker;
	DWORD taken;

	set_up(thread);
	taker = CreateThread(NULL, 0, take_one, a, 0, NULL);
	for (int i = 0; i < 300; i++) {
		SetEvent(a);
		while (WaitForSingleObject(a, 0) == WAIT_OBJECT_0)
			SetEvent(a);
		SwitchToThread();
	}
	ok(passes == 0, "%d passes without b\n", passes);
	raise_flag(&half);
	ok(WaitForSingleObject(taker, 20000) == WAIT_OBJECT_0, "no end\n");
	GetExitCodeThread(taker, &taken);
	ok(taken > 0, "the single waiter got nothing\n");
	finish(thread);
}

START_TEST(wait_all_pairs)
{
	RUN(one_pass_each);
	RUN(signal_while_enlisting);
	RUN(halves_stay);
}
