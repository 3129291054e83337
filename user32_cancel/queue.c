/*
 * The queues of the threads: made at the first call that needs one, found by the
 * thread's number, and gone with the thread, its windows before.
 */
#include "user32_cancel/user32.h"
#include "ntdll_cancel/private.h"

#define BUCKETS 256

static struct queue *buckets[BUCKETS];
static __thread struct queue *own_queue;

static struct queue **bucket(DWORD thread)
{
	return &buckets[thread % BUCKETS];
}

/* On Windows the procedures hear nothing of it either. */
static void end_windows(const struct queue *q)
{
	HWND some[64];
	unsigned n, mine;

	do {
		user_enter();
		n = mine = 0;
		if (q->windows)
			n = windows_of(q, some, 64);
		user_leave(NULL);
		for (unsigned i = 0; i < n; i++, mine++)
			window_remove(some[i]);
	} while (mine);
}

static void thread_ends(BOOLEAN forced)
{
	struct queue *q = own_queue, **at;

	(void)forced;
	if (!q)
		return;
	end_windows(q);
	user_enter();
	for (at = bucket(q->thread); *at != q;)
		at = &(*at)->next;
	*at = q->next;
	user_leave(NULL);
	/* Nobody finds it now, but for those that wait for an answer. */
	sent_end(q);
	posted_end(q);
	timers_end(q);
	own_queue = NULL;
	signal_drop(q->signal);
	user_free(q);
}

static __attribute__((noinline)) struct queue *make_queue(void)
{
	/* A thread that Win32 does not know would end unnoticed. */
	DWORD thread = thread_current_id();
	struct signal *signal = signal_new();
	struct queue *q = signal ? user_alloc(sizeof(*q)) : NULL;

	if (!q) {
		if (signal)
			signal_drop(signal);
		return NULL;
	}
	q->thread = thread;
	q->signal = signal;
	q->posted_end = &q->posted;
	q->sent_end = &q->sent;
	q->looked = user_now();
	thread_at_end(THREAD_END_WINDOWS, thread_ends);
	user_enter();
	q->next = *bucket(thread);
	*bucket(thread) = own_queue = q;
	user_leave(NULL);
	return q;
}

struct queue *queue_own(void)
{
	return own_queue ? own_queue : make_queue();
}

struct queue *queue_of(DWORD thread)
{
	struct queue *q = *bucket(thread);

	while (q && q->thread != thread)
		q = q->next;
	return q;
}

UINT queue_bits(const struct queue *q)
{
	UINT bits = 0;

	if (q->sent)
		bits |= QS_SENDMESSAGE;
	if (q->posted || q->quit)
		bits |= POSTED_BITS;
	if (timer_rung(q, NULL))
		bits |= QS_TIMER;
	return bits;
}

/* A second one that comes before the section is left finds nobody asleep. */
static void rouse(struct queue *q, struct after *after)
{
	q->asleep = FALSE;
	__atomic_add_fetch(&q->signal->refs, 1, __ATOMIC_RELAXED);
	after->rouse = q->signal;
}

void queue_tell(struct queue *q, UINT bits, struct after *after)
{
	q->changed |= bits;
	if (q->asleep && bits & (q->want.wake | q->want.changed))
		rouse(q, after);
}

void queue_answer(struct queue *q, const struct send *send,
		  struct after *after)
{
	if (q->asleep && q->want.reply == send)
		rouse(q, after);
}
