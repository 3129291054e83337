/* Null pointers where a call has to read or write: told, nothing done. */
#include "lib/nt_sync.h"

static void create(void)
{
	gives(NtCreateEvent(NULL, EVENT_ALL_ACCESS, NULL, NotificationEvent,
			    FALSE), STATUS_ACCESS_VIOLATION);
	gives(NtCreateMutant(NULL, MUTANT_ALL_ACCESS, NULL, FALSE),
	      STATUS_ACCESS_VIOLATION);
	gives(NtCreateSemaphore(NULL, SEMAPHORE_ALL_ACCESS, NULL, 0, 1),
	      STATUS_ACCESS_VIOLATION);
	gives(NtCreateTimer(NULL, TIMER_ALL_ACCESS, NULL, NotificationTimer),
	      STATUS_ACCESS_VIOLATION);
	gives(NtCreateKeyedEvent(NULL, GENERIC_ALL, NULL, 0),
	      STATUS_ACCESS_VIOLATION);
}

static void wait_arguments(void)
{
	LARGE_INTEGER now = { .QuadPart = 0 };

	gives(NtWaitForMultipleObjects(1, NULL, TRUE, FALSE, &now),
	      STATUS_ACCESS_VIOLATION);
}

static void misaligned(void)
{
	HANDLE room[3] = { manual_event(TRUE), manual_event(TRUE), NULL };
	LARGE_INTEGER now = { .QuadPart = 0 };
	char *p = (char *)room + 1;

	/* the processor would not mind, and Wine does not look */
	memmove(p, room, 2 * sizeof(HANDLE));
	todo_wine gives(NtWaitForMultipleObjects(2, (HANDLE *)p, TRUE, FALSE,
						 &now),
			STATUS_DATATYPE_MISALIGNMENT);
	memmove(room, p, 2 * sizeof(HANDLE));
	NtClose(room[0]);
	NtClose(room[1]);
}

static void queries(void)
{
	HANDLE event = manual_event(TRUE);

	gives(NtQueryEvent(event, EventBasicInformation, NULL,
			   sizeof(EVENT_BASIC_INFORMATION), NULL),
	      STATUS_ACCESS_VIOLATION);
	gives(NtQueryObject(event, ObjectBasicInformation, NULL,
			    sizeof(OBJECT_BASIC_INFORMATION), NULL),
	      STATUS_ACCESS_VIOLATION);
	gives(nt_poll(event), STATUS_SUCCESS);
	NtClose(event);
}

START_TEST(null_pointers)
{
	RUN(create);
	RUN(wait_arguments);
	RUN(misaligned);
	RUN(queries);
}
