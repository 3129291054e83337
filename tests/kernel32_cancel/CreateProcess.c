/*
 * CreateProcess: what it starts, where it looks for it, what it refuses.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"

static BOOL create(const char *application, const char *line, DWORD flags,
		   PROCESS_INFORMATION *info)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	char copy[2048];

	if (line)
		strcpy(copy, line);
	if (info)
		memset(info, 0, sizeof(*info));
	return CreateProcessA(application, line ? copy : NULL, NULL, NULL,
			      FALSE, flags, NULL, NULL, &startup, info);
}

/* It ends with this code. */
static void ends(PROCESS_INFORMATION *info, DWORD expected)
{
	DWORD code = UNTOUCHED;

	waits(info->hProcess, CHILD_WAIT, WAIT_OBJECT_0);
	works(GetExitCodeProcess(info->hProcess, &code));
	ok(code == expected, "code %u, not %u\n", code, expected);
	CloseHandle(info->hThread);
	CloseHandle(info->hProcess);
}

/* One that only says how it was started. */
static BOOL plays(DWORD code)
{
	char text[10];

	if (!GetEnvironmentVariableA("WINCANCEL_PLAIN", text, sizeof(text)))
		return FALSE;
	ok(TRUE, "it checks something\n");
	ExitProcess(code);
	return TRUE;
}

/* P-001 */
static void ids(void)
{
	PROCESS_INFORMATION info;
	char line[1024];

	if (plays(5))
		return;
	SetEnvironmentVariableA("WINCANCEL_PLAIN", "1");
	child_line(line);
	works(create(fixture_program(), line, 0, &info));
	ok(info.hProcess && info.hThread && info.hProcess != info.hThread,
	   "handles %p %p\n", info.hProcess, info.hThread);
	ok(info.dwProcessId && GetProcessId(info.hProcess) == info.dwProcessId,
	   "id %u, %u\n", info.dwProcessId, GetProcessId(info.hProcess));
	ok(info.dwThreadId && GetThreadId(info.hThread) == info.dwThreadId,
	   "thread's id %u, %u\n", info.dwThreadId, GetThreadId(info.hThread));
	ok(info.dwProcessId != GetCurrentProcessId(), "our own id\n");
	ends(&info, 5);
}

/* P-010: the first word, quoted or not */
static void first_word(void)
{
	PROCESS_INFORMATION info;
	char line[1024];

	if (plays(6))
		return;
	SetEnvironmentVariableA("WINCANCEL_PLAIN", "1");
	child_line(line);
	works(create(NULL, line, 0, &info));
	ends(&info, 6);
	memmove(strrchr(line, '"'), strrchr(line, '"') + 1,
		strlen(strrchr(line, '"')));
	works(create(NULL, line + 1, 0, &info));
	ends(&info, 6);
}

static void nothing_there(void)
{
	PROCESS_INFORMATION info;
	char line[600];

	fails(create(fixture_path("none"), NULL, 0, &info), ERROR_FILE_NOT_FOUND);
	fails(create(fixture_path("none"), "x", 0, &info), ERROR_FILE_NOT_FOUND);
	fails(create(fixture_path("no/none"), "x", 0, &info),
	      ERROR_PATH_NOT_FOUND);
	fails(create(NULL, "wincancel-has-no-such-program a b", 0, &info),
	      ERROR_FILE_NOT_FOUND);
	sprintf(line, "\"%s\" x", fixture_path("none"));
	fails(create(NULL, line, 0, &info), ERROR_FILE_NOT_FOUND);
	ok(!info.hProcess && !info.hThread, "handles\n");
}

/* P-012 */
static void no_program(void)
{
	PROCESS_INFORMATION info;
	const char *path = fixture_path("text.exe");
	HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
				  0, NULL);
	DWORD moved;

	works(WriteFile(file, "no program", 10, &moved, NULL));
	CloseHandle(file);
	SetLastError(0);
	ok(!create(path, NULL, 0, &info), "it ran\n");
	/* Natively it is not even executable. */
	ok(GetLastError() == ERROR_BAD_EXE_FORMAT ||
		   GetLastError() == ERROR_ACCESS_DENIED,
	   "error %u\n", GetLastError());
	SetLastError(0);
	ok(!create(fixture_dir(), "x", 0, &info), "a directory ran\n");
	todo_wine ok(GetLastError() == ERROR_ACCESS_DENIED, "error %u\n",
		     GetLastError());
}

