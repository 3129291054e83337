/*
 * Semaphores: Nt calls over an object whose signal is a count.
 */
#include "handle.h"
#include "objects.h"
#include <stdlib.h>

void semaphore_destroy(struct object *o)
{
	mem_free(o);
}

NTSTATUS WINAPI NtCreateSemaphore(HANDLE *out, ACCESS_MASK access,
				  const OBJECT_ATTRIBUTES *attr, LONG initial,
				  LONG maximum)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	if (maximum <= 0 || initial < 0 || initial > maximum)
		return STATUS_INVALID_PARAMETER;
	struct semaphore *s = mem_aligned(64, 64 * ((sizeof *s + 63) / 64));
	if (!s)
		return STATUS_NO_MEMORY;
	atomic_init(&s->obj.lock.word, 0);
	s->maximum = maximum;
	object_init(&s->obj, OBJ_SEMAPHORE, SIG_COUNT, initial);
	return handle_make_new(&s->obj, access, attr, out);
}

NTSTATUS WINAPI NtOpenSemaphore(HANDLE *out, ACCESS_MASK access,
				const OBJECT_ATTRIBUTES *attr)
{
	return object_open_named(out, access, attr, OBJ_SEMAPHORE);
}

/* False: more than the maximum; nothing changed. */
static bool release(struct semaphore *s, uint32_t count, ULONG *previous)
{
	struct object *o = &s->obj;
	lock_take(&o->lock);
	uint32_t state = atomic_load(&o->state);
	do {
		uint32_t have = state & ~OBJ_WAITED;
		if (previous)
			*previous = have;
		if (count > s->maximum - have) {
			lock_drop(&o->lock);
			return false;
		}
	} while (!atomic_compare_exchange_weak(&o->state, &state,
					       state + count));
	object_release_waiters(o);
	return true;
}

NTSTATUS WINAPI NtReleaseSemaphore(HANDLE h, ULONG count, ULONG *previous)
{
	struct handle_ref ref;
	if (!count || count > INT32_MAX)
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = handle_find(h, OBJ_SEMAPHORE, SEMAPHORE_MODIFY_STATE,
				      &ref);
	if (status)
		return status;
	ULONG before;
	if (!release((struct semaphore *)ref.object, count, &before))
		status = STATUS_SEMAPHORE_LIMIT_EXCEEDED;
	else if (previous)
		*previous = before;
	handle_done(&ref);
	return status;
}
