/*
 * The clock: one thread for the process, asleep until the first alarm is due. The
 * alarms stand in a heap with room for all that have reserved a place, so that
 * setting one can't fail.
 */
#include "kernel32_cancel/threadpool.h"
#include <assert.h>

static struct alarm **heap; /* from 1 */
static ULONG set, reserved, room;
static HANDLE wake;
static ULONGLONG asleep_until;

ULONGLONG pool_now(void)
{
	LARGE_INTEGER now, frequency;
	ULONGLONG second;

	QueryPerformanceCounter(&now);
	QueryPerformanceFrequency(&frequency);
	second = frequency.QuadPart;
	return now.QuadPart / second * 10000000 +
	       now.QuadPart % second * 10000000 / second;
}

ULONGLONG due_at(const FILETIME *time)
{
	LARGE_INTEGER when;
	FILETIME now;

	if (!time)
		return NEVER;
	when.u.LowPart = time->dwLowDateTime;
	when.u.HighPart = time->dwHighDateTime;
	if (when.QuadPart > 0) {
		GetSystemTimeAsFileTime(&now);
		when.QuadPart -= (LONGLONG)now.dwHighDateTime << 32 |
				 now.dwLowDateTime;
		return when.QuadPart > 0 ? pool_now() + when.QuadPart : 0;
	}
	return pool_now() - when.QuadPart;
}

static void put(struct alarm *alarm, ULONG place)
{
	heap[place] = alarm;
	alarm->place = place;
}

static void sift_up(struct alarm *alarm, ULONG place)
{
	while (place > 1 && heap[place / 2]->due > alarm->due) {
		put(heap[place / 2], place);
		place /= 2;
	}
	put(alarm, place);
}

static void sift_down(struct alarm *alarm, ULONG place)
{
	ULONG child;

	while ((child = place * 2) <= set) {
		if (child < set && heap[child + 1]->due < heap[child]->due)
			child++;
		if (heap[child]->due >= alarm->due)
			break;
		put(heap[child], place);
		place = child;
	}
	put(alarm, place);
}

void alarm_cancel(struct alarm *alarm)
{
	ULONG place = alarm->place;
	struct alarm *last;

	if (!place)
		return;
	alarm->place = 0;
	last = heap[set--];
	if (last == alarm)
		return;
	if (place > 1 && heap[place / 2]->due > last->due)
		sift_up(last, place);
	else
		sift_down(last, place);
}

void alarm_set(struct alarm *alarm, ULONGLONG due, struct after *after)
{
	alarm_cancel(alarm);
	alarm->due = due;
	if (due == NEVER)
		return;
	assert(set < reserved);
	set++;
	sift_up(alarm, set);
	if (due < asleep_until) {
		asleep_until = due;
		after_set(after, wake);
	}
}

static DWORD milliseconds_until(ULONGLONG due)
{
	ULONGLONG now = pool_now(), ms;

	if (due == NEVER)
		return INFINITE;
	if (due <= now)
		return 0;
	ms = (due - now + MILLISECOND - 1) / MILLISECOND;
	return ms < INFINITE ? (DWORD)ms : INFINITE - 1;
}

/* The first to come is the clock; with its own event. */
static DWORD WINAPI clock_thread(void *event)
{
	struct after after;

	POINT("clock:begun");
	pool_lock(&after);
	if (wake) {
		pool_unlock(&after);
		CloseHandle(event);
		return 0;
	}
	wake = event;
	for (;;) {
		struct alarm *first = set ? heap[1] : NULL;

		if (first && first->due <= pool_now()) {
			alarm_cancel(first);
			first->ring(first, &after);
			pool_unlock(&after);
		} else {
			ULONGLONG due = first ? first->due : NEVER;

			asleep_until = due;
			pool_unlock(&after);
			WaitForSingleObject(wake, milliseconds_until(due));
		}
		pool_lock(&after);
		asleep_until = 0;
	}
	return 0;
}

/* Alarms may be set before it runs: it looks at them before it falls asleep. */
static BOOL start_clock(void)
{
	HANDLE event = kept_event(), thread = NULL;

	if (event)
		thread = CreateThread(NULL, 0, clock_thread, event, 0, NULL);
	if (!thread) {
		DWORD error = GetLastError();

		if (event)
			CloseHandle(event);
		return fail_with(error);
	}
	return CloseHandle(thread);
}

static BOOL grow(void)
{
	ULONG more = room ? room * 2 : 64;
	struct alarm **bigger;

	bigger = HeapAlloc(GetProcessHeap(), 0, (more + 1) * sizeof(*heap));
	if (!bigger)
		return FALSE;
	for (ULONG i = 1; i <= set; i++)
		bigger[i] = heap[i];
	if (heap)
		HeapFree(GetProcessHeap(), 0, heap);
	heap = bigger;
	room = more;
	return TRUE;
}

BOOL alarm_reserve(void)
{
	struct after after;
	BOOL runs, has;

	pool_lock(&after);
	has = reserved < room || grow();
	reserved += has;
	runs = !!wake;
	pool_unlock(&after);
	if (!has)
		return fail_with(ERROR_NOT_ENOUGH_MEMORY);
	if (runs || start_clock())
		return TRUE;
	alarm_unreserve();
	return FALSE;
}

void alarm_give_back(void)
{
	reserved--;
}

void alarm_unreserve(void)
{
	struct after after;

	pool_lock(&after);
	alarm_give_back();
	pool_unlock(&after);
}
