/*
 * The handle table of the process. A handle is (generation << 22 | index) << 2;
 * its two low bits are ignored, as on Windows. A slot's word is
 *
 *   count:16 | generation:7 | object pointer / 64:41
 *
 * A look-up publishes the object as its thread's hazard and looks at the slot
 * again (handle.h): no atomic at all, and retire.c frees no object that is a
 * hazard. A thread that has none left, and a kernel without membarrier, counts
 * instead: a look-up adds one to the count and takes it back. Closing puts a word without object
 * and with the next generation in its place and moves the count that it found to
 * the object's references; who comes back to a changed word gives back a reference
 * of the object. That is the same sum whichever of several look-ups does it.
 *
 * Slots are reused in FIFO order, so that a stale handle stays stale for long.
 */
#include "handle.h"
#include "inherit.h"
#include <assert.h>
#include <sys/mman.h>

/* ntifs.h: DUPLICATE_SAME_ATTRIBUTES, which Wine's headers lack. */
#define SAME_ATTRIBUTES 4

struct handle_slot *_Atomic handle_blocks[HANDLE_BLOCKS];
static struct lock handles_lock;
static uint32_t slots_made GUARDED_BY(handles_lock) = 1; /* 0 is no handle */
static uint32_t free_first GUARDED_BY(handles_lock);
static uint32_t free_last GUARDED_BY(handles_lock);
/* Set in the child of a fork; see the design page, point 12. */
static bool forked;

void handle_forked(void)
{
	forked = true;
	for (unsigned i = 0; i < HANDLE_BLOCKS; i++)
		atomic_store(&handle_blocks[i], NULL);
	/* What was queued is run by the parent. */
	if (thread_current)
		atomic_store(&thread_current->apcs, 0);
}

bool process_forked(void)
{
	return forked;
}

/* One that the table does not have; it may yet have it in the next moment. */
static NTSTATUS find_pseudo(HANDLE h, int kind, struct handle_ref *ref)
{
	POINT("handle:unknown");
	if (forked)
		return STATUS_NOT_SUPPORTED;
	struct object *o = NULL;
	if (h == NtCurrentProcess()) {
		o = &object_process;
	} else if (h == NtCurrentThread()) {
		struct thread *t = thread_self();
		if (!t)
			return STATUS_NO_MEMORY;
		o = &t->obj;
	}
	if (!o)
		return STATUS_INVALID_HANDLE;
	if (kind >= 0 && kind != o->kind)
		return STATUS_OBJECT_TYPE_MISMATCH;
	object_ref(o);
	locks_held++;
	*ref = (struct handle_ref){ .object = o, .how = HELD_REFERENCE };
	return STATUS_SUCCESS;
}

COLD NTSTATUS handle_find_counted(HANDLE h, int kind, ACCESS_MASK access,
				  struct handle_ref *ref)
{
	uint64_t word;
	struct handle_slot *slot;
	do {
		slot = handle_look(h, &word);
		if (!slot)
			return find_pseudo(h, kind, ref);
		if ((word & COUNT_MASK) == COUNT_MASK)
			return STATUS_QUOTA_EXCEEDED; /* 65535 at once */
	} while (!atomic_compare_exchange_weak_explicit(
		&slot->word, &word, word + COUNT_ONE, memory_order_acquire,
		memory_order_relaxed));
	locks_held++;
	ref->object = object_in(word);
	ref->slot = slot;
	ref->held = word & ~COUNT_MASK;
	ref->how = HELD_COUNTED;
	if (kind >= 0 && ref->object->kind != kind)
		return handle_refuse(ref, STATUS_OBJECT_TYPE_MISMATCH);
	if (access & ~atomic_load(&slot->access))
		return handle_refuse(ref, STATUS_ACCESS_DENIED);
	return STATUS_SUCCESS;
}

COLD NTSTATUS handle_refuse(struct handle_ref *ref, NTSTATUS status)
{
	handle_done(ref);
	return status;
}

