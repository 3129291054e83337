/*
 * A thread ends while the index of a value that it leaves is freed, and given to
 * somebody else: the value goes to its own function, once.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "race.h"

static DWORD slot;
static int there, go, first, second, mine;

static void hold(void *arg)
{
	if (GetCurrentThreadId() != *(volatile DWORD *)arg)
		return;
	raise_flag(&there);
	await_flag_briefly(&go, 10000);
}

static void CALLBACK count_first(void *value)
{
	ok(value == &mine, "value %p\n", value);
	first++;
}

static void CALLBACK count_second(void *value)
{
	ok(0, "value %p\n", value);
	second++;
}

static DWORD WINAPI leave_value(void *arg)
{
	*(volatile DWORD *)arg = GetCurrentThreadId();
	succeeds(FlsSetValue(slot, &mine));
	return 0;
}

/* G-041 G-042 */
static void freed_meanwhile(void)
{
	static volatile DWORD id;
	HANDLE thread;
	DWORD next;

	slot = FlsAlloc(count_first);
	point_arm("fls:left", hold, (void *)&id);
	thread = start_thread(leave_value, (void *)&id);
	await_flag(&there);
	succeeds(FlsFree(slot));
	next = FlsAlloc(count_second);
	ok(next == slot, "index %u, not %u\n", next, slot);
	raise_flag(&go);
	thread_ends(thread, 0);
	ok(first == 1, "%d calls\n", first);
	succeeds(FlsFree(next));
	ok(!second, "%d calls of the other\n", second);
}

START_TEST(fls_end)
{
	RUN(freed_meanwhile);
}
