/*
 * The threads that wait for others' objects: threadpool_watch.h.
 */
#include "kernel32_cancel/threadpool_watch.h"
#include <assert.h>

#define MOST (MAXIMUM_WAIT_OBJECTS - 1)

/* For good, and its thread too: asleep, without members as with them. So its event
 * may be set at any time. */
struct watcher {
	struct watcher *next;
	HANDLE called;
	ULONG members; /* watches there are, armed or not */
	struct watch *armed;
	struct idler *idlers; /* who wait for it to be awake */
	ULONG round;
	BOOL asleep;
};

static struct watcher *watchers;

/* What a watcher sleeps on. */
struct sleep {
	HANDLE objects[MAXIMUM_WAIT_OBJECTS];
	struct watch *watches[MAXIMUM_WAIT_OBJECTS];
	DWORD count, ms;
};

static void list(struct watch *watch)
{
	struct watcher *w = watch->watcher;

	watch->next = w->armed;
	if (watch->next)
		watch->next->link = &watch->next;
	watch->link = &w->armed;
	w->armed = watch;
	watch->armed = TRUE;
}

static void unlist(struct watch *watch)
{
	*watch->link = watch->next;
	if (watch->next)
		watch->next->link = watch->link;
	watch->armed = FALSE;
}

void watch_arm(struct watch *watch, HANDLE object, ULONGLONG due,
	       struct after *after)
{
	struct watcher *w = watch->watcher;

	assert(!watch->armed);
	watch->object = object;
	watch->due = due;
	watch->round = w->round - 1;
	list(watch);
	if (w->asleep)
		after_set(after, w->called);
}

static BOOL is_slept_on(const struct watch *watch)
{
	const struct watcher *w = watch->watcher;

	return watch->armed && w->asleep && watch->round == w->round;
}

void watch_disarm(struct watch *watch, struct after *after)
{
	struct idler idler = { 0 };

	if (is_slept_on(watch)) {
		watch->task.held++;
		watch->leaving++;
		pool_unlock(after);
		idler.event = CreateEventW(NULL, FALSE, FALSE, NULL);
		pool_lock(after);
		while (is_slept_on(watch)) {
			after_set(after, watch->watcher->called);
			idle_until_woken(&watch->watcher->idlers, &idler,
					 after);
		}
		if (idler.event)
			CloseHandle(idler.event);
		watch->leaving--;
		watch->task.held--;
	}
	if (watch->armed)
		unlist(watch);
}

/* Its object was signalled, or its time is over. Drops the lock. */
static void fire(struct watch *watch, BOOL signalled, struct after *after)
{
	struct callback callback = { .apart = TRUE };

	if (!watch->repeats || !watch->apart)
		unlist(watch);
	else
		watch->due = due_in(watch->ms);
	/* of those withdrawn meanwhile */
	if (!watch->task.queued)
		watch->signalled = 0;
	watch->signalled += signalled;
	if (!watch->apart) {
		task_queue(&watch->task, after);
		/* the next may be of another pool */
		pool_unlock(after);
		pool_lock(after);
		return;
	}
	task_begin(&watch->task, &callback, after);
	task_execute(&watch->task, &callback, after);
}

/* One is left out in turn as the first, for the first that is signalled wins. */
static void fall_asleep(struct watcher *w, struct sleep *s)
{
	ULONGLONG due = NEVER, now;
	struct watch *watch = w->armed;

	w->round++;
	s->count = 1;
	s->objects[0] = w->called;
	for (; watch; watch = watch->next) {
		if (watch->leaving)
			continue;
		watch->round = w->round;
		s->watches[s->count] = watch;
		s->objects[s->count++] = watch->object;
		if (watch->due < due)
			due = watch->due;
	}
	if (s->count > 2) {
		DWORD first = 1 + w->round % (s->count - 1);
		HANDLE object = s->objects[first];

		watch = s->watches[first];
		s->objects[first] = s->objects[1];
		s->watches[first] = s->watches[1];
		s->objects[1] = object;
		s->watches[1] = watch;
	}
	now = pool_now();
	if (due != NEVER) {
		ULONGLONG ms = due <= now ? 0 :
			       (due - now + MILLISECOND - 1) / MILLISECOND;

		s->ms = ms < INFINITE ? (DWORD)ms : INFINITE - 1;
	} else {
		s->ms = INFINITE;
	}
	w->asleep = TRUE;
}

/* Of those slept on and still armed: each is asked by itself, those whose time is
 * over, or all, because one of them can't be waited for. */
