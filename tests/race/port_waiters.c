/*
 * Threads that wait at a completion port: which of them is served, how many run,
 * and what becomes of a packet that is given to one which is leaving just then.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "port.h"
#include "nt.h"

struct taker {
	HANDLE port, thread, took, go_on;
	DWORD ms, error;
	ULONG_PTR key;
	ULONG n;
	BOOL ret, alertable;
	OVERLAPPED *ov;
	void (*then)(struct taker *t);
};

static void nothing(void *arg)
{
	(void)arg;
}

static DWORD WINAPI take(void *arg)
{
	struct taker *t = arg;
	OVERLAPPED_ENTRY entry[4] = {0};
	DWORD bytes;

	SetLastError(0);
	if (t->alertable)
		t->ret = GetQueuedCompletionStatusEx(t->port, entry, 4, &t->n,
						     t->ms, TRUE);
	else
		t->ret = GetQueuedCompletionStatus(t->port, &bytes, &t->key,
						   &t->ov, t->ms);
	t->error = GetLastError();
	if (t->alertable && t->ret)
		t->key = entry[0].lpCompletionKey;
	SetEvent(t->took);
	if (t->then)
		t->then(t);
	return 0;
}

/* It waits when this returns. */
static void start(struct taker *t, HANDLE port, DWORD ms)
{
	unsigned passed;

	point_arm("port:waiting", nothing, NULL);
	passed = point_count("port:waiting");
	t->port = port;
	t->ms = ms;
	t->took = CreateEventA(NULL, TRUE, FALSE, NULL);
	t->go_on = CreateEventA(NULL, TRUE, FALSE, NULL);
	t->thread = CreateThread(NULL, 0, take, t, 0, NULL);
	while (point_count("port:waiting") == passed)
		SwitchToThread();
}

