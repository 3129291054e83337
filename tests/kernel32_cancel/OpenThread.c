/* OpenThread: a handle for a running thread's id. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static DWORD WINAPI end_on_go(void *arg)
{
	waits(arg, LONG_WAIT, WAIT_OBJECT_0);
	return 6;
}

static void by_id(void)
{
	HANDLE go = manual_event(FALSE), thread, opened;
	DWORD id;

	thread = CreateThread(NULL, 0, end_on_go, go, 0, &id);
	opened = OpenThread(THREAD_ALL_ACCESS, FALSE, id);
	ok(opened != NULL, "error %u\n", GetLastError());
	ok(GetThreadId(opened) == id, "%u, not %u\n", GetThreadId(opened), id);
	waits(opened, 0, WAIT_TIMEOUT);
	SetEvent(go);
	waits(opened, LONG_WAIT, WAIT_OBJECT_0);
	thread_ends(thread, 6);
	thread_ends(opened, 6);
	CloseHandle(go);
}

static void own_id(void)
{
	HANDLE self = OpenThread(SYNCHRONIZE | THREAD_QUERY_INFORMATION, FALSE,
				 GetCurrentThreadId());
	DWORD code = 0;

	ok(self != NULL && self != GetCurrentThread(), "%p error %u\n", self,
	   GetLastError());
	waits(self, 0, WAIT_TIMEOUT);
	succeeds(GetExitCodeThread(self, &code));
	ok(code == STILL_ACTIVE, "exit code %u\n", code);
	CloseHandle(self);
}

static void access_asked_for(void)
{
	HANDLE blind = OpenThread(THREAD_QUERY_INFORMATION, FALSE,
				  GetCurrentThreadId());
	HANDLE watch = OpenThread(SYNCHRONIZE, FALSE, GetCurrentThreadId());
	DWORD code;

	wait_refused(WaitForSingleObject(blind, 0), ERROR_ACCESS_DENIED);
	refuses(GetExitCodeThread(watch, &code), ERROR_ACCESS_DENIED);
	refuses(TerminateThread(watch, 1), ERROR_ACCESS_DENIED);
	CloseHandle(blind);
	CloseHandle(watch);
}

static void inherit(void)
{
	HANDLE self = OpenThread(SYNCHRONIZE, TRUE, GetCurrentThreadId());
	DWORD flags = 0;

	succeeds(GetHandleInformation(self, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	CloseHandle(self);
}

static void bad_ids(void)
{
	refuses(OpenThread(SYNCHRONIZE, FALSE, 0), ERROR_INVALID_PARAMETER);
	refuses(OpenThread(SYNCHRONIZE, FALSE, 0x7ffffff0),
		ERROR_INVALID_PARAMETER);
}

START_TEST(OpenThread)
{
	RUN(by_id);
	RUN(own_id);
	RUN(access_asked_for);
	RUN(inherit);
	RUN(bad_ids);
}
