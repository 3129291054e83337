/*
 * Who the caller is, the end of the process, and its clocks.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"
#include <time.h>
#include <unistd.h>

static __thread DWORD own_id;

static __attribute__((noinline)) DWORD WINAPI ask_id(void)
{
	own_id = thread_current_id();
	return own_id;
}

/*
 * GetCurrentThreadId: Linux' id of the calling thread.
 * (Microsoft: GetCurrentThreadId)
 */
DWORD WINAPI GetCurrentThreadId(void)
{
	return own_id ? own_id : ask_id();
}

/*
 * GetCurrentProcess: the pseudo-handle of this process.
 * (Microsoft: GetCurrentProcess)
 */
HANDLE WINAPI GetCurrentProcess(void)
{
	return (HANDLE)(LONG_PTR)-1;
}

/*
 * GetCurrentProcessId: Linux' process id.  (Microsoft: GetCurrentProcessId)
 */
DWORD WINAPI GetCurrentProcessId(void)
{
	return (DWORD)getpid();
}

/*
 * ExitProcess: ends the process; libc's exit handlers run.
 * (Microsoft: ExitProcess)
 */
void WINAPI ExitProcess(DWORD code)
{
	process_exit((int)code);
}

static ULONGLONG nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (ULONGLONG)now.tv_sec * 1000000000 + (ULONGLONG)now.tv_nsec;
}

/*
 * GetTickCount64: milliseconds since the machine started, sleep included.
 * (Microsoft: GetTickCount64)
 */
ULONGLONG WINAPI GetTickCount64(void)
{
	return nanoseconds(CLOCK_BOOTTIME) / 1000000;
}

/*
 * GetTickCount: its low 32 bits, which come round after 49.7 days.
 * (Microsoft: GetTickCount)
 */
DWORD WINAPI GetTickCount(void)
{
	return (DWORD)GetTickCount64();
}

/*
 * QueryPerformanceCounter: ticks of a clock that never goes back.
 * (Microsoft: QueryPerformanceCounter)
 */
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count)
{
	count->QuadPart = (LONGLONG)(nanoseconds(CLOCK_MONOTONIC) / 100);
	return TRUE;
}

/*
 * QueryPerformanceFrequency: those ticks in a second, ten million.
 * (Microsoft: QueryPerformanceFrequency)
 */
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
	frequency->QuadPart = 10000000;
	return TRUE;
}