/* One that counted, or one that holds a reference. */
COLD void handle_done_rare(struct handle_ref *ref)
{
	uint64_t word;
	bool counted = false;
	if (ref->how == HELD_COUNTED) {
		word = atomic_load_explicit(&ref->slot->word,
					    memory_order_relaxed);
		while (!counted && (word & ~COUNT_MASK) == ref->held &&
		       (word & COUNT_MASK))
			counted = atomic_compare_exchange_weak_explicit(
				&ref->slot->word, &word, word - COUNT_ONE,
				memory_order_release, memory_order_relaxed);
	}
	if (!counted)
		object_unref(ref->object);
	locks_unhold();
}

ACCESS_MASK handle_access(const struct handle_ref *ref)
{
	return ref->slot ? atomic_load(&ref->slot->access) :
			   object_types[ref->object->kind].all_access;
}

/* One that there never was; 0: no more. */
static uint32_t slot_make(void) HOLDS(handles_lock)
{
	if (slots_made == 1u << INDEX_BITS)
		return 0;
	uint32_t block = slots_made / BLOCK_SLOTS;
	if (!atomic_load(&handle_blocks[block])) {
		void *p = mmap(NULL, BLOCK_SLOTS * sizeof(struct handle_slot),
			       PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			return 0;
		atomic_store_explicit(&handle_blocks[block], p,
				      memory_order_release);
	}
	return slots_made++;
}

/* The free one behind before; 0: behind none. */
static void slot_unlink(uint32_t index, uint32_t before) HOLDS(handles_lock)
{
	uint32_t next = handle_slot_of(index << 2)->next_free;
	if (before)
		handle_slot_of(before << 2)->next_free = next;
	else
		free_first = next;
	if (!next)
		free_last = before;
}

static void slot_append(uint32_t index) HOLDS(handles_lock)
{
	handle_slot_of(index << 2)->next_free = 0;
	if (free_last)
		handle_slot_of(free_last << 2)->next_free = index;
	else
		free_first = index;
	free_last = index;
}

static uint32_t slot_take(void)
{
	lock_take(&handles_lock);
	uint32_t index = free_first;
	if (index)
		slot_unlink(index, 0);
	else
		index = slot_make();
	lock_drop(&handles_lock);
	return index;
}

/* This one and no other; those before it become free. */
static bool slot_take_this(uint32_t index)
{
	lock_take(&handles_lock);
	uint32_t made = 1, before = 0, at;
	while (made && slots_made <= index)
		if ((made = slot_make()))
			slot_append(made);
	for (at = free_first; at && at != index;
	     at = handle_slot_of(at << 2)->next_free)
		before = at;
	if (at)
		slot_unlink(at, before);
	lock_drop(&handles_lock);
	return at;
}

static void slot_give_back(uint32_t index)
{
	lock_take(&handles_lock);
	slot_append(index);
	lock_drop(&handles_lock);
}

/* Only what still has a handle is given another: with the last one a file closes. */
static bool count_handle(struct object *o, bool first)
{
	uint32_t handles = atomic_load(&o->handles);
	while (first || handles)
		if (atomic_compare_exchange_weak(&o->handles, &handles,
						 handles + 1))
			return true;
	return false;
}

static NTSTATUS make(struct object *o, ACCESS_MASK access, ULONG attributes,
		     bool first, HANDLE *out)
{
	if (forked)
		return STATUS_NOT_SUPPORTED;
	assert((ULONG_PTR)o % OBJECT_ALIGN == 0);
	uint32_t index = slot_take();
	if (!index)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!count_handle(o, first)) {
		slot_give_back(index);
		return STATUS_INVALID_HANDLE;
	}
	struct handle_slot *slot = handle_slot_of(index << 2);
	uint64_t generation = atomic_load(&slot->word) & GENERATION_MASK;
	atomic_store(&slot->access, access);
	atomic_store(&slot->kind, o->kind);
	atomic_store(&slot->attributes,
		     attributes & OBJ_INHERIT ? HANDLE_FLAG_INHERIT : 0);
	*out = (HANDLE)(ULONG_PTR)((generation >> POINTER_BITS << INDEX_BITS |
				    index)
				   << 2);
	atomic_store_explicit(&slot->word,
			      generation | (uint64_t)(ULONG_PTR)o >>
						   POINTER_SHIFT,
			      memory_order_release);
	return STATUS_SUCCESS;
}

NTSTATUS handle_make(struct object *o, ACCESS_MASK access, ULONG attributes,
		     HANDLE *out)
{
	return make(o, access, attributes, true, out);
}

