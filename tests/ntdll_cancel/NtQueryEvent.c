/* NtQueryEvent: kind and state, without consuming it. */
#include "lib/nt_sync.h"

static void states(void)
{
	HANDLE manual = manual_event(TRUE), once = auto_event(TRUE);
	EVENT_BASIC_INFORMATION info;
	ULONG size = 77;
	int i;

	gives(NtQueryEvent(manual, EventBasicInformation, &info, sizeof(info),
			   &size), STATUS_SUCCESS);
	ok(info.EventType == NotificationEvent, "%d\n", info.EventType);
	ok(info.EventState == 1, "state %d\n", (int)info.EventState);
	ok(size == sizeof(info), "size %u\n", (unsigned int)size);
	for (i = 0; i < 2; i++) {
		gives(NtQueryEvent(once, EventBasicInformation, &info,
				   sizeof(info), NULL), STATUS_SUCCESS);
		ok(info.EventType == SynchronizationEvent, "%d\n",
		   info.EventType);
		ok(info.EventState == 1, "state %d\n", (int)info.EventState);
	}
	is_signalled(once);
	gives(NtQueryEvent(once, EventBasicInformation, &info, sizeof(info),
			   NULL), STATUS_SUCCESS);
	ok(info.EventState == 0, "state %d\n", (int)info.EventState);
	NtClose(manual);
	NtClose(once);
}

static void bad_input(void)
{
	HANDLE event = manual_event(TRUE);
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
	EVENT_BASIC_INFORMATION info[2];

	gives(NtQueryEvent(NULL, EventBasicInformation, info, sizeof(info[0]),
			   NULL), STATUS_INVALID_HANDLE);
	gives(NtQueryEvent(mutex, EventBasicInformation, info,
			   sizeof(info[0]), NULL),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtQueryEvent(event, EventBasicInformation, info,
			   sizeof(info[0]) - 1, NULL),
	      STATUS_INFO_LENGTH_MISMATCH);
	gives(NtQueryEvent(event, EventBasicInformation, info, 0, NULL),
	      STATUS_INFO_LENGTH_MISMATCH);
	gives(NtQueryEvent(event, 1, info, sizeof(info[0]), NULL),
	      STATUS_INVALID_INFO_CLASS);
	NtClose(event);
	NtClose(mutex);
}

START_TEST(NtQueryEvent)
{
	RUN(states);
	RUN(bad_input);
}
