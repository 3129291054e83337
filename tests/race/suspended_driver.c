/*
 * A thread that waits for readiness may hold another operation's event when it is
 * suspended: it has to see to that first, or nobody ever will.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

#define TRIALS 100

static HANDLE rd[2], wr[2];
static int here, let_go;
static struct io own, other;
static HANDLE begun, learnt;

static void hold(void *arg)
{
	(void)arg;
	__atomic_store_n(&here, 1, __ATOMIC_SEQ_CST);
	while (!raised(&let_go))
		SwitchToThread();
}

static void nothing(void *arg)
{
	(void)arg;
}

static DWORD WINAPI drive_for_both(void *arg)
{
	(void)arg;
	/* What ends by readiness teaches it to drive. */
	for (int i = 0; i < 3; i++) {
		io_read(rd[0], &own);
		SetEvent(learnt);
		io_ends(rd[0], &own, 0, 1);
	}
	io_read(rd[0], &own);
	io_read(rd[1], &other);
	SetEvent(begun);
	io_ends(rd[0], &own, 0, 1);
	return 0;
}

/* True: the driver got the other's event, and was stopped with it. */
static BOOL one_trial(void)
{
	HANDLE thread;
	unsigned entered;
	DWORD start;
	BOOL caught = FALSE;

	here = let_go = 0;
	io_init(&own);
	io_init(&other);
	thread = CreateThread(NULL, 0, drive_for_both, NULL, 0, NULL);
	for (int i = 0; i < 3; i++) {
		WaitForSingleObject(learnt, INFINITE);
		feed(wr[0], "t", 1);
	}
	entered = point_count("drive:enter");
	WaitForSingleObject(begun, INFINITE);
	start = GetTickCount();
	while (point_count("drive:enter") == entered &&
	       GetTickCount() - start < 20)
		SwitchToThread();
	point_arm("drive:leave", hold, NULL);
	feed(wr[1], "o", 1);
	while (!HasOverlappedIoCompleted(&other.ov) && !raised(&here))
		SwitchToThread();
	point_arm("drive:leave", NULL, NULL);
	if (!HasOverlappedIoCompleted(&other.ov)) {
		caught = TRUE;
		ok(SuspendThread(thread) == 0, "error %u\n", GetLastError());
		__atomic_store_n(&let_go, 1, __ATOMIC_SEQ_CST);
		ok(WaitForSingleObject(other.ov.hEvent, 5000) == WAIT_OBJECT_0,
		   "the event was suspended as well\n");
		ok(ResumeThread(thread) == 1,
		   "error %u\n", GetLastError());
	}
	__atomic_store_n(&let_go, 1, __ATOMIC_SEQ_CST);
	feed(wr[0], "e", 1);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	io_ends(rd[1], &other, 0, 1);
	CloseHandle(thread);
	io_fini(&other);
	io_fini(&own);
	return caught;
}

static void suspended(void)
{
	BOOL caught = FALSE;

	for (int i = 0; i < 2; i++)
		ok(overlapped_pair(&rd[i], &wr[i]), "no pair\n");
	begun = CreateEventA(NULL, FALSE, FALSE, NULL);
	learnt = CreateEventA(NULL, FALSE, FALSE, NULL);
	point_arm("drive:enter", nothing, NULL);
	for (int i = 0; i < TRIALS && !caught; i++)
		caught = one_trial();
	ok(caught, "no driver ever got the other's event\n");
	for (int i = 0; i < 2; i++) {
		CloseHandle(rd[i]);
		CloseHandle(wr[i]);
	}
	CloseHandle(learnt);
	CloseHandle(begun);
}

START_TEST(suspended_driver)
{
	RUN(suspended);
}
