/*
 * A wait for a byte range that another process has, at the moments when a thread
 * of the engine takes it over, sleeps for it, or has just got it.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "rival.h"
#include "race.h"

static HANDLE file, other;
static struct rival rival;
static struct io io;
static int once, reached;
static DWORD answer = UNTOUCHED;

/* Bytes 0 to 9 are the other process's. */
static void prepare(void)
{
	file = ranges_file(FILE_FLAG_OVERLAPPED);
	other = ranges_file(0);
	rival_start(&rival);
	rival_gets(&rival, F_WRLCK, 0, 10);
	io_init(&io);
}

static void done(void)
{
	rival_end(&rival);
	io_fini(&io);
	CloseHandle(file);
	CloseHandle(other);
}

static void cancel_now(void *arg)
{
	(void)arg;
	if (first_time(&once))
		answer = CancelIoEx(file, &io.ov) ? 0 : GetLastError();
}

static void never_held(void)
{
	io_ends(file, &io, ERROR_OPERATION_ABORTED, 0);
	rival_gets(&rival, F_UNLCK, 0, 0);
	not_locked(file, 0, 10);
	rival_gets(&rival, F_WRLCK, 0, 10);
}

static void cancelled_at(const char *point)
{
	prepare();
	point_arm(point, cancel_now, NULL);
	io_pends(__FILE__, __LINE__,
		 begin_range(file, EXCLUSIVE, 0, 10, &io));
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "still waiting\n");
	ok(once && !answer, "error %u\n", answer);
	never_held();
	done();
}

/* K-151 F-069: named to the engine, which does not know it yet. */
static void cancel_before_the_engine(void)
{
	cancelled_at("range:engine");
}

/* K-151 F-069: the engine's thread has looked, and does not sleep yet. */
static void cancel_before_the_sleep(void)
{
	cancelled_at("range:wait");
}

static void let_go(void *arg)
{
	(void)arg;
	if (first_time(&once))
		rival_gets(&rival, F_UNLCK, 0, 0);
}

/* F-069: given up just before it is waited for. */
static void free_before_the_sleep(void)
{
	prepare();
	point_arm("range:wait", let_go, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	io_ends(file, &io, 0, 0);
	rival_refused(&rival, F_RDLCK, 0, 1);
	done();
}

/* The same handle has taken it by the time that the engine's wait is over: the
 * kernel gives one description its own lock again. */
static void taken_by_its_own(void *arg)
{
	(void)arg;
	if (first_time(&once)) {
		rival_gets(&rival, F_UNLCK, 0, 0);
		locks(file, SHARED, 5, 10);
		raise_flag(&reached);
	}
}

/* F-060 F-069: then it waits on, and what was shared stays so. */
static void taken_meanwhile(void)
{
	prepare();
	point_arm("range:wait", taken_by_its_own, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	await_flag(&reached);
	/* Once it has gone through the kernel, and come back. */
	while (rival_does(&rival, F_RDLCK, 0, 15))
		SwitchToThread();
	io_waits(file, &io);
	rival_refused(&rival, F_WRLCK, 5, 10);
	rival_gets(&rival, F_UNLCK, 0, 0);
	unlocks(file, 5, 10);
	io_ends(file, &io, 0, 0);
	rival_refused(&rival, F_RDLCK, 9, 1);
	rival_gets(&rival, F_WRLCK, 10, 5);
	done();
}

static DWORD WINAPI begin_and_leave(void *arg)
{
	(void)arg;
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	return 0;
}

/* K-160 F-069 */
static void thread_exits(void)
{
	HANDLE starter;

	prepare();
	starter = CreateThread(NULL, 0, begin_and_leave, NULL, 0, NULL);
	ok(WaitForSingleObject(starter, 20000) == WAIT_OBJECT_0, "no exit\n");
	CloseHandle(starter);
	never_held();
	done();
}

static void closing(void *arg)
{
	(void)arg;
	raise_flag(&reached);
}

/* F-061 F-069 */
static void closed(void)
{
	prepare();
	point_arm("range:wait", closing, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	await_flag(&reached);
	CloseHandle(file);
	file = NULL;
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0 &&
		   io.ov.Internal == (ULONG)NT_CANCELLED,
	   "status %#x\n", (unsigned)io.ov.Internal);
	rival_gets(&rival, F_UNLCK, 0, 0);
	rival_gets(&rival, F_WRLCK, 0, 0);
	done();
}

/* K-008 K-151 F-069: more than the engine has threads for: the others wait for one,
 * and can be cancelled there as well. */
static void many(void)
{
	static struct io some[100];

	prepare();
	rival_gets(&rival, F_WRLCK, 0, 0);
	for (int granted = 0; granted < 2; granted++) {
		for (int i = 0; i < 100; i++) {
			if (!granted)
				io_init(&some[i]);
			range_waits(file, EXCLUSIVE, i, 1, &some[i]);
		}
		if (granted)
			rival_gets(&rival, F_UNLCK, 0, 0);
		else
			works(CancelIoEx(file, NULL));
		for (int i = 0; i < 100; i++)
			io_ends(file, &some[i],
				granted ? 0 : ERROR_OPERATION_ABORTED, 0);
	}
	rival_refused(&rival, F_RDLCK, 99, 1);
	rival_gets(&rival, F_RDLCK, 100, 1);
	for (int i = 0; i < 100; i++)
		io_fini(&some[i]);
	done();
}

START_TEST(range_rivals_elf)
{
	RUN(cancel_before_the_engine);
	RUN(cancel_before_the_sleep);
	RUN(free_before_the_sleep);
	RUN(taken_meanwhile);
	RUN(thread_exits);
	RUN(closed);
	RUN(many);
}
