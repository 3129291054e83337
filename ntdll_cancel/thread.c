/*
 * Threads: the registry, adoption of threads that Win32 did not make, birth and
 * end. A struct thread is recycled, never freed, and its call sequence goes on:
 * cancellers may look at a thread that has just ended.
 *
 * End, on the thread itself: its operations are cancelled and those that can't
 * be are waited for (K-160, K-164); it takes no more APCs; its mutants are
 * abandoned; then its object is signalled.
 */
#include "handle.h"
#include "objects.h"
#include "private.h"
#include "process.h"
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_THREADS 32
#define NOT_BORN (-1)
#define THREAD_BLOCKS 4096

__thread struct thread *thread_current;

static struct thread *_Atomic blocks[THREAD_BLOCKS];
static struct lock threads_lock;
static uint32_t threads_made GUARDED_BY(threads_lock);
static struct thread *threads_free GUARDED_BY(threads_lock);
static pthread_key_t end_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool usable;

struct thread *thread_at(unsigned index)
{
	if (index / BLOCK_THREADS >= THREAD_BLOCKS)
		return NULL;
	struct thread *block = atomic_load(&blocks[index / BLOCK_THREADS]);
	return block ? &block[index % BLOCK_THREADS] : NULL;
}

static struct thread *slot_take(void)
{
	lock_take(&threads_lock);
	struct thread *t = threads_free;
	if (t) {
		threads_free = t->free_next;
	} else if (threads_made < BLOCK_THREADS * THREAD_BLOCKS) {
		uint32_t index = threads_made;
		size_t size = BLOCK_THREADS * sizeof *t;
		if (index % BLOCK_THREADS == 0) {
			t = mem_aligned(64, (size + 63) & ~63ul);
			if (t) {
				memset(t, 0, size);
				for (uint32_t i = 0; i < BLOCK_THREADS; i++)
					t[i].index = index + i;
			}
			atomic_store(&blocks[index / BLOCK_THREADS], t);
		}
		t = thread_at(index);
		threads_made += t != NULL;
	}
	lock_drop(&threads_lock);
	return t;
}

void thread_destroy(struct object *o)
{
	struct thread *t = (struct thread *)o;
	lock_take(&threads_lock);
	t->free_next = threads_free;
	threads_free = t;
	lock_drop(&threads_lock);
}

static struct thread *thread_new(void)
{
	struct thread *t = slot_take();
	if (!t)
		return NULL;
	object_init(&t->obj, OBJ_THREAD, SIG_MANUAL, 0);
	atomic_store(&t->call.tid, 0);
	t->hazards_free = fences_needed ? 0 : (1u << THREAD_HAZARDS) - 1;
	atomic_store(&t->park, PARK_EMPTY);
	lock_take(&t->apc_lock);
	t->apc_first = NULL;
	t->dead = false;
	lock_drop(&t->apc_lock);
	atomic_store(&t->requests, 0);
	atomic_store(&t->suspended, 0);
	atomic_store(&t->hidden, 0);
	atomic_store(&t->poked, 0);
	atomic_store(&t->drive_score, 0);
	t->last_error = t->last_status = 0;
	t->issued = false;
	t->port = NULL;
	t->packets = NULL;
	t->packets_kept = 0;
	t->drive_batch = 0;
	t->counted = false;
	t->exit_code = STATUS_PENDING;
	return t;
}

static void (*_Atomic at_end[THREAD_ENDS])(BOOLEAN forced);

void thread_at_end(enum thread_end when, void (*end)(BOOLEAN forced))
{
	atomic_store(&at_end[when], end);
}

