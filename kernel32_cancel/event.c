/*
 * Events: the flag a program waits for. Setting and resetting are hot.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * SetEvent: signals the event; an auto-reset one lets one waiter through.
 * (Microsoft: SetEvent)
 */
BOOL WINAPI SetEvent(HANDLE event)
{
	return status_to_bool(NtSetEvent(event, NULL));
}

/*
 * ResetEvent: makes it unsignalled.  (Microsoft: ResetEvent)
 */
BOOL WINAPI ResetEvent(HANDLE event)
{
	return status_to_bool(NtResetEvent(event, NULL));
}

/*
 * PulseEvent: lets through who waits at this moment, then resets.
 * (Microsoft: PulseEvent)
 */
BOOL WINAPI PulseEvent(HANDLE event)
{
	return status_to_bool(NtPulseEvent(event, NULL));
}

/*
 * CreateEventExW: a new event or the one of that name (then
 * ERROR_ALREADY_EXISTS, else the last error is 0). `flags` of
 * CREATE_EVENT_MANUAL_RESET and CREATE_EVENT_INITIAL_SET. NULL on failure:
 * ERROR_INVALID_HANDLE when the name is another kind of object's,
 * ERROR_INVALID_PARAMETER for other flags, and as object_name.c says.
 * The caller closes the handle.  (Microsoft: CreateEventExW)
 */
HANDLE WINAPI CreateEventExW(SECURITY_ATTRIBUTES *security, const WCHAR *name,
			     DWORD flags, DWORD access)
{
	struct object_name object;
	HANDLE handle = NULL;
	EVENT_TYPE type = flags & CREATE_EVENT_MANUAL_RESET
				  ? NotificationEvent : SynchronizationEvent;
	BOOLEAN initial = !!(flags & CREATE_EVENT_INITIAL_SET);

	if (flags & ~(CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET)) {
		RtlSetLastWin32Error(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (!object_name_create(&object, name, security))
		return NULL;

	NTSTATUS status = NtCreateEvent(&handle, access, &object.attributes,
					type, initial);

	return object_created(status, handle);
}

/*
 * CreateEventExA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateEventExA(SECURITY_ATTRIBUTES *security, const char *name,
			     DWORD flags, DWORD access)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return CreateEventExW(security, name ? text : NULL, flags, access);
}

static DWORD event_flags(BOOL manual, BOOL initial)
{
	return (manual ? CREATE_EVENT_MANUAL_RESET : 0) |
	       (initial ? CREATE_EVENT_INITIAL_SET : 0);
}

/*
 * CreateEventW: CreateEventExW with full access.  (Microsoft: CreateEventW)
 */
HANDLE WINAPI CreateEventW(SECURITY_ATTRIBUTES *security, BOOL manual,
			   BOOL initial, const WCHAR *name)
{
	return CreateEventExW(security, name, event_flags(manual, initial),
			      EVENT_ALL_ACCESS);
}

/*
 * CreateEventA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateEventA(SECURITY_ATTRIBUTES *security, BOOL manual,
			   BOOL initial, const char *name)
{
	return CreateEventExA(security, name, event_flags(manual, initial),
			      EVENT_ALL_ACCESS);
}

/*
 * OpenEventW: a handle to the event of that name, ERROR_FILE_NOT_FOUND if
 * there is none.  (Microsoft: OpenEventW)
 */
HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, const WCHAR *name)
{
	struct object_name object;
	HANDLE handle = NULL;

	if (!object_name_open(&object, name, inherit))
		return NULL;
	if (!status_to_bool(NtOpenEvent(&handle, access, &object.attributes)))
		return NULL;
	return handle;
}

/*
 * OpenEventA: the same; the name is UTF-8.
 */
HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return OpenEventW(access, inherit, name ? text : NULL);
}
