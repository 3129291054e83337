/*
 * The table of threads' records, by thread id, and what happens to a record when
 * its thread ends. thread.h says what is in it.
 */
#include "thread.h"
#include "apartment.h"
#include "call.h"

#define BUCKETS 256

static SRWLOCK threads_lock = SRWLOCK_INIT;
static struct com_thread *threads[BUCKETS];
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static DWORD slot = FLS_OUT_OF_INDEXES;

static struct com_thread **bucket_of(DWORD id)
{
	return &threads[(id * 2654435761u) >> 24];
}

/* Unlinks the record with this id, if there is one.  [threads_lock] */
static struct com_thread *unlink_record(DWORD id)
{
	struct com_thread **link, *thread;

	for (link = bucket_of(id); (thread = *link) != NULL;
	     link = &thread->next)
		if (thread->id == id)
			break;
	if (thread)
		*link = thread->next;
	return thread;
}

static void release_objects(struct com_thread *thread)
{
	struct outgoing *outgoing;

	while ((outgoing = thread_unregister(thread)) != NULL)
		ICancelMethodCalls_Release(outgoing->object);
}

/*
 * The value has left its slot: what is released here may be COM's user still, and
 * has to find this record, not a new one.
 */
static void WINAPI thread_ends(void *value)
{
	struct com_thread *thread = value;

	FlsSetValue(slot, thread);
	release_objects(thread);
	apartment_thread_ends(thread);
	calls_forget(thread);
	FlsSetValue(slot, NULL);
	AcquireSRWLockExclusive(&threads_lock);
	unlink_record(thread->id);
	ReleaseSRWLockExclusive(&threads_lock);
	HeapFree(GetProcessHeap(), 0, thread);
}

static BOOL WINAPI allocate_slot(INIT_ONCE *init, void *arg, void **context)
{
	(void)init;
	(void)arg;
	(void)context;
	slot = FlsAlloc(thread_ends);
	return slot != FLS_OUT_OF_INDEXES;
}

static bool have_slot(void)
{
	return InitOnceExecuteOnce(&once, allocate_slot, NULL, NULL);
}

struct com_thread *thread_known(void)
{
	return have_slot() ? FlsGetValue(slot) : NULL;
}

/* A record that has this id already was a thread's that was terminated. */
static void enter(struct com_thread *thread)
{
	struct com_thread **bucket = bucket_of(thread->id);
	struct com_thread *dead;

	AcquireSRWLockExclusive(&threads_lock);
	dead = unlink_record(thread->id);
	thread->next = *bucket;
	*bucket = thread;
	ReleaseSRWLockExclusive(&threads_lock);
	if (dead)
		HeapFree(GetProcessHeap(), 0, dead);
}

struct com_thread *thread_current(void)
{
	struct com_thread *thread = thread_known();

	if (thread || slot == FLS_OUT_OF_INDEXES)
		return thread;
	thread = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
			   sizeof(*thread));
	if (!thread)
		return NULL;
	thread->id = GetCurrentThreadId();
	InitializeSRWLock(&thread->lock);
	if (!FlsSetValue(slot, thread)) {
		HeapFree(GetProcessHeap(), 0, thread);
		return NULL;
	}
	enter(thread);
	return thread;
}

static void link_outgoing(struct com_thread *thread, struct outgoing *outgoing)
{
	outgoing->enabled = thread->cancel_enables != 0;
	AcquireSRWLockExclusive(&thread->lock);
	outgoing->outer = thread->outgoing;
	thread->outgoing = outgoing;
	ReleaseSRWLockExclusive(&thread->lock);
}

void thread_call_begins(struct com_thread *thread, struct outgoing *outgoing)
{
	outgoing->registered = false;
	link_outgoing(thread, outgoing);
}

static void unlink_outgoing(struct com_thread *thread, struct outgoing **link)
{
	AcquireSRWLockExclusive(&thread->lock);
	*link = (*link)->outer;
	ReleaseSRWLockExclusive(&thread->lock);
}

/* What was registered within the call and is so still stands before it. */
void thread_call_ends(struct com_thread *thread, struct outgoing *outgoing)
{
	struct outgoing **link = &thread->outgoing;

	while (*link != outgoing)
		link = &(*link)->outer;
	unlink_outgoing(thread, link);
}

void thread_register(struct com_thread *thread, struct outgoing *outgoing)
{
	outgoing->registered = true;
	link_outgoing(thread, outgoing);
}

struct outgoing *thread_unregister(struct com_thread *thread)
{
	struct outgoing **link = &thread->outgoing;

	while (*link && !(*link)->registered)
		link = &(*link)->outer;

	struct outgoing *outgoing = *link;

	if (outgoing)
		unlink_outgoing(thread, link);
	return outgoing;
}

static HRESULT innermost(struct com_thread *thread, ICancelMethodCalls **object)
{
	HRESULT hr = E_NOINTERFACE;

	AcquireSRWLockShared(&thread->lock);
	if (thread->outgoing && !thread->outgoing->enabled)
		hr = CO_E_CANCEL_DISABLED;
	else if (thread->outgoing) {
		*object = thread->outgoing->object;
		ICancelMethodCalls_AddRef(*object);
		hr = S_OK;
	}
	ReleaseSRWLockShared(&thread->lock);
	return hr;
}

HRESULT thread_find_cancel(DWORD id, ICancelMethodCalls **object)
{
	HRESULT hr = E_NOINTERFACE;

	if (!id)
		id = GetCurrentThreadId();
	AcquireSRWLockShared(&threads_lock);
	for (struct com_thread *thread = *bucket_of(id); thread;
	     thread = thread->next) {
		if (thread->id != id)
			continue;
		hr = innermost(thread, object);
		break;
	}
	ReleaseSRWLockShared(&threads_lock);
	return hr;
}
