/*
 * Processes by their handles: opened, asked, ended.
 */
#include "kernel32_cancel/kernel32.h"

static BOOL query(HANDLE process, PROCESS_BASIC_INFORMATION *info)
{
	return status_to_bool(NtQueryInformationProcess(
		process, ProcessBasicInformation, info, sizeof(*info), NULL));
}

/*
 * OpenProcess: a handle to the process with this id, any process of Linux;
 * ERROR_INVALID_PARAMETER if there is none, ERROR_ACCESS_DENIED for
 * PROCESS_TERMINATE of another user's.  (Microsoft: OpenProcess)
 */
HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id)
{
	OBJECT_ATTRIBUTES attributes;
	CLIENT_ID client = { .UniqueProcess = ULongToHandle(id) };
	HANDLE handle = NULL;

	InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0,
				   NULL, NULL);
	if (!status_to_bool(NtOpenProcess(&handle, access, &attributes,
					  &client)))
		return NULL;
	return handle;
}

/*
 * GetProcessId: Linux' number of the process; 0 on failure.
 * (Microsoft: GetProcessId)
 */
DWORD WINAPI GetProcessId(HANDLE process)
{
	PROCESS_BASIC_INFORMATION info;

	return query(process, &info) ? (DWORD)info.UniqueProcessId : 0;
}

/*
 * GetExitCodeProcess: STILL_ACTIVE until it has ended. All 32 bits of what a
 * program that uses this library ended with, and of what TerminateProcess was
 * given; eight of another's exit.  (Microsoft: GetExitCodeProcess)
 */
BOOL WINAPI GetExitCodeProcess(HANDLE process, DWORD *code)
{
	PROCESS_BASIC_INFORMATION info;

	if (!code)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!query(process, &info))
		return FALSE;
	*code = (DWORD)(ULONG_PTR)info.Reserved1; /* its exit status */
	return TRUE;
}

/*
 * TerminateProcess: ends the process, the caller's own or another, with this exit
 * code. It has ended when its handle is signalled. ERROR_ACCESS_DENIED if it has
 * ended already.  (Microsoft: TerminateProcess)
 */
BOOL WINAPI TerminateProcess(HANDLE process, UINT code)
{
	if (!process)
		return fail_with(ERROR_INVALID_HANDLE);
	return status_to_bool(NtTerminateProcess(process, (LONG)code));
}
