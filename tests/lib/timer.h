/*
 * Steps of the tests of waitable timers. A test waits for timers, never for time:
 * what must come is waited for as long as it takes, what must not come is looked
 * for after a later timer has come. Include it after wine/test.h and lib/sync.h.
 */
#ifndef TESTS_LIB_TIMER_H
#define TESTS_LIB_TIMER_H

/* a time that no case lives to see */
#define FAR_MS 3600000

static inline LARGE_INTEGER *from_now(LARGE_INTEGER *due, LONGLONG ms)
{
	due->QuadPart = -10000 * ms;
	return due;
}

static inline LONGLONG time_of_day(void)
{
	FILETIME now;

	GetSystemTimeAsFileTime(&now);
	return (LONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime;
}

#define set_timer(timer, ms) set_timer_(__FILE__, __LINE__, timer, ms, NULL, NULL)
#define set_call(timer, ms, fn, arg) \
	set_timer_(__FILE__, __LINE__, timer, ms, fn, arg)
static inline void set_timer_(const char *src, int line, HANDLE timer,
			      LONGLONG ms, PTIMERAPCROUTINE fn, void *arg)
{
	LARGE_INTEGER due;

	succeeds_(src, line, "SetWaitableTimer",
		  (SetLastError(UNSET_ERROR),
		   SetWaitableTimer(timer, from_now(&due, ms), 0, fn, arg,
				    FALSE)));
}

/* until one that is set now, and later than all that are set, has come */
static inline void let_time_pass(LONGLONG ms)
{
	HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);

	set_timer(timer, ms);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(timer);
}

/* a routine that notes its calls */
struct call_note {
	LONG calls;
	DWORD thread;
	LONGLONG time;
};

static inline void CALLBACK note_call(void *arg, DWORD low, DWORD high)
{
	struct call_note *note = arg;

	note->thread = GetCurrentThreadId();
	note->time = (LONGLONG)high << 32 | low;
	note->calls++;
}

#endif
