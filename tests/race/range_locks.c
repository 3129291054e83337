/*
 * A wait for a byte range that is cancelled, granted, closed, or whose thread goes,
 * just when something else happens to it. Either it is cancelled and was never
 * held, or it is held.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "ranges.h"
#include "race.h"

static HANDLE holder, file, other;
static struct io io;
static int once, reached;
static DWORD answer = UNTOUCHED;

/* Bytes 0 to 9 are the holder's; file waits for them, other may. */
static void prepare(void)
{
	holder = ranges_file(0);
	file = ranges_file(FILE_FLAG_OVERLAPPED);
	other = ranges_file(FILE_FLAG_OVERLAPPED);
	locks(holder, EXCLUSIVE, 0, 10);
	io_init(&io);
}

static void done(void)
{
	io_fini(&io);
	CloseHandle(holder);
	CloseHandle(file);
	CloseHandle(other);
}

static void cancel_now(void *arg)
{
	(void)arg;
	if (first_time(&once))
		answer = CancelIoEx(file, &io.ov) ? 0 : GetLastError();
}

static void unlock_now(void *arg)
{
	(void)arg;
	if (first_time(&once))
		unlocks(holder, 0, 10);
}

/* Ended as cancelled, and is not there. */
static void never_held(void)
{
	io_ends(file, &io, ERROR_OPERATION_ABORTED, 0);
	not_locked(file, 0, 10);
	locks(other, EXCLUSIVE, 0, 10);
	unlocks(other, 0, 10);
}

static void held(void)
{
	io_ends(file, &io, 0, 0);
	conflicts(other, SHARED, 0, 10);
	unlocks(file, 0, 10);
}

/* K-022 K-151: found before it is queued. */
static void cancel_before_queueing(void)
{
	prepare();
	point_arm("range:pending", cancel_now, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	ok(!answer, "error %u\n", answer);
	unlocks(holder, 0, 10);
	never_held();
	done();
}

/* K-151: given up before it is queued: not forgotten. */
static void unlock_before_queueing(void)
{
	prepare();
	point_arm("range:pending", unlock_now, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	held();
	done();
}

/* K-022 K-151: granted and not told yet; it is held, whatever the answer. */
static void cancel_after_grant(void)
{
	prepare();
	point_arm("range:granted", cancel_now, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	unlocks(holder, 0, 10);
	ok(once, "the point was not passed\n");
	ok(!answer || answer == ERROR_NOT_FOUND, "error %u\n", answer);
	held();
	done();
}

/* K-151: cancelled and not out of the list yet; the next one gets it. */
static void unlock_after_cancel(void)
{
	struct io next;

	prepare();
	io_init(&next);
	point_arm("range:forget", unlock_now, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	range_waits(other, EXCLUSIVE, 0, 10, &next);
	works(CancelIoEx(file, &io.ov));
	ok(once, "the point was not passed\n");
	io_ends(file, &io, ERROR_OPERATION_ABORTED, 0);
	io_ends(other, &next, 0, 0);
	not_locked(file, 0, 10);
	unlocks(other, 0, 10);
	io_fini(&next);
	done();
}

/* Somebody unlocks what nobody has been told to be locked. */
static void unlock_untold(void *arg)
{
	(void)arg;
	if (first_time(&once)) {
		unlocks(file, 0, 10);
		cancel_now(NULL);
	}
}

/* F-064: the range goes, the operation ends as it would have. */
static void unlocked_before_told(void)
{
	prepare();
	point_arm("range:granted", unlock_untold, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	unlocks(holder, 0, 10);
	io_ends(file, &io, 0, 0);
	not_locked(file, 0, 10);
	locks(other, EXCLUSIVE, 0, 10);
	done();
}

static DWORD WINAPI close_it(void *arg)
{
	CloseHandle(arg);
	return 0;
}

static void closer_waits(void *arg)
{
	(void)arg;
	raise_flag(&reached);
}

static HANDLE closer;

static void close_now(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	closer = CreateThread(NULL, 0, close_it, file, 0, NULL);
	await_flag(&reached);
}

/* F-061: the last handle goes between grant and notice. */
static void close_after_grant(void)
{
	prepare();
	point_arm("close:cancelled", closer_waits, NULL);
	point_arm("range:granted", close_now, NULL);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	unlocks(holder, 0, 10);
	ok(WaitForSingleObject(closer, 20000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(closer);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0 &&
		   io.ov.Internal == 0, "status %#x\n",
	   (unsigned)io.ov.Internal);
	locks(other, EXCLUSIVE, 0, 10);
	file = NULL;
	done();
}

static DWORD WINAPI begin_and_leave(void *arg)
{
	(void)arg;
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	return 0;
}

/* K-160: its thread goes while it is cancelled, and while it is granted. */
static void thread_exits(void)
{
	for (int granted = 0; granted < 2; granted++) {
		HANDLE starter;

		prepare();
		once = 0;
		point_arm(granted ? "range:pending" : "range:forget",
			  unlock_now, NULL);
		starter = CreateThread(NULL, 0, begin_and_leave, NULL, 0, NULL);
		ok(WaitForSingleObject(starter, 20000) == WAIT_OBJECT_0,
		   "no exit\n");
		ok(once, "the point was not passed\n");
		if (granted)
			held();
		else
			never_held();
		point_arm("range:pending", NULL, NULL);
		CloseHandle(starter);
		done();
	}
}

static struct blocked b;

static void cancel_call(void *arg)
{
	(void)arg;
	if (first_time(&once))
		answer = CancelSynchronousIo(b.thread) ? 0 : GetLastError();
}

/* K-044 F-066: a synchronous call, queued and not asleep yet. */
static void cancel_before_sleep(void)
{
	prepare();
	b.file = ranges_file(0);
	point_arm("range:asleep", cancel_call, NULL);
	blocked_start(&b, blocked_lock);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	ok(!answer, "error %u\n", answer);
	unlocks(holder, 0, 10);
	not_locked(b.file, 0, 10);
	locks(other, EXCLUSIVE, 0, 10);
	CloseHandle(b.file);
	done();
}

/* F-066: the wake-up comes before the sleep. */
static void unlock_before_sleep(void)
{
	prepare();
	b.file = ranges_file(0);
	point_arm("range:asleep", unlock_now, NULL);
	blocked_start(&b, blocked_lock);
	blocked_ends(&b, 0, 0);
	conflicts(other, SHARED, 0, 10);
	CloseHandle(b.file);
	locks(other, SHARED, 0, 10);
	done();
}

/* K-022 F-066: granted, and the sleeper not woken yet. */
static void cancel_of_a_granted_sleeper(void)
{
	prepare();
	b.file = ranges_file(0);
	point_arm("range:asleep", closer_waits, NULL);
	blocked_start(&b, blocked_lock);
	await_flag(&reached);
	point_arm("range:granted", cancel_call, NULL);
	unlocks(holder, 0, 10);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0, "no end\n");
	if (b.ret)
		conflicts(other, SHARED, 0, 10);
	else
		locks(other, SHARED, 0, 10);
	CloseHandle(b.thread);
	CloseHandle(b.file);
	done();
}

START_TEST(range_locks)
{
	RUN(cancel_before_queueing);
	RUN(unlock_before_queueing);
	RUN(cancel_after_grant);
	RUN(unlock_after_cancel);
	RUN(unlocked_before_told);
	RUN(close_after_grant);
	RUN(thread_exits);
	RUN(cancel_before_sleep);
	RUN(unlock_before_sleep);
	RUN(cancel_of_a_granted_sleeper);
}
