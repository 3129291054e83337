/*
 * TerminateProcess: another process, the own one, and one that has ended.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"

/* P-007: whatever it is in the middle of; the first code is the code */
static void another(void)
{
	static const DWORD codes[] = {0, 42, 0x80000001, STILL_ACTIVE};
	struct child c;
	DWORD code = UNTOUCHED;
	char buf[4];

	if (child_role(&c)) {
		child_say(&c, 'r');
		ReadFile(c.from, buf, sizeof(buf), &code, NULL);
		return;
	}
	for (int i = 0; i < 4; i++) {
		child_start(&c, "blocked");
		child_says(&c, 'r');
		works(TerminateProcess(c.process, codes[i]));
		waits(c.process, CHILD_WAIT, WAIT_OBJECT_0);
		/* Microsoft says so; Wine does not mind. */
		todo_wine fails(TerminateProcess(c.process, 99),
				ERROR_ACCESS_DENIED);
		/* Its ends of the pipes have gone with it. */
		fails(ReadFile(c.from, buf, 1, &code, NULL), ERROR_BROKEN_PIPE);
		fails(WriteFile(c.to, buf, 1, &code, NULL), ERROR_NO_DATA);
		child_ends(&c, codes[i]);
	}
}

/* P-007: nothing of the program runs any more */
static void at_exit(void)
{
	CreateFileA(fixture_path("ran"), GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
		    0, NULL);
}

static void itself(void)
{
	struct child c;
	HANDLE file;

	if (child_role(&c)) {
		atexit(at_exit);
		CreateFileA(fixture_path("goes"), GENERIC_WRITE | DELETE, 0,
			    NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE,
			    NULL);
		TerminateProcess(GetCurrentProcess(), 0x11223344);
		ok(FALSE, "it goes on\n");
		return;
	}
	child_start(&c, "self");
	child_ends(&c, 0x11223344);
	file = CreateFileA(fixture_path("ran"), GENERIC_READ, 0, NULL,
			   OPEN_EXISTING, 0, NULL);
	ok(file == INVALID_HANDLE_VALUE, "exit handlers ran\n");
	/* F-017 */
	file = CreateFileA(fixture_path("goes"), GENERIC_READ, 0, NULL,
			   OPEN_EXISTING, 0, NULL);
	ok(file == INVALID_HANDLE_VALUE, "its file is left\n");
}

static void refused(void)
{
	HANDLE event = manual_event(FALSE);

	refuses(TerminateProcess(NULL, 1), ERROR_INVALID_HANDLE);
	refuses(TerminateProcess(event, 1), ERROR_INVALID_HANDLE);
	refuses(TerminateProcess(FOREIGN_HANDLE, 1), ERROR_INVALID_HANDLE);
	refuses(TerminateProcess(GetCurrentThread(), 1), ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(TerminateProcess)
{
	RUN(another);
	RUN(itself);
	RUN(refused);
}