static void finish(struct taker *t)
{
	SetEvent(t->go_on);
	ok(WaitForSingleObject(t->thread, 20000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(t->thread);
	CloseHandle(t->took);
	CloseHandle(t->go_on);
}

static BOOL has_taken(struct taker *t)
{
	return WaitForSingleObject(t->took, 0) == WAIT_OBJECT_0;
}

/* K-126: the last to come is the first to be served. */
static void last_in_first_out(void)
{
	HANDLE port = new_port(8);
	struct taker t[4] = {0};

	for (int i = 0; i < 4; i++)
		start(&t[i], port, INFINITE);
	for (int i = 0; i < 4; i++)
		works(PostQueuedCompletionStatus(port, 0, i, NULL));
	for (int i = 0; i < 4; i++) {
		finish(&t[i]);
		ok(t[i].ret && t[i].key == (ULONG_PTR)(3 - i),
		   "thread %d got %u\n", i, (unsigned)t[i].key);
	}
	port_empty(port);
	CloseHandle(port);
}

/* K-123: all who wait are told that the port has gone. */
static void closed(void)
{
	HANDLE port = new_port(8);
	struct taker t[3] = {0};

	for (int i = 0; i < 3; i++)
		start(&t[i], port, INFINITE);
	CloseHandle(port);
	for (int i = 0; i < 3; i++) {
		finish(&t[i]);
		ok(!t[i].ret && !t[i].ov && t[i].error == ERROR_ABANDONED_WAIT_0,
		   "result %d error %u\n", t[i].ret, t[i].error);
	}
}

static HANDLE shared;
static int once;

static void post_it(void *arg)
{
	(void)arg;
	if (first_time(&once))
		works(PostQueuedCompletionStatus(shared, 0, 77, NULL));
}

static void post_two(void *arg)
{
	if (raised(&once))
		return;
	post_it(arg);
	works(PostQueuedCompletionStatus(shared, 0, 78, NULL));
}

static void close_it(void *arg)
{
	(void)arg;
	if (first_time(&once))
		CloseHandle(shared);
}

/* K-123: the time is over, and then a packet is given to it: it has it. */
static void time_out_and_packet(void)
{
	struct taker t = {0};

	shared = new_port(1);
	point_arm("port:leaving", post_it, NULL);
	start(&t, shared, 1);
	finish(&t);
	ok(t.ret && t.key == 77, "result %d key %u error %u\n", t.ret,
	   (unsigned)t.key, t.error);
	port_empty(shared);
	CloseHandle(shared);
}

/* K-123: the same, and the port is closed. */
static void time_out_and_close(void)
{
	struct taker t = {0};

	shared = new_port(1);
	point_arm("port:leaving", close_it, NULL);
	start(&t, shared, 1);
	finish(&t);
	ok(!t.ret && !t.ov && t.error == ERROR_ABANDONED_WAIT_0,
	   "result %d error %u\n", t.ret, t.error);
}

/* A packet was given to it, and then the port is closed: it has it. */
static void packet_and_close(void)
{
	struct taker t = {0};

	shared = new_port(1);
	point_arm("port:leaving", close_it, NULL);
	start(&t, shared, INFINITE);
	works(PostQueuedCompletionStatus(shared, 0, 5, NULL));
	finish(&t);
	ok(t.ret && t.key == 5, "result %d error %u\n", t.ret, t.error);
}

static int routines;

static void CALLBACK routine(ULONG_PTR arg)
{
	(void)arg;
	routines++;
}

static void sleep_alertably(struct taker *t)
{
	(void)t;
	SleepEx(0, TRUE);
}

/* K-125: a routine ends the wait, and then a packet is given to it: it has the
 * packet, and the routine runs in the next alertable wait. */
static void routine_and_packet(void)
{
	struct taker t = {.alertable = TRUE, .then = sleep_alertably};

	shared = new_port(1);
	point_arm("port:leaving", post_it, NULL);
	start(&t, shared, INFINITE);
	works(QueueUserAPC(routine, t.thread, 0));
	finish(&t);
	ok(t.ret && t.key == 77, "result %d key %u error %u\n", t.ret,
	   (unsigned)t.key, t.error);
	ok(routines == 1, "%d ran\n", routines);
	port_empty(shared);
	CloseHandle(shared);
}

/* It was woken for the first of them, and takes along what has come since. */
static void what_came_since(void)
{
	struct taker t = {.alertable = TRUE};

	shared = new_port(1);
	point_arm("port:leaving", post_two, NULL);
	start(&t, shared, INFINITE);
	works(PostQueuedCompletionStatus(shared, 0, 76, NULL));
	finish(&t);
	ok(t.ret && t.n == 3 && t.key == 76, "%u packets, the first %u\n", t.n,
	   (unsigned)t.key);
	port_empty(shared);
	CloseHandle(shared);
}

/* A thread that is ended while it waits takes nothing with it. */
static void ended_and_packet(void)
{
	struct taker t = {0};

	shared = new_port(1);
	point_arm("port:leaving", post_it, NULL);
	start(&t, shared, INFINITE);
	works(TerminateThread(t.thread, 1));
	finish(&t);
	ok(once, "it was not given to it\n");
	port_gives(shared, 77, NULL, 0, 0);
	port_empty(shared);
	CloseHandle(shared);
}

/* It had a packet before it was ended: another one gets it. */
static void end_it(void *arg)
{
	struct taker *t = arg;

	if (first_time(&once))
		works(TerminateThread(t->thread, 1));
}

static DWORD WINAPI end_from_outside(void *arg)
{
	end_it(arg);
	return 0;
}

static int at_leaving, ended;

static void hold_at_leaving(void *arg)
{
	(void)arg;
	raise_flag(&at_leaving);
	await_flag_briefly(&ended, 300);
}

static void packet_and_end(void)
{
	struct taker first = {0}, second = {0};
	HANDLE ender;

	shared = new_port(1);
	start(&second, shared, INFINITE);
	start(&first, shared, INFINITE);
	point_arm("port:leaving", hold_at_leaving, NULL);
	works(PostQueuedCompletionStatus(shared, 0, 9, NULL));
	await_flag(&at_leaving);
	ender = CreateThread(NULL, 0, end_from_outside, &first, 0, NULL);
	finish(&first);
	raise_flag(&ended);
	finish(&second);
	WaitForSingleObject(ender, INFINITE);
	CloseHandle(ender);
	ok(second.ret && second.key == 9, "result %d key %u\n", second.ret,
	   (unsigned)second.key);
	CloseHandle(shared);
}

static void sleep_on_event(struct taker *t)
{
	WaitForSingleObject(t->go_on, INFINITE);
}

static void sleep_by_time(struct taker *t)
{
	while (WaitForSingleObject(t->go_on, 0) == WAIT_TIMEOUT)
		Sleep(1);
}

static void sleep_at_other_port(struct taker *t)
{
	HANDLE other = new_port(1);
	OVERLAPPED *ov;
	ULONG_PTR key;
	DWORD bytes;

	while (WaitForSingleObject(t->go_on, 0) == WAIT_TIMEOUT)
		GetQueuedCompletionStatus(other, &bytes, &key, &ov, 1);
	CloseHandle(other);
}

static HANDLE sync_rd, sync_wr;

static void sleep_in_read(struct taker *t)
{
	DWORD n;
	char c;

	(void)t;
	works(ReadFile(sync_rd, &c, 1, &n, NULL));
}

static const char *fifo;

static void sleep_in_open(struct taker *t)
{
	(void)t;
	CloseHandle(CreateFileA(fifo, GENERIC_READ, PAIR_SHARE, NULL,
				OPEN_EXISTING, 0, NULL));
}

static void spin(struct taker *t)
{
	/* nothing here may sleep */
	while (!__atomic_load_n(&t->alertable, __ATOMIC_SEQ_CST))
		__builtin_ia32_pause();
}

/* K-126: of two the second one is not served before the first sleeps. */
static void one_runs(void (*then)(struct taker *), BOOL sleeps)
{
	HANDLE port = new_port(1);
	struct taker first = {.then = then}, second = {0};
	DWORD n;

	start(&second, port, INFINITE);
	start(&first, port, INFINITE);
	works(PostQueuedCompletionStatus(port, 0, 1, NULL));
	works(PostQueuedCompletionStatus(port, 0, 2, NULL));
	if (sleeps) {
		ok(WaitForSingleObject(second.took, 20000) == WAIT_OBJECT_0,
		   "the second one was not let go\n");
	} else {
		ok(WaitForSingleObject(first.took, 20000) == WAIT_OBJECT_0,
		   "the first one was not served\n");
		ok(WaitForSingleObject(port, 0) == WAIT_OBJECT_0,
		   "the second one was served\n");
		ok(!has_taken(&second), "the second one was let go\n");
		__atomic_store_n(&first.alertable, TRUE, __ATOMIC_SEQ_CST);
	}
	ok(first.key == 1, "the first has %u\n", (unsigned)first.key);
	SetEvent(first.go_on);
	if (then == sleep_in_read)
		works(WriteFile(sync_wr, "x", 1, &n, NULL));
	if (then == sleep_in_open)
		CloseHandle(CreateFileA(fifo, GENERIC_WRITE, PAIR_SHARE, NULL,
					OPEN_EXISTING, 0, NULL));
	finish(&first);
	finish(&second);
	ok(second.key == 2, "the second has %u\n", (unsigned)second.key);
	port_empty(port);
	CloseHandle(port);
}

static void running_counts(void)
{
	one_runs(spin, FALSE);
}

static void waiting_does_not(void)
{
	one_runs(sleep_on_event, TRUE);
}

static void sleeping_does_not(void)
{
	one_runs(sleep_by_time, TRUE);
}

static void another_port_does_not(void)
{
	one_runs(sleep_at_other_port, TRUE);
}

static void reading_does_not(void)
{
	works(CreatePipe(&sync_rd, &sync_wr, NULL, 0));
	one_runs(sleep_in_read, TRUE);
	CloseHandle(sync_rd);
	CloseHandle(sync_wr);
}

static void opening_does_not(void)
{
	fifo = fixture_fifo(0);
	one_runs(sleep_in_open, TRUE);
}

/* A thread that ends makes room, too. */
static void ended_does_not(void)
{
	one_runs(NULL, TRUE);
}

START_TEST(port_waiters)
{
	RUN(last_in_first_out);
	RUN(closed);
	RUN(time_out_and_packet);
	RUN(time_out_and_close);
	RUN(packet_and_close);
	RUN(routine_and_packet);
	RUN(what_came_since);
	RUN(ended_and_packet);
	RUN(packet_and_end);
	RUN(running_counts);
	RUN(waiting_does_not);
	RUN(sleeping_does_not);
	RUN(another_port_does_not);
	RUN(reading_does_not);
	RUN(opening_does_not);
	RUN(ended_does_not);
}
