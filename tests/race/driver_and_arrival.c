/*
 * Threads that wait may drive readiness in the service thread's place. When one
 * of them leaves just as another arrives, somebody must still drive.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

#define ROUNDS 2000

struct side {
	HANDLE rd, wr;
	int go, begun, reads;
};

static struct side side[3];

static DWORD WINAPI read_all(void *arg)
{
	struct side *s = arg;
	struct io io;

	io_init(&io);
	for (int i = 0; i < ROUNDS; i++) {
		DWORD moved = 0;
		BOOL ret = ReadFile(s->rd, io.buf, 1, NULL, &io.ov) ||
			   GetLastError() == ERROR_IO_PENDING;

		ret = ret && GetOverlappedResult(s->rd, &io.ov, &moved, TRUE);
		if (!ret || moved != 1) {
			ok(0, "error %u moved %u\n", GetLastError(), moved);
			break;
		}
		__atomic_fetch_add(&s->reads, 1, __ATOMIC_SEQ_CST);
	}
	io_fini(&io);
	return 0;
}

/* Every byte is read though nobody but the waiters may be awake. */
static void come_and_go(void)
{
	HANDLE thread[3];

	for (int i = 0; i < 3; i++) {
		ok(overlapped_pair(&side[i].rd, &side[i].wr), "no pair\n");
		thread[i] = CreateThread(NULL, 0, read_all, &side[i], 0, NULL);
	}
	for (int i = 0; i < ROUNDS; i++)
		for (int j = 0; j < 3; j++) {
			feed(side[(i + j) % 3].wr, "x", 1);
			if (i % 7 == j)
				while (__atomic_load_n(&side[(i + j) % 3].reads,
						       __ATOMIC_SEQ_CST) <= i)
					SwitchToThread();
		}
	ok(WaitForMultipleObjects(3, thread, TRUE, 30000) == WAIT_OBJECT_0,
	   "%d %d %d of %d\n", side[0].reads, side[1].reads, side[2].reads,
	   ROUNDS);
}

static int once;

static void feed_the_arrival(void *arg)
{
	(void)arg;
	if (first_time(&once))
		feed(side[1].wr, "b", 1);
}

static void nothing(void *arg)
{
	(void)arg;
}

#define ARRIVALS 300

static DWORD WINAPI drive_often(void *arg)
{
	struct side *s = arg;
	struct io io;

	io_init(&io);
	for (int i = 0; i < ARRIVALS; i++) {
		/* each round begins when main says so */
		while (__atomic_load_n(&s->go, __ATOMIC_SEQ_CST) <= i)
			SwitchToThread();
		io_read(s->rd, &io);
		__atomic_fetch_add(&s->begun, 1, __ATOMIC_SEQ_CST);
		io_ends(s->rd, &io, 0, 1);
		__atomic_fetch_add(&s->reads, 1, __ATOMIC_SEQ_CST);
	}
	io_fini(&io);
	return 0;
}

/* The other's byte comes while the driver is on its way out, and nobody else
 * waits through the library: the service thread must see it. */
static void arrival_while_leaving(void)
{
	int left = 0;
	HANDLE driver;

	for (int i = 0; i < 2; i++)
		ok(overlapped_pair(&side[i].rd, &side[i].wr), "no pair\n");
	once = 1;
	point_arm("drive:leave", feed_the_arrival, NULL);
	point_arm("drive:enter", nothing, NULL);
	driver = CreateThread(NULL, 0, drive_often, &side[0], 0, NULL);
	for (int i = 0; i < ARRIVALS; i++) {
		unsigned entered = point_count("drive:enter");
		struct io two;
		DWORD start;

		io_init(&two);
		io_read(side[1].rd, &two);
		__atomic_store_n(&side[0].go, i + 1, __ATOMIC_SEQ_CST);
		while (__atomic_load_n(&side[0].begun, __ATOMIC_SEQ_CST) <= i)
			SwitchToThread();
		/* the first waits are slept, they only teach it to drive */
		start = GetTickCount();
		while (point_count("drive:enter") == entered &&
		       GetTickCount() - start < 20)
			SwitchToThread();
		__atomic_store_n(&once, 0, __ATOMIC_SEQ_CST);
		feed(side[0].wr, "a", 1);
		while (__atomic_load_n(&side[0].reads, __ATOMIC_SEQ_CST) <= i)
			SwitchToThread();
		if (first_time(&once))
			feed(side[1].wr, "b", 1);
		else
			left++;
		while (!HasOverlappedIoCompleted(&two.ov))
			SwitchToThread();
		io_ends(side[1].rd, &two, 0, 1);
		io_fini(&two);
	}
	ok(WaitForSingleObject(driver, 20000) == WAIT_OBJECT_0, "no end\n");
	ok(left > 0, "no thread ever drove\n");
	trace("a driver left %d times\n", left);
}

static struct io cancelled;

