/* QueueUserAPC: order, targets, threads that have not begun or are gone. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static int order[16], calls;

static void CALLBACK note_order(ULONG_PTR arg)
{
	order[calls++] = (int)arg;
}

static void in_order(void)
{
	DWORD ret;
	int i;

	for (i = 0; i < 8; i++)
		ok(QueueUserAPC(note_order, GetCurrentThread(), i),
		   "error %u\n", GetLastError());
	ok(calls == 0, "%d calls\n", calls);
	ret = SleepEx(0, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(calls == 8, "%d calls\n", calls);
	for (i = 0; i < calls; i++)
		ok(order[i] == i, "%d came as %d\n", order[i], i);
}

static ULONG_PTR full_arg;

static void CALLBACK note_full(ULONG_PTR arg)
{
	full_arg = arg;
}

static void whole_argument(void)
{
	succeeds(QueueUserAPC(note_full, GetCurrentThread(),
			      0x123456789abcdef0));
	SleepEx(0, TRUE);
	ok(full_arg == 0x123456789abcdef0, "%#llx\n",
	   (unsigned long long)full_arg);
}

struct worker {
	HANDLE ready, go;
	DWORD calls_at_start, apc_thread, alertable;
};

static void CALLBACK note_worker(ULONG_PTR arg)
{
	struct worker *w = (struct worker *)arg;

	w->apc_thread = GetCurrentThreadId();
	calls++;
}

static DWORD WINAPI work(void *arg)
{
	struct worker *w = arg;

	w->calls_at_start = calls;
	SetEvent(w->ready);
	waits(w->go, LONG_WAIT, WAIT_OBJECT_0);
	if (w->alertable)
		return SleepEx(0, TRUE);
	return 0;
}

/* the target runs it, not the one that queues it (K-107 for plain APCs) */
static void other_thread(void)
{
	struct worker w = { manual_event(FALSE), manual_event(FALSE),
			    0, 0, 1 };
	HANDLE thread = start_thread(work, &w);
	DWORD id = GetThreadId(thread);

	waits(w.ready, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(QueueUserAPC(note_worker, thread, (ULONG_PTR)&w));
	SleepEx(0, TRUE);
	ok(calls == 0, "ran in a plain wait\n");
	SetEvent(w.go);
	thread_ends(thread, WAIT_IO_COMPLETION);
	ok(calls == 1, "%d calls\n", calls);
	ok(w.apc_thread == id, "ran on %u, not %u\n", w.apc_thread, id);
	CloseHandle(w.ready);
	CloseHandle(w.go);
}

/* a thread that ends without an alertable wait drops what was queued */
static void never_alertable(void)
{
	struct worker w = { manual_event(FALSE), manual_event(FALSE),
			    0, 0, 0 };
	HANDLE thread = start_thread(work, &w);

	waits(w.ready, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(QueueUserAPC(note_worker, thread, (ULONG_PTR)&w));
	SetEvent(w.go);
	thread_ends(thread, 0);
	ok(calls == 0, "%d calls\n", calls);
	CloseHandle(w.ready);
	CloseHandle(w.go);
}

/* queued before the thread began: runs before its function does */
static void before_the_start(void)
{
	struct worker w = { manual_event(FALSE), manual_event(TRUE),
			    0, 0, 0 };
	HANDLE thread = CreateThread(NULL, 0, work, &w, CREATE_SUSPENDED,
				     NULL);

	succeeds(QueueUserAPC(note_worker, thread, (ULONG_PTR)&w));
	ok(calls == 0, "%d calls\n", calls);
	ResumeThread(thread);
	thread_ends(thread, 0);
	ok(calls == 1, "%d calls\n", calls);
	ok(w.calls_at_start == 1, "%u calls before\n", w.calls_at_start);
	CloseHandle(w.ready);
	CloseHandle(w.go);
}

static DWORD WINAPI nothing(void *arg)
{
	(void)arg;
	return 0;
}

static void thread_gone(void)
{
	HANDLE thread = start_thread(nothing, NULL);

	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	refuses(QueueUserAPC(note_order, thread, 0), ERROR_GEN_FAILURE);
	CloseHandle(thread);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);

	refuses(QueueUserAPC(note_order, NULL, 0), ERROR_INVALID_HANDLE);
	refuses(QueueUserAPC(note_order, FOREIGN_HANDLE, 0),
		ERROR_INVALID_HANDLE);
	refuses(QueueUserAPC(note_order, event, 0), ERROR_INVALID_HANDLE);
	SleepEx(0, TRUE);
	ok(calls == 0, "%d calls\n", calls);
	CloseHandle(event);
}

START_TEST(QueueUserAPC)
{
	RUN(in_order);
	RUN(whole_argument);
	RUN(other_thread);
	RUN(never_alertable);
	RUN(before_the_start);
	RUN(thread_gone);
	RUN(bad_handles);
}