NTSTATUS handle_make_new(struct object *o, ACCESS_MASK asked,
			 const OBJECT_ATTRIBUTES *attr, HANDLE *out)
{
	NTSTATUS named = name_enter(attr, &o);
	if (named < 0) {
		object_unref(o);
		return named;
	}
	NTSTATUS status = handle_make(o, object_access(o->kind, asked),
				      attr ? attr->Attributes : 0, out);
	if (status) {
		object_unref(o);
		return status;
	}
	return named;
}

bool handle_place(uint32_t value, struct object *o, ACCESS_MASK access,
		  ULONG attributes)
{
	uint32_t index = value >> 2 & ((1u << INDEX_BITS) - 1);
	uint64_t word = handle_generation(value) |
			(uint64_t)(ULONG_PTR)o >> POINTER_SHIFT;
	if (!index || value & 3 || value >> 31)
		return false;
	if (!slot_take_this(index))
		return false;
	count_handle(o, true);
	struct handle_slot *slot = handle_slot_of(value);
	atomic_store(&slot->access, access);
	atomic_store(&slot->kind, o->kind);
	atomic_store(&slot->attributes,
		     attributes & (HANDLE_FLAG_INHERIT |
				   HANDLE_FLAG_PROTECT_FROM_CLOSE));
	atomic_store_explicit(&slot->word, word, memory_order_release);
	return true;
}

static void object_lost_handle(struct object *o)
{
	if (atomic_fetch_sub(&o->handles, 1) == 1) {
		name_leave(o);
		if (object_types[o->kind].closed)
			object_types[o->kind].closed(o);
	}
	object_unref(o);
}

NTSTATUS WINAPI NtClose(HANDLE h)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, -1, 0, &ref);
	if (h == NtCurrentThread() || h == NtCurrentProcess()) {
		if (!status)
			handle_done(&ref);
		return STATUS_SUCCESS;
	}
	if (status)
		return status;
	struct object *o = ref.object;
	if (atomic_load(&ref.slot->attributes) &
	    HANDLE_FLAG_PROTECT_FROM_CLOSE) {
		handle_done(&ref);
		return STATUS_HANDLE_NOT_CLOSABLE;
	}
	/* More references than any count can be, so that nobody who finds the
	 * word changed before the sum is right can see the last one go. */
	atomic_fetch_add(&o->refs, 0x10000);
	uint64_t word = atomic_load(&ref.slot->word);
	uint64_t next;
	do {
		if ((word & ~COUNT_MASK) != ref.held) {
			/* Another thread closed it first. */
			object_unref_by(o, 0x10000);
			handle_done(&ref);
			return STATUS_INVALID_HANDLE;
		}
		next = (word + GENERATION_ONE) & GENERATION_MASK;
	} while (!atomic_compare_exchange_weak(&ref.slot->word, &word, next));
	uint32_t count = (word & COUNT_MASK) / COUNT_ONE;
	atomic_fetch_sub(&o->refs, 0x10000 - count);
	slot_give_back((uint32_t)(ULONG_PTR)h >> 2 & ((1u << INDEX_BITS) - 1));
	object_lost_handle(o);
	handle_done(&ref);
	return STATUS_SUCCESS;
}

/* Other processes have handles of their own, which are not for us. */
static NTSTATUS own_process(HANDLE process)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(process, OBJ_PROCESS, PROCESS_DUP_HANDLE,
				      &ref);
	if (status)
		return status;
	if (ref.object != &object_process)
		status = STATUS_NOT_SUPPORTED;
	handle_done(&ref);
	return status;
}

