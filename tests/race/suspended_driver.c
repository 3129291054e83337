/*
 * A thread that waits for readiness may hold another operation's event when it is
 * suspended: it has to see to that first, or nobody ever will.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

enum { OWN, OTHER, SPARE, FILES };

static HANDLE rd[FILES], wr[FILES];
static struct io io[FILES];
static HANDLE begun;
static int learnt, go, caught, let_go, service_held, service_go;
static __thread BOOL drives;

/* Whoever waits youngest gets the next event. The service is kept from waiting
 * at all, with an event of a third file in its hands. */
static void hold_the_service(void *arg)
{
	(void)arg;
	if (drives || raised(&service_held))
		return;
	raise_flag(&service_held);
	await_flag(&service_go);
}

static void hold(void *arg)
{
	(void)arg;
	raise_flag(&caught);
	await_flag(&let_go);
}

static void nothing(void *arg)
{
	(void)arg;
}

static DWORD WINAPI drive_for_both(void *arg)
{
	(void)arg;
	drives = TRUE;
	io_read(rd[SPARE], &io[SPARE]);
	/* What ends by readiness teaches it to drive. Two lessons are slept; with
	 * a third it could lose an event to the service and forget them. */
	for (int i = 0; i < 2; i++) {
		io_read(rd[OWN], &io[OWN]);
		SetEvent(begun);
		io_ends(rd[OWN], &io[OWN], 0, 1);
	}
	raise_flag(&learnt);
	await_flag(&go);
	io_read(rd[OTHER], &io[OTHER]);
	io_read(rd[OWN], &io[OWN]);
	io_ends(rd[OWN], &io[OWN], 0, 1);
	return 0;
}

static HANDLE start_driver(void)
{
	HANDLE thread = CreateThread(NULL, 0, drive_for_both, NULL, 0, NULL);
	unsigned entered;
	DWORD start;

	for (int i = 0; i < 2; i++) {
		WaitForSingleObject(begun, INFINITE);
		feed(wr[OWN], "t", 1);
	}
	await_flag(&learnt);
	point_arm("ready:event", hold_the_service, NULL);
	feed(wr[SPARE], "s", 1);
	ok(await_flag_briefly(&service_held, 10000), "no service\n");
	point_arm("drive:enter", nothing, NULL);
	entered = point_count("drive:enter");
	raise_flag(&go);
	start = GetTickCount();
	while (point_count("drive:enter") == entered &&
	       GetTickCount() - start < 10000)
		SwitchToThread();
	ok(point_count("drive:enter") > entered, "it does not drive\n");
	return thread;
}

static void suspended(void)
{
	HANDLE thread;

	for (int i = 0; i < FILES; i++) {
		ok(overlapped_pair(&rd[i], &wr[i]), "no pair\n");
		io_init(&io[i]);
	}
	begun = CreateEventA(NULL, FALSE, FALSE, NULL);
	thread = start_driver();
	point_arm("drive:leave", hold, NULL);
	feed(wr[OTHER], "o", 1);
	ok(await_flag_briefly(&caught, 10000), "no event\n");
	ok(!HasOverlappedIoCompleted(&io[OTHER].ov), "ended already\n");
	ok(SuspendThread(thread) == 0, "error %u\n", GetLastError());
	raise_flag(&let_go);
	ok(WaitForSingleObject(io[OTHER].ov.hEvent, 5000) == WAIT_OBJECT_0,
	   "the event was suspended as well\n");
	ok(ResumeThread(thread) == 1, "error %u\n", GetLastError());
	raise_flag(&service_go);
	for (int i = OTHER; i < FILES; i++)
		io_ends(rd[i], &io[i], 0, 1);
	feed(wr[OWN], "e", 1);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(thread);
	for (int i = 0; i < FILES; i++) {
		CloseHandle(rd[i]);
		CloseHandle(wr[i]);
		io_fini(&io[i]);
	}
	CloseHandle(begun);
}

START_TEST(suspended_driver)
{
	RUN(suspended);
}