static void thread_gone(void *arg)
{
	struct thread *t = arg;
	POINT("thread:exit");
	for (unsigned i = 0; i < THREAD_ENDS; i++) {
		void (*end)(BOOLEAN) = atomic_load(&at_end[i]);
		if (end)
			end(!!(atomic_load(&t->requests) & THREAD_END));
	}
	thread_cancel_ops(t);
	timers_forget(t);
	apc_drop_all(t);
	mutants_abandon(t);
	stand_forget(t);
	if (t->port)
		port_forget(t);
	if (t->exit_code == STATUS_PENDING)
		t->exit_code = 0;
	/* From here on a request to stop finds nobody. */
	call_self = NULL;
	thread_current = NULL;
	object_signal(&t->obj);
	object_unref(&t->obj);
}

static void start_up(void)
{
	stop_prepare();
	fence_prepare();
	usable = call_install() && !pthread_key_create(&end_key, thread_gone) &&
		 !pthread_atfork(NULL, NULL, handle_forked);
}

/*
 * With a debt in locks_held: a thread that is ended before its key is set would
 * end without thread_gone. The key first, its number last, because whoever knows
 * the number may ask it to stop.
 */
static bool become(struct thread *t)
{
	if (pthread_setspecific(end_key, t))
		return false;
	thread_current = t;
	call_adopt(&t->call);
	return true;
}

struct thread *thread_adopt(void)
{
	pthread_once(&once, start_up);
	if (!usable || process_forked())
		return NULL;
	struct thread *t = thread_new();
	if (!t)
		return NULL;
	locks_held++;
	bool adopted = become(t);
	locks_unhold();
	if (adopted)
		return t;
	object_unref(&t->obj);
	return NULL;
}

static void *thread_main(void *arg)
{
	struct thread *t = arg;
	locks_held++;
	bool born = become(t);
	if (!born)
		atomic_store(&t->call.tid, NOT_BORN);
	POINT("thread:birth");
	futex_rouse((_Atomic uint32_t *)&t->call.tid, 1);
	locks_unhold();
	if (!born)
		return NULL;
	uint32_t count;
	while ((count = atomic_load(&t->suspended)) &&
	       !(atomic_load(&t->requests) & THREAD_END))
		futex_sleep(&t->suspended, count, NULL);
	thread_heed();
	/* Those queued before the start run before the thread's own function. */
	apc_run(t);
	DWORD code = ((LPTHREAD_START_ROUTINE)(void *)t->routine)(t->argument);
	/* Asked to end meanwhile: the code is the asker's. */
	if (!(atomic_fetch_or(&t->requests, THREAD_ENDING) & THREAD_END))
		t->exit_code = code;
	return NULL;
}

static NTSTATUS run(struct thread *t, size_t stack)
{
	pthread_attr_t attr;
	pthread_t id;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if (stack) {
		if (stack < 65536 + PTHREAD_STACK_MIN)
			stack = 65536 + PTHREAD_STACK_MIN;
		pthread_attr_setstacksize(&attr, (stack + 4095) & ~4095ul);
	}
	locks_held++;
	int err = pthread_create(&id, &attr, thread_main, t);
	locks_unhold();
	pthread_attr_destroy(&attr);
	if (err)
		return STATUS_NO_MEMORY;
	pid_t tid;
	while (!(tid = atomic_load(&t->call.tid)))
		futex_sleep((_Atomic uint32_t *)&t->call.tid, 0, NULL);
	return tid == NOT_BORN ? STATUS_NO_MEMORY : STATUS_SUCCESS;
}