NTSTATUS WINAPI NtDuplicateObject(HANDLE from_process, HANDLE from,
				  HANDLE to_process, HANDLE *to,
				  ACCESS_MASK access, ULONG attributes,
				  ULONG options)
{
	if (to)
		*to = NULL;
	struct handle_ref ref;
	NTSTATUS status = own_process(from_process);
	if (!status && (to || !(options & DUPLICATE_CLOSE_SOURCE)))
		status = own_process(to_process);
	if (status)
		return status;
	status = handle_find(from, -1, 0, &ref);
	if (status)
		return status;
	ACCESS_MASK have = handle_access(&ref);
	ACCESS_MASK want = options & DUPLICATE_SAME_ACCESS ?
				   have :
				   object_access(ref.object->kind, access);
	if (options & SAME_ATTRIBUTES && ref.slot)
		attributes = atomic_load(&ref.slot->attributes) &
					     HANDLE_FLAG_INHERIT ?
				     OBJ_INHERIT :
				     0;
	if (to) {
		POINT("duplicate:found");
		object_ref(ref.object);
		status = make(ref.object, want, attributes, !ref.slot, to);
		if (status)
			object_unref(ref.object);
	}
	handle_done(&ref);
	if (options & DUPLICATE_CLOSE_SOURCE)
		NtClose(from);
	return status;
}

NTSTATUS WINAPI NtSetInformationObject(HANDLE h,
				       OBJECT_INFORMATION_CLASS class,
				       void *data, ULONG length)
{
	struct handle_ref ref;
	if (class != ObjectDataInformation)
		return STATUS_NOT_IMPLEMENTED;
	if (length < sizeof(OBJECT_DATA_INFORMATION))
		return STATUS_INVALID_BUFFER_SIZE;
	NTSTATUS status = handle_find(h, -1, 0, &ref);
	if (status)
		return status;
	const OBJECT_DATA_INFORMATION *info = data;
	if (ref.slot)
		atomic_store(&ref.slot->attributes,
			     (info->InheritHandle ? HANDLE_FLAG_INHERIT : 0) |
				     (info->ProtectFromClose ?
					      HANDLE_FLAG_PROTECT_FROM_CLOSE :
					      0));
	handle_done(&ref);
	return STATUS_SUCCESS;
}

static NTSTATUS query_type(struct object *o, void *data, ULONG length,
			   ULONG *used)
{
	const WCHAR *name = object_types[o->kind].name;
	size_t chars = 0;
	while (name[chars])
		chars++;
	size_t need = sizeof(OBJECT_TYPE_INFORMATION) + 2 * (chars + 1);
	*used = need;
	if (length < need)
		return STATUS_INFO_LENGTH_MISMATCH;
	OBJECT_TYPE_INFORMATION *info = data;
	__builtin_memset(info, 0, sizeof *info);
	info->TypeName.Buffer = (WCHAR *)(info + 1);
	info->TypeName.Length = 2 * chars;
	info->TypeName.MaximumLength = 2 * (chars + 1);
	__builtin_memcpy(info + 1, name, 2 * (chars + 1));
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtQueryObject(HANDLE h, OBJECT_INFORMATION_CLASS class,
			      void *data, ULONG length, ULONG *used)
{
	struct handle_ref ref;
	ULONG ignored;
	if (!used)
		used = &ignored;
	NTSTATUS status = handle_find(h, -1, 0, &ref);
	if (status)
		return status;
	if (!data && length) {
		handle_done(&ref);
		return STATUS_ACCESS_VIOLATION;
	}
	if (class == ObjectBasicInformation) {
		OBJECT_BASIC_INFORMATION *info = data;
		if (length < sizeof *info) {
			status = STATUS_INFO_LENGTH_MISMATCH;
		} else {
			*info = (OBJECT_BASIC_INFORMATION){
				.GrantedAccess = handle_access(&ref),
				.HandleCount = atomic_load(&ref.object->handles),
				.PointerCount = atomic_load(&ref.object->refs),
			};
			*used = sizeof *info;
		}
	} else if (class == ObjectDataInformation) {
		OBJECT_DATA_INFORMATION *info = data;
		uint32_t flags =
			ref.slot ? atomic_load(&ref.slot->attributes) : 0;
		if (length < sizeof *info) {
			status = STATUS_INFO_LENGTH_MISMATCH;
		} else {
			info->InheritHandle = !!(flags & HANDLE_FLAG_INHERIT);
			info->ProtectFromClose =
				!!(flags & HANDLE_FLAG_PROTECT_FROM_CLOSE);
			*used = sizeof *info;
		}
	} else if (class == ObjectTypeInformation) {
		status = query_type(ref.object, data, length, used);
	} else {
		status = STATUS_INVALID_INFO_CLASS;
	}
	handle_done(&ref);
	return status;
}
