/*
 * Stands for the system that a Windows program was built for natively and
 * that has the names but nothing behind them: a kernel32 whose every answer is
 * "not implemented". What it exports is what CancelIoEx.c calls.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>

static __thread DWORD last_error;

DWORD WINAPI GetLastError(void)
{
	return last_error;
}

void WINAPI SetLastError(DWORD error)
{
	last_error = error;
}

static BOOL not_implemented(void)
{
	last_error = ERROR_CALL_NOT_IMPLEMENTED;
	return FALSE;
}

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share,
			  LPSECURITY_ATTRIBUTES security, DWORD disposition,
			  DWORD flags, HANDLE pattern)
{
	(void)name, (void)access, (void)share, (void)security;
	(void)disposition, (void)flags, (void)pattern;
	not_implemented();
	return INVALID_HANDLE_VALUE;
}

BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD count, LPDWORD done,
		     LPOVERLAPPED overlapped)
{
	(void)file, (void)buffer, (void)count, (void)done, (void)overlapped;
	return not_implemented();
}

BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD count, LPDWORD done,
		      LPOVERLAPPED overlapped)
{
	(void)file, (void)buffer, (void)count, (void)done, (void)overlapped;
	return not_implemented();
}

BOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped)
{
	(void)file, (void)overlapped;
	return not_implemented();
}

BOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped,
				LPDWORD done, BOOL wait)
{
	(void)file, (void)overlapped, (void)done, (void)wait;
	return not_implemented();
}

BOOL WINAPI CloseHandle(HANDLE handle)
{
	(void)handle;
	return not_implemented();
}
