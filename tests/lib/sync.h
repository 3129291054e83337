/*
 * Steps that nearly every test of waitable objects takes: a call that must
 * succeed or be refused with one error, a wait with one result, a thread with
 * a go and a done event. Include it after windows.h and wine/test.h.
 */
#ifndef TESTS_LIB_SYNC_H
#define TESTS_LIB_SYNC_H

#define UNSET_ERROR 0xdeadbeef
#define LONG_WAIT 10000

/* no handle of this process, but of the right shape */
#define FOREIGN_HANDLE ((HANDLE)(ULONG_PTR)0xbadcaf0)

/* the call returns something, and leaves the last error alone */
#define succeeds(call) succeeds_(__FILE__, __LINE__, #call, \
		(SetLastError(UNSET_ERROR), !!(call)))
static inline void succeeds_(const char *src, int line, const char *text,
			     BOOL ret)
{
	DWORD error = GetLastError();

	ok_(src, line)(ret, "%s: error %u\n", text, error);
}

/* the call returns nothing and sets this error */
#define refuses(call, error) refuses_(__FILE__, __LINE__, #call, \
		(SetLastError(UNSET_ERROR), !!(call)), error)
static inline void refuses_(const char *src, int line, const char *text,
			    BOOL ret, DWORD expected)
{
	DWORD error = GetLastError();

	ok_(src, line)(!ret, "%s: succeeded\n", text);
	ok_(src, line)(error == expected, "%s: error %u, not %u\n", text,
		       error, expected);
}

#define waits(handle, ms, expected) waits_(__FILE__, __LINE__, #handle, \
		WaitForSingleObject(handle, ms), expected)
static inline void waits_(const char *src, int line, const char *text,
			  DWORD ret, DWORD expected)
{
	ok_(src, line)(ret == expected, "wait for %s gave %#x, not %#x\n",
		       text, ret, expected);
}

/* a wait that fails, with this error */
#define wait_refused(wait, error) wait_refused_(__FILE__, __LINE__, #wait, \
		(SetLastError(UNSET_ERROR), (wait)), error)
static inline void wait_refused_(const char *src, int line, const char *text,
				 DWORD ret, DWORD expected)
{
	DWORD error = GetLastError();

	ok_(src, line)(ret == WAIT_FAILED, "%s: %#x\n", text, ret);
	ok_(src, line)(error == expected, "%s: error %u, not %u\n", text,
		       error, expected);
}

/* whether the wait of this handle would end now; consumes as a wait does */
#define is_signalled(handle) waits(handle, 0, WAIT_OBJECT_0)
#define not_signalled(handle) waits(handle, 0, WAIT_TIMEOUT)

static inline HANDLE manual_event(BOOL state)
{
	return CreateEventA(NULL, TRUE, state, NULL);
}

static inline HANDLE auto_event(BOOL state)
{
	return CreateEventA(NULL, FALSE, state, NULL);
}

/* the thread ends, with this exit code; its handle is closed */
#define thread_ends(thread, code) thread_ends_(__FILE__, __LINE__, thread, code)
static inline void thread_ends_(const char *src, int line, HANDLE thread,
				DWORD expected)
{
	DWORD code = UNSET_ERROR;

	waits_(src, line, "thread", WaitForSingleObject(thread, LONG_WAIT),
	       WAIT_OBJECT_0);
	ok_(src, line)(GetExitCodeThread(thread, &code), "exit code: %u\n",
		       GetLastError());
	ok_(src, line)(code == expected, "exit code %u, not %u\n", code,
		       expected);
	CloseHandle(thread);
}

static inline HANDLE start_thread(LPTHREAD_START_ROUTINE fn, void *arg)
{
	HANDLE thread = CreateThread(NULL, 0, fn, arg, 0, NULL);

	ok(thread != NULL, "CreateThread: error %u\n", GetLastError());
	return thread;
}

/*
 * For a loop that is stopped from outside at any instruction: the thread
 * sanitizer's run-time takes locks of its own, it must not be stopped there.
 * Such a loop shares nothing but volatile words.
 */
#define UNWATCHED __attribute__((noinline, no_sanitize_thread))
#ifdef __SANITIZE_THREAD__
#define IS_WATCHED 1
#else
#define IS_WATCHED 0
#endif

/* milliseconds since some moment, with a fraction */
static inline double now_ms(void)
{
	LARGE_INTEGER count, frequency;

	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&frequency);
	return count.QuadPart * 1000.0 / frequency.QuadPart;
}

#endif
