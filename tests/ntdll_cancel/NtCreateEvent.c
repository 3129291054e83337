/* NtCreateEvent: kinds, states, names, bad input. */
#include "lib/nt_sync.h"

static void kinds(void)
{
	HANDLE event;

	gives(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent,
			    TRUE), STATUS_SUCCESS);
	gives(nt_poll(event), STATUS_SUCCESS);
	gives(nt_poll(event), STATUS_SUCCESS);
	gives(NtClose(event), STATUS_SUCCESS);
	gives(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
			    SynchronizationEvent, TRUE), STATUS_SUCCESS);
	gives(nt_poll(event), STATUS_SUCCESS);
	gives(nt_poll(event), STATUS_TIMEOUT);
	gives(NtClose(event), STATUS_SUCCESS);
}

static void bad_kind(void)
{
	HANDLE event = (HANDLE)77;

	gives(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, 2, FALSE),
	      STATUS_INVALID_PARAMETER);
}

static void named(void)
{
	HANDLE first, second, third;
	struct named n;

	gives(NtCreateEvent(&first, EVENT_ALL_ACCESS, nt_name(&n, "wc-nt"),
			    NotificationEvent, FALSE), STATUS_SUCCESS);
	gives(NtCreateEvent(&second, EVENT_ALL_ACCESS, &n.attr,
			    NotificationEvent, FALSE),
	      STATUS_OBJECT_NAME_COLLISION);
	n.attr.Attributes = OBJ_OPENIF;
	gives(NtCreateEvent(&second, EVENT_ALL_ACCESS, &n.attr,
			    SynchronizationEvent, TRUE),
	      STATUS_OBJECT_NAME_EXISTS);
	gives(nt_poll(second), STATUS_TIMEOUT);
	gives(NtSetEvent(second, NULL), STATUS_SUCCESS);
	gives(nt_poll(first), STATUS_SUCCESS);
	gives(NtCreateMutant(&third, MUTANT_ALL_ACCESS, &n.attr, FALSE),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtOpenEvent(&third, EVENT_ALL_ACCESS, &n.attr), STATUS_SUCCESS);
	gives(nt_poll(third), STATUS_SUCCESS);
	NtClose(first);
	NtClose(second);
	NtClose(third);
	gives(NtOpenEvent(&third, EVENT_ALL_ACCESS, &n.attr),
	      STATUS_OBJECT_NAME_NOT_FOUND);
}

/* Win32's Global\ is this directory */
static void by_win32_and_by_nt(void)
{
	HANDLE event, other;
	struct named n;

	event = CreateEventA(NULL, TRUE, FALSE, "Global\\wc-both");
	gives(NtOpenEvent(&other, EVENT_ALL_ACCESS, nt_name(&n, "wc-both")),
	      STATUS_SUCCESS);
	gives(NtSetEvent(other, NULL), STATUS_SUCCESS);
	is_signalled(event);
	NtClose(event);
	NtClose(other);
}

START_TEST(NtCreateEvent)
{
	RUN(kinds);
	RUN(bad_kind);
	RUN(named);
	RUN(by_win32_and_by_nt);
}