/* P-013 */
static void flags(void)
{
	PROCESS_INFORMATION info;
	char line[1024];
	static const DWORD taken[] = {
		DETACHED_PROCESS, CREATE_NEW_CONSOLE, CREATE_NO_WINDOW,
		CREATE_NEW_PROCESS_GROUP, CREATE_DEFAULT_ERROR_MODE,
		NORMAL_PRIORITY_CLASS, IDLE_PRIORITY_CLASS,
		HIGH_PRIORITY_CLASS, CREATE_BREAKAWAY_FROM_JOB,
		CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP |
			BELOW_NORMAL_PRIORITY_CLASS,
	};

	if (plays(7))
		return;
	SetEnvironmentVariableA("WINCANCEL_PLAIN", "1");
	child_line(line);
	for (int i = 0; i < (int)(sizeof(taken) / sizeof(*taken)); i++) {
		works(create(fixture_program(), line, taken[i], &info));
		ends(&info, 7);
	}
	todo_wine fails(create(fixture_program(), line,
			       DETACHED_PROCESS | CREATE_NEW_CONSOLE, &info),
			ERROR_INVALID_PARAMETER);
}

static void refused(void)
{
	PROCESS_INFORMATION info;
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	char line[1024];

	child_line(line);
	/* Wine faults. */
	if (strcmp(winetest_platform, "wine")) {
		fails(create(NULL, NULL, 0, &info), ERROR_INVALID_PARAMETER);
		fails(create(fixture_program(), line, 0, NULL),
		      ERROR_INVALID_PARAMETER);
		fails(create(fixture_program(), line, 0x20000000, &info),
		      ERROR_INVALID_PARAMETER);
		fails(create(fixture_program(), line, DEBUG_PROCESS, &info),
		      ERROR_NOT_SUPPORTED);
	}
	fails(CreateProcessA(fixture_program(), line, NULL, NULL, FALSE, 0,
			     NULL, fixture_path("none"), &startup, &info),
	      ERROR_DIRECTORY);
	fails(CreateProcessA(fixture_program(), line, NULL, NULL, FALSE, 0,
			     NULL, fixture_program(), &startup, &info),
	      ERROR_DIRECTORY);
}

/* P-014: from where it goes on */
static void suspended(void)
{
	struct child c;
	DWORD code = UNTOUCHED, said = UNTOUCHED;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	child_start_as(&c, "suspended", CREATE_SUSPENDED, NULL);
	waits(c.process, 100, WAIT_TIMEOUT);
	works(PeekNamedPipe(c.from, NULL, 0, NULL, &said, NULL));
	ok(said == 0, "it ran\n");
	works(GetExitCodeProcess(c.process, &code));
	ok(code == STILL_ACTIVE, "code %#x\n", code);
	ok(SuspendThread(c.thread) == 1, "not suspended\n");
	ok(ResumeThread(c.thread) == 2, "count\n");
	waits(c.process, 50, WAIT_TIMEOUT);
	ok(ResumeThread(c.thread) == 1, "count\n");
	child_says(&c, 'r');
	ok(ResumeThread(c.thread) == 0, "count\n");
	child_say(&c, 'g');
	child_ends(&c, 0);
}

/* P-014: one that never ran can be ended */
static void suspended_and_ended(void)
{
	struct child c;

	if (child_role(&c))
		return;
	child_start_as(&c, "suspended", CREATE_SUSPENDED, NULL);
	works(TerminateProcess(c.process, 77));
	child_ends(&c, 77);
}

/* P-015: in another directory, with another environment */
static void surroundings(void)
{
	PROCESS_INFORMATION info;
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	char line[1024], block[4096], *at = block, text[600], there[600];
	/* What a program on Wine cannot be without. */
	static const char *const kept[] = {
		"WINCANCEL_CASE_DIR", "WINCANCEL_FIXTURES", "SystemRoot",
		"WINEPREFIX",
	};

	if (GetEnvironmentVariableA("WINCANCEL_THERE", there, sizeof(there))) {
		GetCurrentDirectoryA(sizeof(text), text);
		ok(!lstrcmpiA(text, there), "in %s, not %s\n", text, there);
		ok(!GetEnvironmentVariableA("WINCANCEL_HERE", text, 600),
		   "the parent's environment\n");
		SetLastError(0);
		ok(GetEnvironmentVariableA("WINCANCEL_EMPTY", text, 600) == 0 &&
			   GetLastError() != ERROR_ENVVAR_NOT_FOUND,
		   "no empty variable\n");
		return;
	}
	SetEnvironmentVariableA("WINCANCEL_HERE", "1");
	GetCurrentDirectoryA(sizeof(text), text);
	works(lstrlenA(text) > 0);
	sprintf(there, "%c:%s", 'Z', strchr(fixture_dir(), ':')
					     ? strchr(fixture_dir(), ':') + 1
					     : fixture_dir());
	for (char *c = there; *c; c++)
		if (*c == '/')
			*c = '\\';
	for (int i = 0; i < 4; i++)
		if (GetEnvironmentVariableA(kept[i], text, sizeof(text)))
			at += sprintf(at, "%s=%s", kept[i], text) + 1;
	at += sprintf(at, "WINCANCEL_EMPTY=") + 1;
	at += sprintf(at, "WINCANCEL_THERE=%s", there) + 1;
	*at = 0;
	child_line(line);
	works(CreateProcessA(fixture_program(), line, NULL, NULL, FALSE, 0,
			     block, fixture_dir(), &startup, &info));
	ends(&info, 0);
}

