/*
 * Registered waits, timer queues and timers by their HANDLEs: at random they are
 * made, given back, and asked for again when they are gone, under another queue, or
 * by values that nobody was given. What lives is found, everything else is
 * ERROR_INVALID_HANDLE and changes nothing.
 */
#include <windows.h>
#include "wine/test.h"
#include "pool.h"

#define SLOTS 64
#define STEPS 20000
#define LATE 3600000

enum kind { NOTHING, WAIT, QUEUE, TIMER };

static struct slot {
	enum kind kind;
	HANDLE handle, queue;
} live[SLOTS];

static HANDLE gone[SLOTS], event;
static unsigned seed, gone_count;

static unsigned rnd(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

static void CALLBACK never(void *arg, BOOLEAN fired)
{
	ok(0, "a callback: %p %d\n", arg, fired);
}

static HANDLE some_queue(void)
{
	struct slot *s = &live[rnd(SLOTS)];

	return s->kind == QUEUE ? s->handle : NULL;
}

static void make(struct slot *s)
{
	s->kind = 1 + rnd(3);
	s->queue = NULL;
	if (s->kind == WAIT) {
		succeeds(RegisterWaitForSingleObject(&s->handle, event, never,
						     NULL, INFINITE, 0));
	} else if (s->kind == QUEUE) {
		s->handle = CreateTimerQueue();
	} else {
		s->queue = some_queue();
		succeeds(CreateTimerQueueTimer(&s->handle, s->queue, never,
					       NULL, LATE, rnd(2), 0));
	}
	ok(s->handle && !((ULONG_PTR)s->handle & 0xffffffff), "handle %p\n",
	   s->handle);
	for (int i = 0; i < SLOTS; i++)
		ok(&live[i] == s || !live[i].kind ||
			   live[i].handle != s->handle,
		   "%p is given out twice\n", s->handle);
}

static void is_gone(struct slot *s)
{
	gone[gone_count++ % SLOTS] = s->handle;
	s->kind = NOTHING;
}

static void give_back(struct slot *s)
{
	HANDLE how = rnd(2) ? INVALID_HANDLE_VALUE : NULL;

	if (s->kind == WAIT) {
		succeeds(UnregisterWaitEx(s->handle, how));
	} else if (s->kind == TIMER) {
		succeeds(DeleteTimerQueueTimer(s->queue, s->handle, how));
	} else {
		succeeds(DeleteTimerQueueEx(s->handle, how));
		for (int i = 0; i < SLOTS; i++)
			if (live[i].kind == TIMER &&
			    live[i].queue == s->handle)
				is_gone(&live[i]);
	}
	is_gone(s);
}

static void nobody(HANDLE h)
{
	HANDLE out;

	refuses(UnregisterWait(h), ERROR_INVALID_HANDLE);
	refuses(UnregisterWaitEx(h, INVALID_HANDLE_VALUE),
		ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueueTimer(NULL, h, NULL), ERROR_INVALID_HANDLE);
	refuses(ChangeTimerQueueTimer(NULL, h, 0, 0), ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueueEx(h, NULL), ERROR_INVALID_HANDLE);
	refuses(CloseHandle(h), ERROR_INVALID_HANDLE);
	if (h)
		refuses(CreateTimerQueueTimer(&out, h, never, NULL, 0, 0, 0),
			ERROR_INVALID_HANDLE);
}

static BOOL is_live(HANDLE h)
{
	for (int i = 0; i < SLOTS; i++)
		if (live[i].kind && live[i].handle == h)
			return TRUE;
	return FALSE;
}

/* One of another kind, or of another queue. */
static void mistaken(struct slot *s)
{
	if (s->kind != WAIT)
		refuses(UnregisterWait(s->handle), ERROR_INVALID_HANDLE);
	if (s->kind != QUEUE)
		refuses(DeleteTimerQueueEx(s->handle, NULL),
			ERROR_INVALID_HANDLE);
	if (s->kind != TIMER || s->queue)
		refuses(DeleteTimerQueueTimer(NULL, s->handle, NULL),
			ERROR_INVALID_HANDLE);
	if (s->kind == TIMER)
		succeeds(ChangeTimerQueueTimer(s->queue, s->handle, LATE, 0));
}

/* Q-028 Q-036 */
static void random_walk(void)
{
	seed = GetTickCount() | 1;
	trace("seed %u\n", seed);
	event = auto_event(FALSE);
	for (int i = 0; i < STEPS; i++) {
		struct slot *s = &live[rnd(SLOTS)];
		HANDLE h;

		if (!s->kind)
			make(s);
		else if (rnd(2))
			give_back(s);
		else
			mistaken(s);
		if (i % 16)
			continue;
		h = gone[rnd(SLOTS)];
		if (!is_live(h))
			nobody(h);
		h = (HANDLE)((ULONG_PTR)rnd(~0u) << 32 | (rnd(2) ? rnd(~0u) : 0));
		if ((ULONG_PTR)h >> 32 && !is_live(h))
			nobody(h);
	}
	for (int i = 0; i < SLOTS; i++)
		if (live[i].kind)
			give_back(&live[i]);
	CloseHandle(event);
}

START_TEST(pool_ids)
{
	RUN(random_walk);
}
