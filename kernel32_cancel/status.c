/*
 * The last error: the only place where an NTSTATUS becomes a Win32 code.
 */
#include "kernel32_cancel/kernel32.h"

void WINAPI set_status(NTSTATUS status)
{
	RtlSetLastWin32Error(RtlNtStatusToDosError(status));
}

BOOL WINAPI fail_with(DWORD code)
{
	RtlSetLastWin32Error(code);
	return FALSE;
}

/*
 * GetLastError: the calling thread's last error. (Microsoft: GetLastError)
 */
DWORD WINAPI GetLastError(void)
{
	return RtlGetLastWin32Error();
}

/*
 * SetLastError: stores it for the calling thread. (Microsoft: SetLastError)
 */
void WINAPI SetLastError(DWORD code)
{
	RtlSetLastWin32Error(code);
}
