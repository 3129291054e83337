/* Owns the marks of look-ups, and where they lie (mark.h). */
#include "ws2_cancel/mark.h"
#include "ntdll_cancel/private.h"
#include <pthread.h>
#include <stdlib.h>

#define AT_ONCE 512

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static union mark *unused; /* [lock] */

/* [lock] A page of them, kept for ever. */
static void make_more(void)
{
	union mark *more = calloc(AT_ONCE, sizeof(*more));

	for (unsigned i = 0; more && i < AT_ONCE; i++) {
		more[i].next = unused;
		unused = &more[i];
	}
}

union mark *mark_new(void)
{
	union mark *m;

	thread_hold();
	pthread_mutex_lock(&lock);
	if (!unused)
		make_more();
	m = unused;
	if (m) {
		unused = m->next;
		m->next = NULL; /* free, not stopped */
	}
	pthread_mutex_unlock(&lock);
	thread_let_go();
	return m;
}

void mark_free(union mark *m)
{
	thread_hold();
	pthread_mutex_lock(&lock);
	m->next = unused;
	unused = m;
	pthread_mutex_unlock(&lock);
	thread_let_go();
}

void mark_take(union mark *m)
{
	uint32_t seen = 0;

	thread_hold();
	if (__atomic_compare_exchange_n(&m->word, &seen, 1, false,
					__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&m->word, 2, __ATOMIC_ACQUIRE))
		word_await(&m->word, 2, NULL);
}

void mark_drop(union mark *m)
{
	if (__atomic_exchange_n(&m->word, 0, __ATOMIC_RELEASE) == 2)
		word_rouse(&m->word, 1);
	thread_let_go();
}

void mark_stop(union mark *m)
{
	mark_take(m);
	m->stopped = true;
	mark_drop(m);
}

bool mark_stopped(union mark *m)
{
	mark_take(m);
	bool stopped = m->stopped;
	mark_drop(m);
	return stopped;
}
