/*
 * OpenProcess and GetProcessId.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"

/* P-005 */
static void own(void)
{
	DWORD id = GetCurrentProcessId(), code = UNTOUCHED;
	HANDLE h = OpenProcess(PROCESS_ALL_ACCESS, FALSE, id);

	ok(h && h != GetCurrentProcess(), "%p, error %u\n", h, GetLastError());
	ok(GetProcessId(h) == id, "id %u, not %u\n", GetProcessId(h), id);
	ok(GetProcessId(GetCurrentProcess()) == id, "pseudo handle\n");
	works(GetExitCodeProcess(h, &code));
	ok(code == STILL_ACTIVE, "code %#x\n", code);
	not_signalled(h);
	works(CloseHandle(h));
	fails(CloseHandle(h), ERROR_INVALID_HANDLE);
	works(CloseHandle(GetCurrentProcess()));
}

/* P-005 P-006: another handle to the same process, even without the first */
static void child(void)
{
	struct child c;
	HANDLE h, again;
	DWORD code = UNTOUCHED;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	child_start(&c, "run");
	child_says(&c, 'r');
	works(CloseHandle(c.process));
	works(CloseHandle(c.thread));
	h = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE,
			c.id);
	ok(h != NULL, "error %u\n", GetLastError());
	again = OpenProcess(PROCESS_TERMINATE, TRUE, c.id);
	ok(again && again != h, "error %u\n", GetLastError());
	works(GetHandleInformation(again, &code));
	ok(code == HANDLE_FLAG_INHERIT, "flags %#x\n", code);
	not_signalled(h);
	fails(TerminateProcess(h, 1), ERROR_ACCESS_DENIED);
	wait_refused(WaitForSingleObject(again, 0), ERROR_ACCESS_DENIED);
	ok(!GetProcessId(again), "an id\n");
	works(TerminateProcess(again, 0x54321));
	waits(h, CHILD_WAIT, WAIT_OBJECT_0);
	works(GetExitCodeProcess(h, &code));
	ok(code == 0x54321, "code %#x\n", code);
	works(CloseHandle(h));
	works(CloseHandle(again));
	works(CloseHandle(c.to));
	works(CloseHandle(c.from));
}

/* P-005: one that another process has started */
static void of_another(void)
{
	struct child c, next;
	const char *role = child_role(&c);
	DWORD id = 0, moved, code = UNTOUCHED;
	HANDLE h;

	if (role && *role == 'n') {
		child_say(&c, 'r');
		child_hear(&c);
		ExitProcess(33);
	}
	if (role) {
		child_start(&next, "next");
		child_says(&next, 'r');
		works(WriteFile(c.to, &next.id, sizeof(next.id), &moved, NULL));
		child_says(&c, 'g');
		child_say(&next, 'g');
		child_hear(&c);
		child_ends(&next, 33);
		return;
	}
	child_start(&c, "first");
	works(ReadFile(c.from, &id, sizeof(id), &moved, NULL));
	h = OpenProcess(PROCESS_ALL_ACCESS, FALSE, id);
	ok(h != NULL, "%u: error %u\n", id, GetLastError());
	not_signalled(h);
	child_say(&c, 'g');
	waits(h, CHILD_WAIT, WAIT_OBJECT_0);
	works(GetExitCodeProcess(h, &code));
	ok(code == 33, "code %u\n", code);
	todo_wine fails(TerminateProcess(h, 1), ERROR_ACCESS_DENIED);
	works(CloseHandle(h));
	child_say(&c, 'g');
	child_ends(&c, 0);
}

static void refused(void)
{
	HANDLE event = manual_event(FALSE);

	refuses(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0),
		ERROR_INVALID_PARAMETER);
	refuses(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0x7ffffff0),
		ERROR_INVALID_PARAMETER);
	refuses(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0xfffffff0),
		ERROR_INVALID_PARAMETER);
	refuses(GetProcessId(NULL), ERROR_INVALID_HANDLE);
	refuses(GetProcessId(event), ERROR_INVALID_HANDLE);
	refuses(GetProcessId(FOREIGN_HANDLE), ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

/* P-025: a process is no way to reach its handles */
static void no_handles_of_others(void)
{
	struct child c;
	HANDLE event, got = NULL;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	child_start(&c, "run");
	child_says(&c, 'r');
	event = manual_event(FALSE);
	/* Windows can; here no process knows another's handles. */
	if (!strcmp(winetest_platform, "wincancel"))
		fails(DuplicateHandle(GetCurrentProcess(), event, c.process,
				      &got, 0, FALSE, DUPLICATE_SAME_ACCESS),
		      ERROR_NOT_SUPPORTED);
	ok(!got, "got %p\n", got);
	fails(DuplicateHandle(GetCurrentProcess(), event, c.thread, &got, 0,
			      FALSE, DUPLICATE_SAME_ACCESS),
	      ERROR_INVALID_HANDLE);
	child_say(&c, 'g');
	child_ends(&c, 0);
	CloseHandle(event);
}

START_TEST(OpenProcess)
{
	RUN(own);
	RUN(child);
	RUN(of_another);
	RUN(refused);
	RUN(no_handles_of_others);
}
