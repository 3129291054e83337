/*
 * Mutexes: owned by a thread, recursive, abandoned when their owner ends.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * ReleaseMutex: gives one level of ownership back; ERROR_NOT_OWNER if the
 * calling thread has none.  (Microsoft: ReleaseMutex)
 */
BOOL WINAPI ReleaseMutex(HANDLE mutex)
{
	return status_to_bool(NtReleaseMutant(mutex, NULL));
}

/*
 * CreateMutexW: a new mutex, or the one of that name with
 * ERROR_ALREADY_EXISTS (then `owned` is ignored), else the last error is 0.
 * NULL on failure, with the errors of CreateEventExW.
 * (Microsoft: CreateMutexW)
 */
HANDLE WINAPI CreateMutexW(SECURITY_ATTRIBUTES *security, BOOL owned,
			   const WCHAR *name)
{
	struct object_name object;
	HANDLE handle = NULL;

	if (!object_name_create(&object, name, security))
		return NULL;

	NTSTATUS status = NtCreateMutant(&handle, MUTEX_ALL_ACCESS,
					 &object.attributes, !!owned);

	return object_created(status, handle);
}

/*
 * CreateMutexA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateMutexA(SECURITY_ATTRIBUTES *security, BOOL owned,
			   const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return CreateMutexW(security, owned, name ? text : NULL);
}

/*
 * OpenMutexW: a handle to the mutex of that name, ERROR_FILE_NOT_FOUND if
 * there is none.  (Microsoft: OpenMutexW)
 */
HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, const WCHAR *name)
{
	struct object_name object;
	HANDLE handle = NULL;

	if (!object_name_open(&object, name, inherit))
		return NULL;
	if (!status_to_bool(NtOpenMutant(&handle, access, &object.attributes)))
		return NULL;
	return handle;
}

/*
 * OpenMutexA: the same; the name is UTF-8.
 */
HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return OpenMutexW(access, inherit, name ? text : NULL);
}
