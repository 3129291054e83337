/*
 * The plain synchronisation objects and the type rows' destructors.
 */
#ifndef WINCANCEL_OBJECTS_H
#define WINCANCEL_OBJECTS_H

#include "ntdll_cancel.h"

struct event {
	struct object obj;
};

struct semaphore {
	struct object obj;
	uint32_t maximum;
};

struct mutant {
	struct object obj;
	uint32_t recursion;	       /* the owner's alone */
	struct mutant *next, **link;   /* the owner's list */
};

/* ntifs.h does not have them either. */
#define KEYEDEVENT_WAIT 1
#define KEYEDEVENT_WAKE 2
#define KEYEDEVENT_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 3)

void event_destroy(struct object *o);
void keyed_event_destroy(struct object *o);
void mutant_destroy(struct object *o);
void section_closed(struct object *o);
void section_destroy(struct object *o);
void semaphore_destroy(struct object *o);
void thread_destroy(struct object *o);

NTSTATUS object_open_named(HANDLE *out, ACCESS_MASK access,
			   const OBJECT_ATTRIBUTES *attr,
			   enum object_kind kind);
/* After t took the mutant's signal; t is the calling thread. */
void mutant_taken(struct mutant *m, struct thread *t);

#endif
