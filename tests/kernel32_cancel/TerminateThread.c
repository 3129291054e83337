/* TerminateThread: ends another thread wherever it is. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

struct victim {
	HANDLE ready, never, mutex;
	volatile LONG turns;
};

static DWORD WINAPI wait_forever(void *arg)
{
	struct victim *v = arg;

	if (v->mutex)
		waits(v->mutex, 0, WAIT_OBJECT_0);
	SetEvent(v->ready);
	WaitForSingleObject(v->never, INFINITE);
	return 1;
}

static UNWATCHED void count_forever(volatile LONG *turns)
{
	for (;;)
		++*turns;
}

static DWORD WINAPI spin(void *arg)
{
	struct victim *v = arg;

	SetEvent(v->ready);
	count_forever(&v->turns);
	return 1;
}

static void in_a_wait(void)
{
	struct victim v = { manual_event(FALSE), manual_event(FALSE), 0, 0 };
	HANDLE thread = start_thread(wait_forever, &v);

	waits(v.ready, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(TerminateThread(thread, 55));
	thread_ends(thread, 55);
	/* what it waited for is as good as before */
	SetEvent(v.never);
	is_signalled(v.never);
	CloseHandle(v.ready);
	CloseHandle(v.never);
}

static void computing(void)
{
	struct victim v = { manual_event(FALSE), 0, 0, 0 };
	HANDLE thread = start_thread(spin, &v);

	waits(v.ready, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(TerminateThread(thread, 56));
	thread_ends(thread, 56);
	CloseHandle(v.ready);
}

static void owning_a_mutex(void)
{
	struct victim v = { manual_event(FALSE), manual_event(FALSE),
			    CreateMutexA(NULL, FALSE, NULL), 0 };
	HANDLE thread = start_thread(wait_forever, &v);

	waits(v.ready, LONG_WAIT, WAIT_OBJECT_0);
	waits(v.mutex, 0, WAIT_TIMEOUT);
	succeeds(TerminateThread(thread, 57));
	waits(v.mutex, LONG_WAIT, WAIT_ABANDONED);
	succeeds(ReleaseMutex(v.mutex));
	thread_ends(thread, 57);
	CloseHandle(v.ready);
	CloseHandle(v.never);
	CloseHandle(v.mutex);
}

static void before_it_began(void)
{
	struct victim v = { manual_event(FALSE), manual_event(FALSE), 0, 0 };
	HANDLE thread = CreateThread(NULL, 0, wait_forever, &v,
				     CREATE_SUSPENDED, NULL);

	succeeds(TerminateThread(thread, 58));
	/* an end needs no resuming */
	thread_ends(thread, 58);
	not_signalled(v.ready);
	CloseHandle(v.ready);
	CloseHandle(v.never);
}

static DWORD WINAPI end_itself(void *arg)
{
	(void)arg;
	TerminateThread(GetCurrentThread(), 59);
	return 1;
}

static void itself(void)
{
	thread_ends(start_thread(end_itself, NULL), 59);
}

static int apc_calls;

static void CALLBACK note_apc(ULONG_PTR arg)
{
	(void)arg;
	apc_calls++;
}

/* K-163: what was queued to it never runs */
static void with_a_queued_apc(void)
{
	struct victim v = { manual_event(FALSE), manual_event(FALSE), 0, 0 };
	HANDLE thread = start_thread(wait_forever, &v);

	waits(v.ready, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(QueueUserAPC(note_apc, thread, 0));
	succeeds(TerminateThread(thread, 60));
	thread_ends(thread, 60);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	CloseHandle(v.ready);
	CloseHandle(v.never);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);

	refuses(TerminateThread(NULL, 1), ERROR_INVALID_HANDLE);
	refuses(TerminateThread(FOREIGN_HANDLE, 1), ERROR_INVALID_HANDLE);
	refuses(TerminateThread(event, 1), ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(TerminateThread)
{
	RUN(in_a_wait);
	RUN(computing);
	RUN(owning_a_mutex);
	RUN(before_it_began);
	RUN(itself);
	RUN(with_a_queued_apc);
	RUN(bad_handles);
}
