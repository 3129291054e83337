/*
 * Semaphores: a count that waits take from and releases add to.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * ReleaseSemaphore: adds `count` (at least 1); *previous, if given, is what it
 * was before. Above the maximum: ERROR_TOO_MANY_POSTS, nothing changed.
 * (Microsoft: ReleaseSemaphore)
 */
BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LONG *previous)
{
	if (count <= 0)
		return fail_with(ERROR_INVALID_PARAMETER);
	return status_to_bool(NtReleaseSemaphore(semaphore, (ULONG)count,
						 (ULONG *)previous));
}

/*
 * CreateSemaphoreW: a new semaphore, or the one of that name with
 * ERROR_ALREADY_EXISTS (the counts are then ignored), else the last error is
 * 0. NULL on failure: ERROR_INVALID_PARAMETER unless
 * 0 <= initial <= maximum and 0 < maximum, else as CreateEventExW.
 * (Microsoft: CreateSemaphoreW)
 */
HANDLE WINAPI CreateSemaphoreW(SECURITY_ATTRIBUTES *security, LONG initial,
			       LONG maximum, const WCHAR *name)
{
	struct object_name object;
	HANDLE handle = NULL;

	if (!object_name_create(&object, name, security))
		return NULL;

	NTSTATUS status = NtCreateSemaphore(&handle, SEMAPHORE_ALL_ACCESS,
					    &object.attributes, initial,
					    maximum);

	return object_created(status, handle);
}

/*
 * CreateSemaphoreA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateSemaphoreA(SECURITY_ATTRIBUTES *security, LONG initial,
			       LONG maximum, const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return CreateSemaphoreW(security, initial, maximum,
				name ? text : NULL);
}

/*
 * OpenSemaphoreW: a handle to the semaphore of that name,
 * ERROR_FILE_NOT_FOUND if there is none.  (Microsoft: OpenSemaphoreW)
 */
HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, const WCHAR *name)
{
	struct object_name object;
	HANDLE handle = NULL;

	if (!object_name_open(&object, name, inherit))
		return NULL;
	if (!status_to_bool(NtOpenSemaphore(&handle, access,
					    &object.attributes)))
		return NULL;
	return handle;
}

/*
 * OpenSemaphoreA: the same; the name is UTF-8.
 */
HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return OpenSemaphoreW(access, inherit, name ? text : NULL);
}
