/*
 * A fork while timers are set: they go on in the parent, nothing comes in the child.
 */
#include <windows.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

static struct call_note queued, pending;

static int wait_for_child(pid_t pid)
{
	int status = -1;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* 0: all is as it should be. */
static int child(HANDLE over, HANDLE soon)
{
	LARGE_INTEGER due;

	SleepEx(30, TRUE);
	if (queued.calls || pending.calls)
		return 1;
	if (SetWaitableTimer(soon, from_now(&due, 0), 0, NULL, NULL, FALSE) ||
	    GetLastError() != ERROR_NOT_SUPPORTED)
		return 2;
	if (CancelWaitableTimer(over) || GetLastError() != ERROR_NOT_SUPPORTED)
		return 3;
	if (CreateWaitableTimerA(NULL, TRUE, NULL) ||
	    GetLastError() != ERROR_NOT_SUPPORTED)
		return 4;
	if (WaitForSingleObject(soon, 0) != WAIT_FAILED)
		return 5;
	return 0;
}

/* T-015 */
static void forked(void)
{
	HANDLE over = CreateWaitableTimerA(NULL, TRUE, NULL);
	HANDLE soon = CreateWaitableTimerA(NULL, TRUE, NULL);
	int verdict;
	pid_t pid;

	set_call(over, 0, note_call, &queued);
	set_call(soon, 10, note_call, &pending);
	pid = fork();
	if (!pid)
		_exit(child(over, soon));
	verdict = wait_for_child(pid);
	ok(verdict == 0, "the child says %d\n", verdict);
	waits(soon, LONG_WAIT, WAIT_OBJECT_0);
	ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	ok(queued.calls == 1 && pending.calls == 1, "%d and %d calls\n",
	   queued.calls, pending.calls);
	set_timer(soon, 1);
	waits(soon, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(over);
	CloseHandle(soon);
}

START_TEST(SetWaitableTimer_fork_elf)
{
	RUN(forked);
}
