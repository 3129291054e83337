/*
 * Owns the list of struct call in a Wine process, one for each thread that ever
 * transferred something. Cancellers walk it without a lock: nodes are added at
 * the head, never taken out and never freed, only handed to another thread.
 *
 * A node's thread id changes only while its call is idle. So who reads word,
 * then the id, and then succeeds with a CAS on that same word has asked the
 * thread of that id: in between the node cannot have changed hands.
 */
#include "calls_unix_pe.h"
#include "ntdll_cancel/call.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct node {
	struct call call;
	_Atomic uint32_t thread;
	atomic_bool taken;
	int fd; /* of the call the thread stands in, else -1 */
	struct node *next;
};

static struct node *_Atomic nodes;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool usable;

/*
 * Wine ends a thread by a signal, perhaps in the middle of its call. It then
 * leaves that call here, which waits for the answer to a canceller's signal:
 * nothing may bar that signal, and its handler must not wait for a system call
 * that is never come back to. Such a node is given to nobody else, the thread
 * may have died between two steps that belong together.
 */
static void thread_ended(void *of)
{
	struct node *n = of;

	if (n->fd >= 0) {
		atomic_store(&n->call.inside, 0);
		call_adopt(&n->call);
		if (atomic_load(&n->call.word) & CALL_STATE)
			call_end(&n->call);
		close(n->fd);
		atomic_store(&n->thread, 0);
		call_self = NULL;
		return;
	}
	call_self = NULL;
	atomic_store(&n->thread, 0);
	atomic_store_explicit(&n->taken, false, memory_order_release);
}

static void prepare(void)
{
	usable = call_install() && !pthread_key_create(&key, thread_ended);
}

static struct node *take_node(void)
{
	for (struct node *n = atomic_load(&nodes); n; n = n->next)
		if (!atomic_exchange(&n->taken, true))
			return n;
	struct node *n = calloc(1, sizeof *n);
	if (!n)
		return NULL;
	atomic_store(&n->taken, true);
	n->fd = -1;
	n->next = atomic_load(&nodes);
	while (!atomic_compare_exchange_weak(&nodes, &n->next, n))
		;
	return n;
}

static struct node *own_node(uint32_t thread)
{
	if (call_self)
		return (struct node *)call_self;
	pthread_once(&once, prepare);
	struct node *n = usable ? take_node() : NULL;
	if (!n)
		return NULL;
	if (pthread_setspecific(key, n)) {
		atomic_store(&n->taken, false);
		return NULL;
	}
	atomic_store(&n->thread, thread);
	call_adopt(&n->call);
	return n;
}

struct call *calls_enter(uint32_t thread, int fd)
{
	struct node *n = own_node(thread);
	if (!n)
		return NULL;
	n->fd = fd;
	call_begin(&n->call, CALL_OPEN, NULL, NULL);
	return &n->call;
}

void calls_leave(struct call *c)
{
	struct node *n = (struct node *)c;
	int fd = n->fd;

	call_end(c);
	n->fd = -1;
	close(fd);
}

bool calls_ask(uint32_t thread)
{
	for (struct node *n = atomic_load(&nodes); n; n = n->next) {
		uint64_t word = atomic_load(&n->call.word);
		if (atomic_load(&n->thread) != thread)
			continue;
		/* Who comes second finds it too, but sends no second signal. */
		switch ((enum call_state)(word & CALL_STATE)) {
		case CALL_OPEN:
			return call_ask(&n->call, word);
		case CALL_ASKED:
			return true;
		default:
			return false;
		}
	}
	return false;
}
