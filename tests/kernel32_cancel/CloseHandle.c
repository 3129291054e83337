/* CloseHandle: once only, and what handle values mean. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void once(void)
{
	HANDLE event = manual_event(FALSE);

	succeeds(CloseHandle(event));
	refuses(CloseHandle(event), ERROR_INVALID_HANDLE);
	refuses(SetEvent(event), ERROR_INVALID_HANDLE);
	wait_refused(WaitForSingleObject(event, 0), ERROR_INVALID_HANDLE);
}

static void bad_values(void)
{
	static const ULONG_PTR values[] = {
		0xbadcaf0, 0x7ffffffc, 0xfffffff0, 0xdeadbeef,
		0x80000000, 0x123456789abc, 0x7fffffff12345670,
	};
	unsigned int i;

	refuses(CloseHandle(NULL), ERROR_INVALID_HANDLE);
	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		winetest_push_context("%#llx", (unsigned long long)values[i]);
		refuses(CloseHandle((HANDLE)values[i]), ERROR_INVALID_HANDLE);
		winetest_pop_context();
	}
}

/* pseudo handles stand for something that is always there */
static void pseudo(void)
{
	succeeds(CloseHandle(GetCurrentProcess()));
	succeeds(CloseHandle(INVALID_HANDLE_VALUE));
	succeeds(CloseHandle(GetCurrentThread()));
	ok(GetThreadId(GetCurrentThread()) == GetCurrentThreadId(), "gone\n");
}

/* the two lowest bits are the program's own */
static void low_bits(void)
{
	HANDLE event = manual_event(FALSE);
	ULONG_PTR bit;

	for (bit = 1; bit < 4; bit++) {
		succeeds(SetEvent((HANDLE)((ULONG_PTR)event | bit)));
		is_signalled((HANDLE)((ULONG_PTR)event | bit));
		succeeds(ResetEvent(event));
	}
	succeeds(CloseHandle((HANDLE)((ULONG_PTR)event | 3)));
	refuses(CloseHandle(event), ERROR_INVALID_HANDLE);
}

/* a closed value is either given out anew or refused */
static void stale(void)
{
	HANDLE old[64], fresh[64];
	int i, j, reused;

	for (i = 0; i < 64; i++)
		old[i] = manual_event(TRUE);
	for (i = 0; i < 64; i++)
		succeeds(CloseHandle(old[i]));
	for (i = 0; i < 64; i++)
		fresh[i] = manual_event(FALSE);
	for (i = 0; i < 64; i++) {
		for (reused = j = 0; j < 64; j++)
			reused |= fresh[j] == old[i];
		if (reused)
			not_signalled(old[i]);
		else
			wait_refused(WaitForSingleObject(old[i], 0),
				     ERROR_INVALID_HANDLE);
	}
	for (i = 0; i < 64; i++)
		for (j = 0; j < i; j++)
			ok(fresh[i] != fresh[j], "%p twice\n", fresh[i]);
	for (i = 0; i < 64; i++)
		succeeds(CloseHandle(fresh[i]));
}

static void many(void)
{
	static HANDLE handles[5000];
	const int n = sizeof(handles) / sizeof(*handles);
	int i, good = 0, closed = 0;

	for (i = 0; i < n; i++) {
		handles[i] = manual_event(i % 3 == 0);
		good += handles[i] != NULL &&
			((ULONG_PTR)handles[i] & 3) == 0;
	}
	ok(good == n, "%d of %d\n", good, n);
	for (i = good = 0; i < n; i++)
		good += WaitForSingleObject(handles[i], 0) ==
			(i % 3 ? WAIT_TIMEOUT : WAIT_OBJECT_0);
	ok(good == n, "%d of %d\n", good, n);
	for (i = 0; i < n; i++)
		closed += CloseHandle(handles[i]);
	ok(closed == n, "%d of %d\n", closed, n);
	for (i = closed = 0; i < n; i++)
		closed += CloseHandle(handles[i]);
	ok(closed == 0, "%d closed twice\n", closed);
}

static DWORD WINAPI open_and_close(void *arg)
{
	DWORD bad = 0;
	HANDLE event;
	int i;

	(void)arg;
	for (i = 0; i < 2000; i++) {
		event = auto_event(TRUE);
		bad += WaitForSingleObject(event, 0) != WAIT_OBJECT_0;
		bad += WaitForSingleObject(event, 0) != WAIT_TIMEOUT;
		bad += !CloseHandle(event);
	}
	return bad;
}

static void in_many_threads(void)
{
	HANDLE threads[6];
	int i;

	for (i = 0; i < 6; i++)
		threads[i] = start_thread(open_and_close, NULL);
	for (i = 0; i < 6; i++)
		thread_ends(threads[i], 0);
}

START_TEST(CloseHandle)
{
	RUN(once);
	RUN(bad_values);
	RUN(pseudo);
	RUN(low_bits);
	RUN(stale);
	RUN(many);
	RUN(in_many_threads);
}
