/*
 * A child of a test: this program run anew for the same case by CreateProcess. It
 * learns from child_role() that it is not the first, and what it is to do. Between
 * the two lie two anonymous pipes whose ends it inherits; their values come in the
 * environment. Include it after pair.h.
 */
#ifndef TESTS_LIB_CHILD_H
#define TESTS_LIB_CHILD_H

#include "sync.h"

#define CHILD_VARIABLE "WINCANCEL_CHILD"
#define CHILD_WAIT 20000

struct child {
	HANDLE process, thread;
	DWORD id;
	HANDLE to, from; /* the parent's ends; in the child its own */
};

/* In the child: what it is to do, and its ends; NULL in the parent. */
static inline const char *child_role(struct child *c)
{
	static char text[400];
	char *at;

	if (!GetEnvironmentVariableA(CHILD_VARIABLE, text, sizeof(text)))
		return NULL;
	ok(TRUE, "it checks something\n");
	c->from = (HANDLE)(ULONG_PTR)strtoul(text, &at, 10);
	c->to = (HANDLE)(ULONG_PTR)strtoul(at + 1, &at, 10);
	return at + 1;
}

/* A case that starts itself again and again comes to an end. */
static inline void child_generation(void)
{
	static BOOL counted;
	char text[8] = "";

	if (counted)
		return;
	counted = TRUE;
	GetEnvironmentVariableA("WINCANCEL_GENERATION", text, sizeof(text));
	if (strlen(text) > 2)
		ExitProcess(99);
	strcat(text, "x");
	SetEnvironmentVariableA("WINCANCEL_GENERATION", text);
}

/* The arguments that make this program run this case. */
static inline void child_line(char line[1024])
{
	char **argv;
	int argc = winetest_get_mainargs(&argv);

	child_generation();
	sprintf(line, "\"%s\" %s %s", fixture_program(),
		argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "");
}


/* Both ends, of which one is for the child. */
static inline void child_pipe(HANDLE *rd, HANDLE *wr, HANDLE *its)
{
	works(CreatePipe(rd, wr, NULL, 0));
	works(SetHandleInformation(*its, HANDLE_FLAG_INHERIT,
				   HANDLE_FLAG_INHERIT));
}

#define child_start(c, role) \
	child_start_(__FILE__, __LINE__, c, role, 0, NULL)
#define child_start_as(c, role, flags, startup) \
	child_start_(__FILE__, __LINE__, c, role, flags, startup)
static inline BOOL child_start_(const char *src, int line, struct child *c,
				const char *role, DWORD flags,
				STARTUPINFOA *startup)
{
	STARTUPINFOA plain = { .cb = sizeof(plain) };
	PROCESS_INFORMATION info = { 0 };
	char text[400], command[1024];
	HANDLE its_from, its_to;
	BOOL ret;

	child_pipe(&its_from, &c->to, &its_from);
	child_pipe(&c->from, &its_to, &its_to);
	sprintf(text, "%u,%u,%s", HandleToULong(its_from),
		HandleToULong(its_to), role);
	SetEnvironmentVariableA(CHILD_VARIABLE, text);
	child_line(command);
	ret = CreateProcessA(fixture_program(), command, NULL, NULL, TRUE,
			     flags, NULL, NULL, startup ? startup : &plain,
			     &info);
	ok_(src, line)(ret, "no child: error %u\n", GetLastError());
	SetEnvironmentVariableA(CHILD_VARIABLE, NULL);
	CloseHandle(its_from);
	CloseHandle(its_to);
	c->process = info.hProcess;
	c->thread = info.hThread;
	c->id = info.dwProcessId;
	return ret;
}

static inline void child_say(const struct child *c, char what)
{
	DWORD moved;

	WriteFile(c->to, &what, 1, &moved, NULL);
}

/* What the other says; 0 once it has gone. */
static inline int child_hear(const struct child *c)
{
	DWORD moved = 0;
	char what;

	return ReadFile(c->from, &what, 1, &moved, NULL) && moved ? what : 0;
}

#define child_says(c, what) child_says_(__FILE__, __LINE__, c, what)
static inline void child_says_(const char *src, int line, const struct child *c,
			       int what)
{
	int heard = child_hear(c);

	ok_(src, line)(heard == what, "heard %d, not %d\n", heard, what);
}

/* It ends, with this code; its handles are closed. */
#define child_ends(c, code) child_ends_(__FILE__, __LINE__, c, code)
static inline void child_ends_(const char *src, int line, struct child *c,
			       DWORD expected)
{
	DWORD code = UNTOUCHED;

	waits_(src, line, "child", WaitForSingleObject(c->process, CHILD_WAIT),
	       WAIT_OBJECT_0);
	ok_(src, line)(GetExitCodeProcess(c->process, &code), "error %u\n",
		       GetLastError());
	ok_(src, line)(code == expected, "code %#x, not %#x\n", code, expected);
	CloseHandle(c->to);
	CloseHandle(c->from);
	CloseHandle(c->thread);
	CloseHandle(c->process);
}

#endif