static void ask_each(struct watcher *w, BOOL all, struct after *after)
{
	ULONG round = w->round;
	struct watch *watch;

again:
	for (watch = w->armed; watch; watch = watch->next) {
		DWORD result;

		if (watch->round != round ||
		    (!all && watch->due > pool_now()))
			continue;
		watch->round = round - 1;
		result = WaitForSingleObject(watch->object, 0);
		if (result == WAIT_FAILED) {
			/* it has been closed: nothing will ever signal it */
			unlist(watch);
			goto again;
		}
		if (result != WAIT_TIMEOUT || watch->due <= pool_now()) {
			fire(watch, result != WAIT_TIMEOUT, after);
			goto again;
		}
	}
}

static void wake_up(struct watcher *w, struct sleep *s, DWORD result,
		    struct after *after)
{
	DWORD index = result;

	if (result >= WAIT_ABANDONED_0 &&
	    result < WAIT_ABANDONED_0 + MAXIMUM_WAIT_OBJECTS)
		index -= WAIT_ABANDONED_0;
	w->asleep = FALSE;
	after_wake(after, &w->idlers);
	if (index && index < s->count) {
		s->watches[index]->round = w->round - 1;
		fire(s->watches[index], TRUE, after);
	}
	ask_each(w, result == WAIT_FAILED, after);
}

static DWORD WINAPI watcher_thread(void *arg)
{
	struct watcher *w = arg;
	struct after after;
	struct sleep s;
	DWORD result;

	POINT("watcher:begun");
	pool_lock(&after);
	for (;;) {
		fall_asleep(w, &s);
		pool_unlock(&after);
		result = WaitForMultipleObjects(s.count, s.objects, FALSE,
						s.ms);
		POINT("watch:awake");
		pool_lock(&after);
		wake_up(w, &s, result, &after);
		pool_unlock(&after);
		pool_lock(&after);
	}
	return 0;
}

static struct watcher *find_room(void)
{
	struct watcher *w = watchers;

	while (w && w->members == MOST)
		w = w->next;
	return w;
}

/* It is known once its thread is there: nobody stands with one that fails. */
static BOOL add_watcher(void)
{
	struct watcher *w = zeroed(sizeof(*w));
	HANDLE thread = NULL;
	struct after after;

	if (!w)
		return fail_with(ERROR_NOT_ENOUGH_MEMORY);
	w->called = kept_event();
	if (w->called)
		thread = CreateThread(NULL, 0, watcher_thread, w, 0, NULL);
	if (!thread) {
		DWORD error = GetLastError();

		if (w->called)
			CloseHandle(w->called);
		HeapFree(GetProcessHeap(), 0, w);
		return fail_with(error);
	}
	CloseHandle(thread);
	pool_lock(&after);
	w->next = watchers;
	watchers = w;
	pool_unlock(&after);
	return TRUE;
}

static BOOL find_watcher(struct watch *watch)
{
	struct after after;
	struct watcher *w;

	pool_lock(&after);
	while (!(w = find_room())) {
		pool_unlock(&after);
		if (!add_watcher())
			return FALSE;
		pool_lock(&after);
	}
	w->members++;
	watch->watcher = w;
	pool_unlock(&after);
	return TRUE;
}

static void watch_stop(struct task *task, struct after *after)
{
	struct watch *watch = (struct watch *)task;

	watch->repeats = FALSE;
	if (watch->watcher)
		watch_disarm(watch, after);
}

static void watch_ended(struct task *task, struct after *after)
{
	struct watch *watch = (struct watch *)task;
	struct watcher *w = watch->watcher;

	(void)after;
	if (w)
		w->members--;
}

static void watch_begun(struct task *task, struct callback *callback,
			struct after *after)
{
	struct watch *watch = (struct watch *)task;

	callback->result = watch->signalled ? WAIT_OBJECT_0 : WAIT_TIMEOUT;
	watch->signalled -= !!watch->signalled;
	if (watch->repeats && !watch->apart)
		watch_arm(watch, watch->object, due_in(watch->ms), after);
}

struct watch *watch_new(const TP_CALLBACK_ENVIRON *environment, void *context)
{
	struct watch *watch = task_new(sizeof(*watch), environment, context);

	if (!watch)
		return NULL;
	watch->task.stop = watch_stop;
	watch->task.ended = watch_ended;
	watch->task.begun = watch_begun;
	if (find_watcher(watch))
		return watch;
	DWORD error = GetLastError();

	task_close_now(&watch->task);
	SetLastError(error);
	return NULL;
}