static void cancel_while_entering(void *arg)
{
	if (first_time(arg))
		works(CancelIoEx(side[0].rd, &cancelled.ov));
}

/* A canceller reaches a waiter that is about to drive. */
static void cancelled_while_entering(void)
{
	ok(overlapped_pair(&side[0].rd, &side[0].wr), "no pair\n");
	for (int i = 0; i < 200; i++) {
		int once = 0;

		io_init(&cancelled);
		io_read(side[0].rd, &cancelled);
		point_arm(i & 1 ? "drive:enter" : "wait:enlisted",
			  cancel_while_entering, &once);
		/* if no point is passed, end it all the same */
		if (WaitForSingleObject(cancelled.ov.hEvent, 20) == WAIT_TIMEOUT)
			CancelIoEx(side[0].rd, NULL);
		io_ends(side[0].rd, &cancelled, ERROR_OPERATION_ABORTED, 0);
		point_arm(i & 1 ? "drive:enter" : "wait:enlisted", NULL, NULL);
		io_fini(&cancelled);
	}
}

#define WAKES 200
/* What ends by readiness teaches it to drive: two such reads, and each round ends
 * with one. With more it would drive for them, and could lose an event to the
 * service, which makes it forget. */
#define LESSONS(round) ((round) ? 1 : 2)

static HANDLE waiter, wake;
static BOOL found;
static DWORD answer;
static __thread BOOL steers;

/* The driver has been asked to leave its wait, and has not left it yet. The
 * service may be late with asking it for the sake of an older read. */
static void cancel_the_woken(void *arg)
{
	(void)arg;
	if (!steers || !first_time(&once))
		return;
	SetLastError(UNTOUCHED);
	found = CancelSynchronousIo(waiter);
	answer = GetLastError();
}

static DWORD WINAPI drive_and_be_woken(void *arg)
{
	struct side *s = arg;
	struct io io;

	io_init(&io);
	for (int i = 0; i < WAKES && !raised(&once); i++) {
		for (int j = 0; j < LESSONS(i); j++) {
			io_read(s->rd, &io);
			__atomic_fetch_add(&s->begun, 1, __ATOMIC_SEQ_CST);
			io_ends(s->rd, &io, 0, 1);
		}
		while (__atomic_load_n(&s->go, __ATOMIC_SEQ_CST) <= i)
			SwitchToThread();
		io_read(s->rd, &io);
		__atomic_fetch_add(&s->begun, 1, __ATOMIC_SEQ_CST);
		WaitForSingleObject(wake, INFINITE);
		io_waits(s->rd, &io);
		__atomic_fetch_add(&s->reads, 1, __ATOMIC_SEQ_CST);
		io_ends(s->rd, &io, 0, 1);
	}
	io_fini(&io);
	return 0;
}

static void await_count(int *count, int than)
{
	while (__atomic_load_n(count, __ATOMIC_SEQ_CST) <= than)
		SwitchToThread();
}

/* K-055: a waiter that is being woken is in no synchronous operation either. */
static void woken_not_cancelled(void)
{
	struct side *s = &side[0];
	unsigned driven = 0;
	int begun = 0;

	steers = TRUE;
	ok(overlapped_pair(&s->rd, &s->wr), "no pair\n");
	wake = CreateEventA(NULL, FALSE, FALSE, NULL);
	point_arm("drive:enter", nothing, NULL);
	waiter = CreateThread(NULL, 0, drive_and_be_woken, s, 0, NULL);
	for (int i = 0; i < WAKES && !raised(&once); i++) {
		DWORD start;
		unsigned entered;

		for (int j = 0; j < LESSONS(i); j++) {
			await_count(&s->begun, begun++);
			feed(s->wr, "t", 1);
		}
		entered = point_count("drive:enter");
		__atomic_store_n(&s->go, i + 1, __ATOMIC_SEQ_CST);
		await_count(&s->begun, begun++);
		start = GetTickCount();
		while (point_count("drive:enter") == entered &&
		       GetTickCount() - start < 100)
			SwitchToThread();
		driven += point_count("drive:enter") > entered;
		point_arm("cancel:asked", cancel_the_woken, NULL);
		SetEvent(wake);
		await_count(&s->reads, i);
		point_arm("cancel:asked", NULL, NULL);
		feed(s->wr, "e", 1);
	}
	ok(WaitForSingleObject(waiter, 20000) == WAIT_OBJECT_0, "no end\n");
	ok(raised(&once), "no driver was woken: %u of %u drove\n",
	   driven, WAKES);
	ok(!found && answer == ERROR_NOT_FOUND, "found %d, error %u\n", found,
	   answer);
	CloseHandle(waiter);
	CloseHandle(wake);
}

START_TEST(driver_and_arrival)
{
	RUN(come_and_go);
	RUN(arrival_while_leaving);
	RUN(cancelled_while_entering);
	RUN(woken_not_cancelled);
}
