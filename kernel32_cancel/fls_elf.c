/*
 * Fibre local storage: by index as thread local storage is (each thread is its one
 * fibre), and a function for each index that gets what is left of its values: from
 * FlsFree those of all threads, at the end of a thread its own. It runs with nothing
 * held. Index 0 is never given out.
 *
 * [tables_lock] the indices, and the list of tables. A table is written by its
 * thread without the lock, but for values that FlsFree takes: by exchange, so that a
 * value is given to the function once.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/points.h"
#include "ntdll_cancel/private.h"
#include <pthread.h>
#include <stdlib.h>

#define SLOTS 1088

struct table {
	struct table *next, **link;
	void *values[SLOTS];
};

struct slot {
	BOOL taken;
	PFLS_CALLBACK_FUNCTION function;
};

static pthread_mutex_t tables_lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot slots[SLOTS];
static struct table *tables;
static __thread struct table *own_table;

static void lock(void)
{
	thread_hold();
	pthread_mutex_lock(&tables_lock);
}

static void unlock(void)
{
	pthread_mutex_unlock(&tables_lock);
	thread_let_go();
}

static void *take_value(struct table *table, DWORD index)
{
	return __atomic_exchange_n(&table->values[index], NULL,
				   __ATOMIC_ACQ_REL);
}

/* A function may store values again; Windows goes round once as well. */
static void call_all(struct table *table)
{
	for (DWORD i = 1; i < SLOTS; i++) {
		if (!__atomic_load_n(&table->values[i], __ATOMIC_RELAXED))
			continue;
		POINT("fls:left");
		/* The value with its own function: the index may have been freed,
		 * and be another's then. */
		lock();

		void *value = take_value(table, i);
		PFLS_CALLBACK_FUNCTION function = slots[i].function;

		unlock();
		if (value && function)
			function(value);
	}
}

static void thread_ends(BOOLEAN forced)
{
	struct table *table = own_table;

	if (!table)
		return;
	if (!forced)
		call_all(table);
	own_table = NULL;
	lock();
	*table->link = table->next;
	if (table->next)
		table->next->link = table->link;
	free(table);
	unlock();
}

static __attribute__((noinline)) struct table *WINAPI make_table(void)
{
	struct table *table;

	/* A thread that Win32 does not know would end unnoticed. */
	thread_current_id();
	lock();
	thread_at_end(THREAD_END_STORAGE, thread_ends);
	table = calloc(1, sizeof(*table));
	if (table) {
		table->next = tables;
		table->link = &tables;
		if (tables)
			tables->link = &table->next;
		tables = own_table = table;
	}
	unlock();
	if (!table)
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return table;
}

static BOOL is_taken(DWORD index)
{
	return index && index < SLOTS &&
	       __atomic_load_n(&slots[index].taken, __ATOMIC_RELAXED);
}

/*
 * FlsAlloc: an index whose value is NULL in every thread, and what to call with
 * values that are left, or NULL; FLS_OUT_OF_INDEXES if all are taken.
 * (Microsoft: FlsAlloc)
 */
DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION function)
{
	DWORD index = 1;

	lock();
	while (index < SLOTS && slots[index].taken)
		index++;
	if (index < SLOTS) {
		slots[index].function = function;
		__atomic_store_n(&slots[index].taken, TRUE, __ATOMIC_RELAXED);
	}
	unlock();
	if (index < SLOTS)
		return index;
	fail_with(ERROR_NO_MORE_ITEMS);
	return FLS_OUT_OF_INDEXES;
}

/* Of any thread; NULL when there are no more. [tables_lock] */
static void *left_value(DWORD index)
{
	for (struct table *table = tables; table; table = table->next) {
		void *value = take_value(table, index);

		if (value)
			return value;
	}
	return NULL;
}

/*
 * FlsFree: calls the function for every thread's value that is not NULL, then gives
 * the index back; ERROR_INVALID_PARAMETER if it is not allocated.
 * (Microsoft: FlsFree)
 */
BOOL WINAPI FlsFree(DWORD index)
{
	if (!is_taken(index))
		return fail_with(ERROR_INVALID_PARAMETER);
	lock();

	PFLS_CALLBACK_FUNCTION function = slots[index].function;
	void *value;

	while ((value = left_value(index)) != NULL) {
		unlock();
		if (function)
			function(value);
		lock();
	}
	slots[index].function = NULL;
	__atomic_store_n(&slots[index].taken, FALSE, __ATOMIC_RELAXED);
	unlock();
	return TRUE;
}

/*
 * FlsGetValue: the calling thread's value; the last error is set to 0, so that NULL
 * can be told from ERROR_INVALID_PARAMETER.  (Microsoft: FlsGetValue)
 */
void *WINAPI FlsGetValue(DWORD index)
{
	if (!index || index >= SLOTS) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	RtlSetLastWin32Error(ERROR_SUCCESS);
	return own_table ? __atomic_load_n(&own_table->values[index],
					   __ATOMIC_RELAXED) : NULL;
}

/*
 * FlsSetValue: stores it for the calling thread; ERROR_INVALID_PARAMETER for an
 * index that there is none of.  (Microsoft: FlsSetValue)
 */
BOOL WINAPI FlsSetValue(DWORD index, void *value)
{
	if (!index || index >= SLOTS)
		return fail_with(ERROR_INVALID_PARAMETER);

	struct table *table = own_table ? own_table : make_table();

	if (!table)
		return FALSE;
	__atomic_store_n(&table->values[index], value, __ATOMIC_RELEASE);
	return TRUE;
}
