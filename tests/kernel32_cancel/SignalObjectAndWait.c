/* SignalObjectAndWait: one call that signals one object and waits for another. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static int apc_calls;
static ULONG_PTR apc_last;

static void CALLBACK note_apc(ULONG_PTR arg)
{
	apc_calls++;
	apc_last = arg;
}

static void queue(ULONG_PTR arg)
{
	DWORD ret = QueueUserAPC(note_apc, GetCurrentThread(), arg);

	ok(ret, "QueueUserAPC: error %u\n", GetLastError());
}

static void each_kind(void)
{
	HANDLE event = auto_event(FALSE), done = manual_event(TRUE);
	HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);
	HANDLE semaphore = CreateSemaphoreA(NULL, 0, 1, NULL);
	DWORD ret;

	ret = SignalObjectAndWait(event, done, 0, FALSE);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	is_signalled(event);
	ret = SignalObjectAndWait(mutex, done, 0, FALSE);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	refuses(ReleaseMutex(mutex), ERROR_NOT_OWNER);
	ret = SignalObjectAndWait(semaphore, done, 0, FALSE);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	is_signalled(semaphore);
	CloseHandle(event);
	CloseHandle(done);
	CloseHandle(mutex);
	CloseHandle(semaphore);
}

/* the signal stays although the wait ran out of time */
static void time_out(void)
{
	HANDLE event = auto_event(FALSE), never = auto_event(FALSE);
	DWORD ret;

	ret = SignalObjectAndWait(event, never, 10, FALSE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	is_signalled(event);
	CloseHandle(event);
	CloseHandle(never);
}

static void the_same_object(void)
{
	HANDLE event = auto_event(FALSE);
	DWORD ret;

	ret = SignalObjectAndWait(event, event, 0, FALSE);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	not_signalled(event);
	CloseHandle(event);
}

/* K-113, K-115 */
static void alertable(void)
{
	HANDLE event = auto_event(FALSE), never = auto_event(FALSE);
	DWORD ret;

	queue(1);
	ret = SignalObjectAndWait(event, never, 10, FALSE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	ret = SignalObjectAndWait(event, never, INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 1 && apc_last == 1, "%d calls\n", apc_calls);
	is_signalled(event);
	CloseHandle(event);
	CloseHandle(never);
}

struct ping {
	HANDLE ping, pong;
};

static DWORD WINAPI answer(void *arg)
{
	struct ping *p = arg;
	DWORD ret = WaitForSingleObject(p->ping, LONG_WAIT);
	int i;

	for (i = 1; i < 1000 && ret == WAIT_OBJECT_0; i++)
		ret = SignalObjectAndWait(p->pong, p->ping, LONG_WAIT, FALSE);
	SetEvent(p->pong);
	return ret;
}

static void ping_pong(void)
{
	struct ping p = { auto_event(FALSE), auto_event(FALSE) };
	HANDLE thread = start_thread(answer, &p);
	DWORD ret = 0;
	int i;

	for (i = 0; i < 1000 && ret == WAIT_OBJECT_0; i++)
		ret = SignalObjectAndWait(p.ping, p.pong, LONG_WAIT, FALSE);
	ok(ret == WAIT_OBJECT_0, "%#x in round %d\n", ret, i);
	thread_ends(thread, WAIT_OBJECT_0);
	not_signalled(p.ping);
	not_signalled(p.pong);
	CloseHandle(p.ping);
	CloseHandle(p.pong);
}

/* what cannot be signalled is not waited for either */
static void refused(void)
{
	HANDLE done = auto_event(TRUE);
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
	HANDLE semaphore = CreateSemaphoreA(NULL, 1, 1, NULL);

	wait_refused(SignalObjectAndWait(NULL, done, 0, FALSE),
		     ERROR_INVALID_HANDLE);
	wait_refused(SignalObjectAndWait(FOREIGN_HANDLE, done, 0, FALSE),
		     ERROR_INVALID_HANDLE);
	wait_refused(SignalObjectAndWait(GetCurrentThread(), done, 0, FALSE),
		     ERROR_INVALID_HANDLE);
	wait_refused(SignalObjectAndWait(mutex, done, 0, FALSE),
		     ERROR_NOT_OWNER);
	wait_refused(SignalObjectAndWait(semaphore, done, 0, FALSE),
		     ERROR_TOO_MANY_POSTS);
	is_signalled(done);
	wait_refused(SignalObjectAndWait(done, NULL, 0, FALSE),
		     ERROR_INVALID_HANDLE);
	CloseHandle(done);
	CloseHandle(mutex);
	CloseHandle(semaphore);
}

START_TEST(SignalObjectAndWait)
{
	RUN(each_kind);
	RUN(time_out);
	RUN(the_same_object);
	RUN(alertable);
	RUN(ping_pong);
	RUN(refused);
}
