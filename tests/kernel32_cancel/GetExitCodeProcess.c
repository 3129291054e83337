/*
 * GetExitCodeProcess, and what a process that has ended is to those who wait.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"

/* P-003: all of it, by whichever way it ends */
static const DWORD codes[] = {0, 1, 42, 255, 256, 0x12345678, 0xc0000005,
			      0xffffffff};

static void play(const struct child *c, const char *role)
{
	DWORD code = strtoul(role + 1, NULL, 16);

	child_hear(c);
	if (*role == 'e')
		ExitProcess(code);
	if (*role == 't')
		TerminateProcess(GetCurrentProcess(), code);
	exit(code);
}

/* P-003 */
static void whole_codes(void)
{
	struct child c;
	const char *role = child_role(&c);
	char text[20];

	if (role)
		play(&c, role);
	for (int i = 0; i < (int)(sizeof(codes) / sizeof(*codes)); i++)
		for (const char *way = "etx"; *way; way++) {
			sprintf(text, "%c%x", *way, codes[i]);
			child_start(&c, text);
			child_say(&c, 'g');
			child_ends(&c, codes[i]);
		}
}

/* P-002 */
static void while_it_runs(void)
{
	struct child c;
	DWORD code = UNTOUCHED;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	child_start(&c, "run");
	child_says(&c, 'r');
	not_signalled(c.process);
	not_signalled(c.thread);
	succeeds(GetExitCodeProcess(c.process, &code));
	ok(code == STILL_ACTIVE, "code %#x\n", code);
	succeeds(GetExitCodeThread(c.thread, &code));
	ok(code == STILL_ACTIVE, "thread's code %#x\n", code);
	child_say(&c, 'g');
	waits(c.process, CHILD_WAIT, WAIT_OBJECT_0);
	/* for good, and the thread with it */
	is_signalled(c.process);
	is_signalled(c.process);
	is_signalled(c.thread);
	succeeds(GetExitCodeThread(c.thread, &code));
	ok(code == 0, "thread's code %#x\n", code);
	child_ends(&c, 0);
}

static void own(void)
{
	DWORD code = UNTOUCHED;

	succeeds(GetExitCodeProcess(GetCurrentProcess(), &code));
	ok(code == STILL_ACTIVE, "code %#x\n", code);
	not_signalled(GetCurrentProcess());
}

static void refused(void)
{
	HANDLE event = manual_event(FALSE);
	HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, GetCurrentProcessId());
	DWORD code = UNTOUCHED;

	refuses(GetExitCodeProcess(NULL, &code), ERROR_INVALID_HANDLE);
	refuses(GetExitCodeProcess(FOREIGN_HANDLE, &code),
		ERROR_INVALID_HANDLE);
	refuses(GetExitCodeProcess(event, &code), ERROR_INVALID_HANDLE);
	refuses(GetExitCodeProcess(process, &code), ERROR_ACCESS_DENIED);
	ok(code == UNTOUCHED, "code %#x\n", code);
	CloseHandle(process);
	CloseHandle(event);
}

struct waiter {
	HANDLE two[2];
	DWORD count;
	BOOL all;
	DWORD result;
};

static DWORD WINAPI wait_for_it(void *arg)
{
	struct waiter *w = arg;

	w->result = WaitForMultipleObjects(w->count, w->two, w->all, CHILD_WAIT);
	return 0;
}

/* P-004: one, any, all; and everybody who waits is told */
static void waited_for(void)
{
	HANDLE set, clear, threads[4];
	struct child c;
	struct waiter w[4];

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	set = manual_event(TRUE);
	clear = manual_event(FALSE);
	child_start(&c, "wait");
	child_says(&c, 'r');
	w[0] = (struct waiter){{c.process}, 1, FALSE, 0};
	w[1] = (struct waiter){{clear, c.process}, 2, FALSE, 0};
	w[2] = (struct waiter){{set, c.process}, 2, TRUE, 0};
	w[3] = (struct waiter){{c.thread, c.process}, 2, TRUE, 0};
	for (int i = 0; i < 4; i++)
		threads[i] = start_thread(wait_for_it, &w[i]);
	ok(WaitForMultipleObjects(2, w[2].two, TRUE, 0) == WAIT_TIMEOUT,
	   "all at once\n");
	child_say(&c, 'g');
	for (int i = 0; i < 4; i++)
		thread_ends(threads[i], 0);
	ok(w[0].result == WAIT_OBJECT_0, "one: %#x\n", w[0].result);
	ok(w[1].result == WAIT_OBJECT_0 + 1, "any: %#x\n", w[1].result);
	ok(w[2].result == WAIT_OBJECT_0, "all: %#x\n", w[2].result);
	ok(w[3].result == WAIT_OBJECT_0, "both: %#x\n", w[3].result);
	child_ends(&c, 0);
	CloseHandle(set);
	CloseHandle(clear);
}

/* P-004: the handle goes, the wait stays */
static void closed_while_waited_for(void)
{
	struct child c;
	struct waiter w;
	HANDLE thread, other;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	child_start(&c, "close");
	child_says(&c, 'r');
	works(DuplicateHandle(GetCurrentProcess(), c.process,
			      GetCurrentProcess(), &other, SYNCHRONIZE, FALSE,
			      0));
	w = (struct waiter){{other}, 1, FALSE, 0};
	thread = start_thread(wait_for_it, &w);
	works(CloseHandle(other));
	child_say(&c, 'g');
	child_ends(&c, 0);
	WaitForSingleObject(thread, CHILD_WAIT);
	/* It may not have begun when the handle went. */
	ok(w.result == WAIT_OBJECT_0 || w.result == WAIT_FAILED, "%#x\n",
	   w.result);
	thread_ends(thread, 0);
}

START_TEST(GetExitCodeProcess)
{
	RUN_LIMIT(whole_codes, 60);
	RUN(while_it_runs);
	RUN(own);
	RUN(refused);
	RUN(waited_for);
	RUN(closed_while_waited_for);
}
