/*
 * Two hundred children started by four threads at once, each with pipes of its
 * own, some of them ended from outside: all are heard out, nothing is mixed up,
 * and neither a descriptor nor a zombie is left.
 */
#include <windows.h>
#include <sys/wait.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"
#include "descriptors.h"

#define STARTERS 4
#define CHILDREN 50
#define RUN_SECONDS 120

static BOOL start(const char *line, HANDLE out, PROCESS_INFORMATION *info)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	char copy[200];

	startup.dwFlags = STARTF_USESTDHANDLES;
	startup.hStdOutput = startup.hStdError = out;
	strcpy(copy, line);
	return CreateProcessA(NULL, copy, NULL, NULL, TRUE, 0, NULL, NULL,
			      &startup, info);
}

/* Everything it says, until the pipe breaks. */
static DWORD hear(HANDLE rd, char *buf, DWORD room)
{
	DWORD moved, total = 0;

	while (total < room &&
	       ReadFile(rd, buf + total, room - total, &moved, NULL))
		total += moved;
	return total;
}

static void one(int starter, int i)
{
	PROCESS_INFORMATION info = {0};
	char line[100], said[100], expected[100];
	BOOL end = i % 5 == 4;
	DWORD code = UNTOUCHED, total;
	HANDLE rd, wr;

	works(CreatePipe(&rd, &wr, NULL, 0));
	works(SetHandleInformation(wr, HANDLE_FLAG_INHERIT,
				   HANDLE_FLAG_INHERIT));
	sprintf(expected, "%d-%d\n", starter, i);
	sprintf(line, "/bin/sh -c \"echo %d-%d; %s exit %d\"", starter, i,
		end ? "exec sleep 1000;" : "", i);
	works(start(line, wr, &info));
	works(CloseHandle(wr));
	if (end)
		works(TerminateProcess(info.hProcess, 1000 + i));
	waits(info.hProcess, 60000, WAIT_OBJECT_0);
	works(GetExitCodeProcess(info.hProcess, &code));
	ok((int)code == (end ? 1000 + i : i), "code %u, not of %d\n", code, i);
	/* Another child may have inherited the end: then until that has gone. */
	total = hear(rd, said, sizeof(said) - 1);
	said[total] = 0;
	ok(!strcmp(said, expected) || (end && !total), "'%s', not '%s'\n", said,
	   expected);
	works(CloseHandle(rd));
	works(CloseHandle(info.hThread));
	works(CloseHandle(info.hProcess));
}

static DWORD WINAPI starter(void *arg)
{
	for (int i = 0; i < CHILDREN; i++)
		one((int)(ULONG_PTR)arg, i);
	return 0;
}

/* P-007 P-008 */
static void two_hundred(void)
{
	HANDLE threads[STARTERS];
	siginfo_t info;
	int before;

	one(0, 0);
	before = count_descriptors();
	for (int i = 0; i < STARTERS; i++)
		threads[i] = start_thread(starter, (void *)(ULONG_PTR)i);
	for (int i = 0; i < STARTERS; i++) {
		waits(threads[i], RUN_SECONDS * 1000, WAIT_OBJECT_0);
		thread_ends(threads[i], 0);
	}
	ok(count_descriptors() == before, "%d descriptors, %d before\n",
	   count_descriptors(), before);
	ok(waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0,
	   "a child is left\n");
}

START_TEST(children)
{
	RUN_LIMIT(two_hundred, RUN_SECONDS);
}