static void wide(void)
{
	static WCHAR line[1024], program[1024], block[2048], directory[600];
	STARTUPINFOW startup = {.cb = sizeof(startup)};
	PROCESS_INFORMATION info;
	char text[1024], *role = text;
	int n = 0;

	if (GetEnvironmentVariableA("WINCANCEL_WIDE", text, sizeof(text))) {
		ok(!strcmp(text, "\xc3\xa4\xf0\x9f\x98\x80") ||
			   !strcmp(winetest_platform, "wine"),
		   "%s\n", text);
		ExitProcess(8);
	}
	child_line(text);
	MultiByteToWideChar(CP_UTF8, 0, text, -1, line, 1024);
	MultiByteToWideChar(CP_UTF8, 0, fixture_program(), -1, program, 1024);
	MultiByteToWideChar(CP_UTF8, 0, fixture_dir(), -1, directory, 600);
	for (const char *name = "WINCANCEL_CASE_DIR"; name; name = NULL) {
		sprintf(role, "%s=", name);
		GetEnvironmentVariableA(name, role + strlen(role), 600);
		n += MultiByteToWideChar(CP_UTF8, 0, text, -1, block + n, 1000);
	}
	n += MultiByteToWideChar(CP_UTF8, 0,
				 "WINCANCEL_WIDE=\xc3\xa4\xf0\x9f\x98\x80", -1,
				 block + n, 100);
	block[n] = 0;
	works(CreateProcessW(program, line, NULL, NULL, FALSE,
			     CREATE_UNICODE_ENVIRONMENT, block, directory,
			     &startup, &info));
	ends(&info, 8);
}

/* P-011: arguments as Windows' C library reads them */
static void arguments(void)
{
	static const struct {
		const char *line, *one, *two;
	} rows[] = {
		{"a b", "a", "b"},
		{"\"a b\" c", "a b", "c"},
		{"a\\\\b c\\d", "a\\\\b", "c\\d"},
		{"a\\\\\\\\\"b c\" d", "a\\\\b c", "d"},
		{"a\\\\\\\"b c", "a\\\"b", "c"},
		{"ab\"\" \"c d", "ab", "c d"},
		{"\"\" \"\\\\\"", "", "\\"},
		{"\"a\"\"b\" c", "a\"b", "c"},
		{"\t a \t \"b\\\"c\"  ", "a", "b\"c"},
		{"a\"b c\"d e", "ab cd", "e"},
	};
	PROCESS_INFORMATION info;
	char line[1024], text[20], **argv;
	int argc = winetest_get_mainargs(&argv);

	if (GetEnvironmentVariableA("WINCANCEL_ROW", text, sizeof(text))) {
		int i = atoi(text);

		ok(argc == 5, "row %d: %d arguments\n", i, argc);
		ok(argc > 3 && !strcmp(argv[3], rows[i].one), "row %d: '%s'\n",
		   i, argc > 3 ? argv[3] : "");
		ok(argc > 4 && !strcmp(argv[4], rows[i].two), "row %d: '%s'\n",
		   i, argc > 4 ? argv[4] : "");
		return;
	}
	for (int i = 0; i < (int)(sizeof(rows) / sizeof(*rows)); i++) {
		sprintf(text, "%d", i);
		SetEnvironmentVariableA("WINCANCEL_ROW", text);
		child_line(line);
		sprintf(line + strlen(line), " %s", rows[i].line);
		works(create(fixture_program(), line, 0, &info));
		ends(&info, 0);
	}
}

START_TEST(CreateProcess)
{
	RUN(ids);
	RUN(first_word);
	RUN_LIMIT(arguments, 60);
	RUN(nothing_there);
	RUN(no_program);
	RUN_LIMIT(flags, 60);
	RUN(refused);
	RUN(suspended);
	RUN(suspended_and_ended);
	RUN(surroundings);
	RUN(wide);
}
