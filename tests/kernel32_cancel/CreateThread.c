/* CreateThread: the function, its result, ids, suspended creation. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static DWORD WINAPI return_arg(void *arg)
{
	return (DWORD)(ULONG_PTR)arg;
}

static void exit_codes(void)
{
	static const DWORD codes[] = { 0, 1, 42, 0x7fffffff, 0xffffffff };
	unsigned int i;

	for (i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		thread_ends(start_thread(return_arg,
					 (void *)(ULONG_PTR)codes[i]),
			    codes[i]);
}

static DWORD WINAPI return_id(void *arg)
{
	(void)arg;
	return GetCurrentThreadId();
}

static void ids(void)
{
	DWORD id = 0, other = 0;
	HANDLE thread = CreateThread(NULL, 0, return_id, NULL, 0, &id);

	ok(thread != NULL, "error %u\n", GetLastError());
	ok(id != 0 && id != GetCurrentThreadId(), "id %u\n", id);
	ok(GetThreadId(thread) == id, "%u, not %u\n", GetThreadId(thread), id);
	thread_ends(thread, id);
	thread = CreateThread(NULL, 0, return_id, NULL, 0, &other);
	thread_ends(thread, other);
	ok(GetThreadId(GetCurrentThread()) == GetCurrentThreadId(), "%u\n",
	   GetThreadId(GetCurrentThread()));
}

static DWORD WINAPI set_event(void *arg)
{
	SetEvent(arg);
	return 3;
}

static void suspended(void)
{
	HANDLE began = manual_event(FALSE);
	HANDLE thread = CreateThread(NULL, 0, set_event, began,
				     CREATE_SUSPENDED, NULL);
	DWORD ret, code = 0;

	waits(began, 20, WAIT_TIMEOUT);
	succeeds(GetExitCodeThread(thread, &code));
	ok(code == STILL_ACTIVE, "exit code %u\n", code);
	ret = ResumeThread(thread);
	ok(ret == 1, "count was %u\n", ret);
	waits(began, LONG_WAIT, WAIT_OBJECT_0);
	thread_ends(thread, 3);
	CloseHandle(began);
}

/* closing the handle does not end the thread */
static void handle_closed_at_once(void)
{
	HANDLE began = manual_event(FALSE);

	CloseHandle(start_thread(set_event, began));
	waits(began, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(began);
}

struct errors {
	HANDLE set, checked;
	DWORD at_start, after;
};

static DWORD WINAPI set_own_error(void *arg)
{
	struct errors *e = arg;

	e->at_start = GetLastError();
	SetLastError(111);
	SetEvent(e->set);
	waits(e->checked, LONG_WAIT, WAIT_OBJECT_0);
	e->after = GetLastError();
	return 0;
}

static void own_last_error(void)
{
	struct errors e = { manual_event(FALSE), manual_event(FALSE), 1, 1 };
	HANDLE thread;

	SetLastError(222);
	thread = start_thread(set_own_error, &e);
	waits(e.set, LONG_WAIT, WAIT_OBJECT_0);
	ok(GetLastError() == 222, "error %u\n", GetLastError());
	SetLastError(333);
	SetEvent(e.checked);
	thread_ends(thread, 0);
	ok(e.at_start == 0, "error %u\n", e.at_start);
	ok(e.after == 111, "error %u\n", e.after);
	CloseHandle(e.set);
	CloseHandle(e.checked);
}

static DWORD WINAPI use_stack(void *arg)
{
	volatile char block[100 * 1024];
	unsigned int i, sum = 0;

	for (i = 0; i < sizeof(block); i += 512)
		block[i] = (char)(ULONG_PTR)arg;
	for (i = 0; i < sizeof(block); i += 512)
		sum += block[i];
	return sum;
}

static void stack_sizes(void)
{
	static const SIZE_T sizes[] = { 0, 512 * 1024, 4 << 20 };
	unsigned int i;
	HANDLE thread;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		thread = CreateThread(NULL, sizes[i], use_stack, (void *)1,
				      STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
		ok(thread != NULL, "%u: error %u\n", (unsigned int)sizes[i],
		   GetLastError());
		thread_ends(thread, 200);
	}
}

static void many(void)
{
	HANDLE threads[64];
	DWORD ret;
	int i;

	for (i = 0; i < 64; i++)
		threads[i] = start_thread(return_arg,
					  (void *)(ULONG_PTR)(i + 1));
	ret = WaitForMultipleObjects(64, threads, TRUE, LONG_WAIT);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	for (i = 0; i < 64; i++)
		thread_ends(threads[i], i + 1);
}

static void inheritable(void)
{
	SECURITY_ATTRIBUTES attributes = { sizeof(attributes), NULL, TRUE };
	HANDLE thread = CreateThread(&attributes, 0, return_arg, NULL, 0,
				     NULL);
	DWORD flags = 0;

	succeeds(GetHandleInformation(thread, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	thread_ends(thread, 0);
}

START_TEST(CreateThread)
{
	RUN(exit_codes);
	RUN(ids);
	RUN(suspended);
	RUN(handle_closed_at_once);
	RUN(own_last_error);
	RUN(stack_sizes);
	RUN(many);
	RUN(inheritable);
}
