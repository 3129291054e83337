/*
 * What all objects have in common: type rows, references, access masks.
 */
#include "ntdll_cancel.h"
#include "objects.h"
#include "port.h"
#include "process.h"
#include "timer.h"

const struct object_type object_types[OBJ_KINDS] = {
	[OBJ_EVENT] = {
		.name = u"Event", .all_access = EVENT_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | EVENT_QUERY_STATE,
			     STANDARD_RIGHTS_WRITE | EVENT_MODIFY_STATE,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     EVENT_ALL_ACCESS },
		.destroy = event_destroy,
	},
	[OBJ_MUTANT] = {
		.name = u"Mutant", .all_access = MUTANT_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | MUTANT_QUERY_STATE,
			     STANDARD_RIGHTS_WRITE,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     MUTANT_ALL_ACCESS },
		.destroy = mutant_destroy,
	},
	[OBJ_SEMAPHORE] = {
		.name = u"Semaphore", .all_access = SEMAPHORE_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | SEMAPHORE_QUERY_STATE,
			     STANDARD_RIGHTS_WRITE | SEMAPHORE_MODIFY_STATE,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     SEMAPHORE_ALL_ACCESS },
		.destroy = semaphore_destroy,
	},
	[OBJ_THREAD] = {
		.name = u"Thread", .all_access = THREAD_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | THREAD_GET_CONTEXT |
				     THREAD_QUERY_INFORMATION,
			     STANDARD_RIGHTS_WRITE | THREAD_SET_INFORMATION |
				     THREAD_SET_CONTEXT | THREAD_TERMINATE |
				     THREAD_SUSPEND_RESUME,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     THREAD_ALL_ACCESS },
		.destroy = thread_destroy,
	},
	[OBJ_FILE] = {
		.name = u"File", .all_access = FILE_ALL_ACCESS,
		.generic = { FILE_GENERIC_READ, FILE_GENERIC_WRITE,
			     FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS },
		.closed = file_closed, .destroy = file_destroy,
	},
	[OBJ_PORT] = {
		.name = u"IoCompletion", .all_access = IO_COMPLETION_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | IO_COMPLETION_QUERY_STATE,
			     STANDARD_RIGHTS_WRITE | IO_COMPLETION_MODIFY_STATE,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     IO_COMPLETION_ALL_ACCESS },
		.closed = port_closed, .destroy = port_destroy,
	},
	[OBJ_SECTION] = {
		.name = u"Section", .all_access = SECTION_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | SECTION_QUERY |
				     SECTION_MAP_READ,
			     STANDARD_RIGHTS_WRITE | SECTION_MAP_WRITE,
			     STANDARD_RIGHTS_EXECUTE | SECTION_MAP_EXECUTE,
			     SECTION_ALL_ACCESS },
		.closed = section_closed, .destroy = section_destroy,
	},
	[OBJ_TIMER] = {
		.name = u"Timer", .all_access = TIMER_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | TIMER_QUERY_STATE,
			     STANDARD_RIGHTS_WRITE | TIMER_MODIFY_STATE,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     TIMER_ALL_ACCESS },
		.closed = timer_closed, .destroy = timer_destroy,
	},
	[OBJ_KEYED_EVENT] = {
		.name = u"KeyedEvent", .all_access = KEYEDEVENT_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | KEYEDEVENT_WAIT,
			     STANDARD_RIGHTS_WRITE | KEYEDEVENT_WAKE,
			     STANDARD_RIGHTS_EXECUTE, KEYEDEVENT_ALL_ACCESS },
		.destroy = keyed_event_destroy,
	},
	[OBJ_PROCESS] = {
		.name = u"Process", .all_access = PROCESS_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | PROCESS_VM_READ |
				     PROCESS_QUERY_INFORMATION,
			     STANDARD_RIGHTS_WRITE | PROCESS_VM_WRITE,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     PROCESS_ALL_ACCESS },
		.closed = process_closed, .destroy = process_destroy,
	},
	[OBJ_PROCESS_THREAD] = {
		.name = u"Thread", .all_access = THREAD_ALL_ACCESS,
		.generic = { STANDARD_RIGHTS_READ | THREAD_QUERY_INFORMATION,
			     STANDARD_RIGHTS_WRITE | THREAD_SUSPEND_RESUME,
			     STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
			     THREAD_ALL_ACCESS },
		.destroy = process_thread_destroy,
	},
};

/* The current process, for its pseudo handle: while we run it is not signalled. */
struct object object_process __attribute__((aligned(OBJECT_ALIGN))) = {
	.refs = 1, .handles = 1, .kind = OBJ_PROCESS, .signal = SIG_MANUAL,
};

void object_init(struct object *o, enum object_kind kind,
		 enum signal_kind signal, uint32_t state)
{
	/* lock is left alone: recycled memory may be looked at under it. */
	atomic_store_explicit(&o->handles, 0, memory_order_relaxed);
	o->kind = kind;
	o->signal = signal;
	o->waiters = NULL;
	atomic_store_explicit(&o->telling, 0, memory_order_relaxed);
	o->name = NULL;
	atomic_store_explicit(&o->state, state, memory_order_relaxed);
	atomic_store_explicit(&o->refs, 1, memory_order_release);
}

ACCESS_MASK object_access(enum object_kind kind, ACCESS_MASK asked)
{
	const struct object_type *type = &object_types[kind];
	ACCESS_MASK access = asked & 0x0fffffff;
	if (asked & GENERIC_READ)
		access |= type->generic.GenericRead;
	if (asked & GENERIC_WRITE)
		access |= type->generic.GenericWrite;
	if (asked & GENERIC_EXECUTE)
		access |= type->generic.GenericExecute;
	if (asked & (GENERIC_ALL | MAXIMUM_ALLOWED))
		access |= type->all_access;
	if (kind == OBJ_KEYED_EVENT)
		access &= ~SYNCHRONIZE; /* it has no signal to wait for */
	return access & ~MAXIMUM_ALLOWED;
}
