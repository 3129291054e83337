/*
 * Threads: creating, ending, suspending, and asynchronous procedure calls.
 */
#include "kernel32_cancel/kernel32.h"

static NTSTATUS query(HANDLE thread, THREAD_BASIC_INFORMATION *info)
{
	return NtQueryInformationThread(thread, ThreadBasicInformation, info,
					sizeof(*info), NULL);
}

/*
 * CreateThread: a thread that runs routine(context); what it returns is its
 * exit code. `flags` of CREATE_SUSPENDED and STACK_SIZE_PARAM_IS_A_RESERVATION;
 * a stack of 0 bytes is the default. *id, if given, is stored before the
 * thread runs. NULL on failure. The caller closes the handle; that does not
 * end the thread.  (Microsoft: CreateThread)
 */
HANDLE WINAPI CreateThread(SECURITY_ATTRIBUTES *security, SIZE_T stack,
			   LPTHREAD_START_ROUTINE routine, void *context,
			   DWORD flags, DWORD *id)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = NULL;
	BOOL hold = id || flags & CREATE_SUSPENDED;
	BOOL reserve = !!(flags & STACK_SIZE_PARAM_IS_A_RESERVATION);

	if (!routine ||
	    flags & ~(CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION)) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	InitializeObjectAttributes(&attributes, NULL,
				   security && security->bInheritHandle
					   ? OBJ_INHERIT : 0, NULL, NULL);
	if (!status_to_bool(NtCreateThreadEx(
		    &handle, THREAD_ALL_ACCESS, &attributes,
		    GetCurrentProcess(), (PRTL_THREAD_START_ROUTINE)(void *)routine,
		    context, hold ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0, 0,
		    reserve ? 0 : stack, reserve ? stack : 0, NULL)))
		return NULL;
	if (id)
		*id = GetThreadId(handle);
	if (hold && !(flags & CREATE_SUSPENDED))
		NtResumeThread(handle, NULL);
	return handle;
}

/*
 * ExitThread: ends the calling thread; what it has pending is cancelled, its
 * completion routines do not run any more.  (Microsoft: ExitThread)
 */
void WINAPI ExitThread(DWORD code)
{
	RtlExitUserThread(code);
}

/*
 * OpenThread: a handle to the thread with this id in this process;
 * ERROR_INVALID_PARAMETER if there is none.  (Microsoft: OpenThread)
 */
HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id)
{
	OBJECT_ATTRIBUTES attributes;
	CLIENT_ID client = { .UniqueThread = ULongToHandle(id) };
	HANDLE handle = NULL;

	InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0,
				   NULL, NULL);
	if (!status_to_bool(NtOpenThread(&handle, access, &attributes,
					 &client)))
		return NULL;
	return handle;
}

/*
 * TerminateThread: ends a thread from outside, with all that this leaves
 * undone. What it has pending is cancelled as by ExitThread.
 * (Microsoft: TerminateThread)
 */
BOOL WINAPI TerminateThread(HANDLE thread, DWORD code)
{
	return status_to_bool(NtTerminateThread(thread, (LONG)code));
}

/*
 * GetExitCodeThread: the exit code, STILL_ACTIVE while it runs.
 * (Microsoft: GetExitCodeThread)
 */
BOOL WINAPI GetExitCodeThread(HANDLE thread, DWORD *code)
{
	THREAD_BASIC_INFORMATION info;

	if (!status_to_bool(query(thread, &info)))
		return FALSE;
	if (code)
		*code = (DWORD)info.ExitStatus;
	return TRUE;
}

/*
 * GetThreadIOPendingFlag: whether operations that the thread began are pending.
 * (Microsoft: GetThreadIOPendingFlag)
 */
BOOL WINAPI GetThreadIOPendingFlag(HANDLE thread, BOOL *pending)
{
	ULONG is = 0;

	if (!status_to_bool(NtQueryInformationThread(
		    thread, ThreadIsIoPending, &is, sizeof(is), NULL)))
		return FALSE;
	*pending = !!is;
	return TRUE;
}

/*
 * GetThreadId: the id of the thread (Linux' own), 0 on failure.
 * (Microsoft: GetThreadId)
 */
DWORD WINAPI GetThreadId(HANDLE thread)
{
	THREAD_BASIC_INFORMATION info;

	if (!status_to_bool(query(thread, &info)))
		return 0;
	return HandleToULong(info.ClientId.UniqueThread);
}

/*
 * GetCurrentThread: the pseudo-handle that always means the calling thread.
 * (Microsoft: GetCurrentThread)
 */
HANDLE WINAPI GetCurrentThread(void)
{
	return (HANDLE)(LONG_PTR)-2;
}

/*
 * SuspendThread: stops the thread once it is outside of this library; the
 * count before, (DWORD)-1 on failure.  (Microsoft: SuspendThread)
 */
DWORD WINAPI SuspendThread(HANDLE thread)
{
	ULONG count = 0;

	if (!status_to_bool(NtSuspendThread(thread, &count)))
		return (DWORD)-1;
	return count;
}

/*
 * ResumeThread: takes one suspension back; the count before, (DWORD)-1 on
 * failure.  (Microsoft: ResumeThread)
 */
DWORD WINAPI ResumeThread(HANDLE thread)
{
	ULONG count = 0;

	if (!status_to_bool(NtResumeThread(thread, &count)))
		return (DWORD)-1;
	return count;
}

/*
 * SwitchToThread: lets another thread run; TRUE if one did.
 * (Microsoft: SwitchToThread)
 */
BOOL WINAPI SwitchToThread(void)
{
	return NtYieldExecution() != STATUS_NO_YIELD_PERFORMED;
}

static void WINAPI run_user_apc(ULONG_PTR routine, ULONG_PTR data,
				ULONG_PTR unused)
{
	(void)unused;
	((PAPCFUNC)routine)(data);
}

/*
 * QueueUserAPC: routine(data) runs in the next alertable wait of `thread`.
 * 0 on failure (ERROR_GEN_FAILURE: the thread has ended).
 * (Microsoft: QueueUserAPC)
 */
DWORD WINAPI QueueUserAPC(PAPCFUNC routine, HANDLE thread, ULONG_PTR data)
{
	if (!routine)
		return (DWORD)fail_with(ERROR_INVALID_PARAMETER);
	return (DWORD)status_to_bool(NtQueueApcThread(
		thread, run_user_apc, (ULONG_PTR)routine, data, 0));
}
