/*
 * Thread local storage by index. A slot's generation grows with each TlsAlloc,
 * and a value of an older one reads as NULL: so a new index is NULL in every
 * thread without visiting them. A thread's table comes with its first
 * TlsSetValue and goes with the thread.
 */
#include "kernel32_cancel/kernel32.h"
#include <pthread.h>
#include <stdlib.h>

#define SLOTS 1088 /* as many as Windows has */

struct slot {
	void *value;
	unsigned generation;
};

/* Odd while the index is allocated. */
static unsigned generations[SLOTS];
static __thread struct slot *own_slots;
static pthread_key_t at_exit;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void drop_slots(void *slots)
{
	own_slots = NULL;
	free(slots);
}

static void make_key(void)
{
	pthread_key_create(&at_exit, drop_slots);
}

static __attribute__((noinline)) struct slot *WINAPI make_slots(void)
{
	pthread_once(&once, make_key);

	struct slot *slots = calloc(SLOTS, sizeof(*slots));

	if (!slots || pthread_setspecific(at_exit, slots)) {
		free(slots);
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	return own_slots = slots;
}

/*
 * TlsAlloc: an index whose value is NULL in every thread; TLS_OUT_OF_INDEXES
 * if all are taken.  (Microsoft: TlsAlloc)
 */
DWORD WINAPI TlsAlloc(void)
{
	for (DWORD i = 0; i < SLOTS; i++) {
		unsigned found = __atomic_load_n(&generations[i],
						 __ATOMIC_RELAXED);

		if (!(found & 1) &&
		    __atomic_compare_exchange_n(&generations[i], &found,
						found + 1, FALSE,
						__ATOMIC_ACQ_REL,
						__ATOMIC_RELAXED))
			return i;
	}
	fail_with(ERROR_NO_MORE_ITEMS);
	return TLS_OUT_OF_INDEXES;
}

/*
 * TlsFree: gives the index back; ERROR_INVALID_PARAMETER if it is not
 * allocated. What the values point to is the program's.  (Microsoft: TlsFree)
 */
BOOL WINAPI TlsFree(DWORD index)
{
	if (index >= SLOTS)
		return fail_with(ERROR_INVALID_PARAMETER);

	unsigned found = __atomic_load_n(&generations[index], __ATOMIC_RELAXED);

	if (!(found & 1) ||
	    !__atomic_compare_exchange_n(&generations[index], &found, found + 1,
					 FALSE, __ATOMIC_ACQ_REL,
					 __ATOMIC_RELAXED))
		return fail_with(ERROR_INVALID_PARAMETER);
	return TRUE;
}

/*
 * TlsGetValue: the calling thread's value; the last error is set to 0, so that
 * NULL can be told from ERROR_INVALID_PARAMETER. (Microsoft: TlsGetValue)
 */
void *WINAPI TlsGetValue(DWORD index)
{
	if (index >= SLOTS) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	RtlSetLastWin32Error(ERROR_SUCCESS);
	if (!own_slots ||
	    own_slots[index].generation !=
		    __atomic_load_n(&generations[index], __ATOMIC_RELAXED))
		return NULL;
	return own_slots[index].value;
}

/*
 * TlsSetValue: stores it for the calling thread.  (Microsoft: TlsSetValue)
 */
BOOL WINAPI TlsSetValue(DWORD index, void *value)
{
	if (index >= SLOTS)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!own_slots && !make_slots())
		return FALSE;
	own_slots[index] = (struct slot){
		value, __atomic_load_n(&generations[index], __ATOMIC_RELAXED)
	};
	return TRUE;
}