NTSTATUS WINAPI NtCreateThreadEx(HANDLE *out, ACCESS_MASK access,
				 OBJECT_ATTRIBUTES *attr, HANDLE process,
				 PRTL_THREAD_START_ROUTINE routine,
				 void *argument, ULONG flags,
				 ULONG_PTR zero_bits, SIZE_T commit,
				 SIZE_T reserve, PS_ATTRIBUTE_LIST *list)
{
	(void)zero_bits;
	(void)list;
	*out = NULL;
	if (process != NtCurrentProcess())
		return STATUS_INVALID_HANDLE;
	struct thread *self = thread_self();
	struct thread *t = self ? thread_new() : NULL;
	if (!t)
		return process_forked() ? STATUS_NOT_SUPPORTED :
					  STATUS_NO_MEMORY;
	t->routine = routine;
	t->argument = argument;
	if (flags & THREAD_CREATE_FLAGS_CREATE_SUSPENDED)
		atomic_store(&t->suspended, 1);
	object_ref(&t->obj); /* the running thread's own */
	NTSTATUS status = handle_make(&t->obj,
				      object_access(OBJ_THREAD, access),
				      attr ? attr->Attributes : 0, out);
	if (status) {
		object_unref(&t->obj);
		object_unref(&t->obj);
		return status;
	}
	status = run(t, reserve > commit ? reserve : commit);
	if (status) {
		NtClose(*out);
		*out = NULL;
		object_unref(&t->obj);
	}
	return status;
}

void WINAPI RtlExitUserThread(ULONG code)
{
	struct thread *t = thread_self();
	if (t && !(atomic_fetch_or(&t->requests, THREAD_ENDING) & THREAD_END))
		t->exit_code = code;
	pthread_exit(NULL);
}

NTSTATUS WINAPI NtOpenThread(HANDLE *out, ACCESS_MASK access,
			     const OBJECT_ATTRIBUTES *attr, const CLIENT_ID *id)
{
	*out = NULL;
	pid_t tid = (pid_t)(ULONG_PTR)id->UniqueThread;
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	struct thread *t;
	for (unsigned i = 0; tid && (t = thread_at(i)); i++) {
		if (atomic_load(&t->call.tid) != tid ||
		    !object_ref_live(&t->obj))
			continue;
		/* Recycled in between? */
		NTSTATUS status = STATUS_INVALID_CID;
		if (atomic_load(&t->call.tid) == tid &&
		    !(atomic_load(&t->obj.state) & OBJ_SIGNALLED))
			status = handle_make(&t->obj,
					     object_access(OBJ_THREAD, access),
					     attr ? attr->Attributes : 0, out);
		if (status)
			object_unref(&t->obj);
		return status;
	}
	return STATUS_INVALID_CID;
}

static void query_own(struct handle_ref *ref, THREADINFOCLASS class, void *data)
{
	struct thread *t = (struct thread *)ref->object;
	bool over = atomic_load(&t->obj.state) & OBJ_SIGNALLED;
	if (class == ThreadIsIoPending)
		*(ULONG *)data = thread_has_ops(t);
	else
		*(THREAD_BASIC_INFORMATION *)data = (THREAD_BASIC_INFORMATION){
			.ExitStatus = over ? t->exit_code : STATUS_PENDING,
			.ClientId = {
				(HANDLE)(ULONG_PTR)getpid(),
				(HANDLE)(ULONG_PTR)atomic_load(&t->call.tid),
			},
		};
	handle_done(ref);
}

NTSTATUS WINAPI NtQueryInformationThread(HANDLE h, THREADINFOCLASS class,
					 void *data, ULONG length, ULONG *used)
{
	struct handle_ref ref;
	if (class != ThreadBasicInformation && class != ThreadIsIoPending)
		return STATUS_INVALID_INFO_CLASS;
	ULONG size = class == ThreadIsIoPending ?
			     sizeof(ULONG) :
			     sizeof(THREAD_BASIC_INFORMATION);
	if (length != size)
		return STATUS_INFO_LENGTH_MISMATCH;
	NTSTATUS status = handle_find(h, OBJ_THREAD,
				      THREAD_QUERY_LIMITED_INFORMATION, &ref);
	if (status == STATUS_ACCESS_DENIED)
		status = handle_find(h, OBJ_THREAD, THREAD_QUERY_INFORMATION,
				     &ref);
	if (status == STATUS_OBJECT_TYPE_MISMATCH &&
	    class == ThreadBasicInformation)
		status = process_thread_query(h, data);
	else if (!status)
		query_own(&ref, class, data);
	if (!status && used)
		*used = size;
	return status;
}
