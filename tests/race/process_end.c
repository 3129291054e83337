/*
 * A process ends while somebody else is at its handle: the last handle goes, a
 * wait begins, TerminateProcess comes. Whoever is first, all who wait are told,
 * the code is one of those it can be, and nothing is left.
 */
#include <windows.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "race.h"
#include "asleep.h"
#include "child.h"
#include "descriptors.h"

static int there, go, held;

static void lower_flags(void)
{
	__atomic_store_n(&there, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&go, 0, __ATOMIC_SEQ_CST);
}

static void hold(void *arg)
{
	(void)arg;
	__atomic_fetch_add(&held, 1, __ATOMIC_SEQ_CST);
	raise_flag(&there);
	await_flag_briefly(&go, 10000);
	__atomic_fetch_sub(&held, 1, __ATOMIC_SEQ_CST);
}

/* And nobody is held any more, who might see the flags of the next round. */
static void let_go(const char *point)
{
	point_arm(point, NULL, NULL);
	raise_flag(&go);
	while (raised(&held))
		SwitchToThread();
}

/* One that ends when it is told to, and whose end is held at this point. */
static void held_at(const char *point, struct child *c)
{
	lower_flags();
	child_start(c, "run");
	child_says(c, 'r');
	point_arm(point, hold, NULL);
	child_say(c, 'g');
	await_flag(&there);
}

static BOOL plays(void)
{
	struct child c;

	if (!child_role(&c))
		return FALSE;
	child_say(&c, 'r');
	child_hear(&c);
	ExitProcess(0x700);
	return TRUE;
}

static void closed(struct child *c)
{
	works(CloseHandle(c->process));
	works(CloseHandle(c->thread));
	works(CloseHandle(c->to));
	works(CloseHandle(c->from));
}

/* P-008: the handles go between its end and our notice of it */
static void close_against_end(void)
{
	static const char *const points[] = { "process:event", "process:ended" };
	struct child c;
	siginfo_t info;
	int before = 0;

	if (plays())
		return;
	for (int i = 0; i < 6; i++) {
		held_at(points[i % 2], &c);
		closed(&c);
		let_go(points[i % 2]);
		while (!waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT))
			SwitchToThread();
		child_start(&c, "run");
		child_says(&c, 'r');
		child_say(&c, 'g');
		child_ends(&c, 0x700);
		if (!i)
			before = count_descriptors();
	}
	ok(count_descriptors() == before, "%d descriptors, %d before\n",
	   count_descriptors(), before);
}

static DWORD WINAPI wait_for_end(void *process)
{
	return WaitForSingleObject(process, CHILD_WAIT);
}

/* P-004: the code is known, the signal is not given yet */
static void wait_against_end(void)
{
	struct child c;
	HANDLE threads[3];

	if (plays())
		return;
	held_at("process:ended", &c);
	not_signalled(c.process);
	for (int i = 0; i < 3; i++)
		threads[i] = start_thread(wait_for_end, c.process);
	let_go("process:ended");
	for (int i = 0; i < 3; i++)
		thread_ends(threads[i], WAIT_OBJECT_0);
	child_ends(&c, 0x700);
}

/* P-007: it has ended, whoever knows it */
static void terminate_against_end(void)
{
	struct child c;

	if (plays())
		return;
	held_at("process:event", &c);
	fails(TerminateProcess(c.process, 9), ERROR_ACCESS_DENIED);
	let_go("process:event");
	child_ends(&c, 0x700);
}

static DWORD WINAPI close_it(void *handle)
{
	return CloseHandle(handle);
}

/* P-008: the last handle to one that is not ours, and its end */
static void close_against_foreign_end(void)
{
	int before = 0, status;
	HANDLE h, closer;
	pid_t pid;

	for (int i = 0; i < 6; i++) {
		lower_flags();
		pid = fork();
		if (!pid) {
			for (;;)
				pause();
		}
		h = OpenProcess(PROCESS_ALL_ACCESS, FALSE, (DWORD)pid);
		ok(h != NULL, "error %u\n", GetLastError());
		point_arm(i % 2 ? "process:closed" : "process:event", hold,
			  NULL);
		if (i % 2) {
			closer = start_thread(close_it, h);
			await_flag(&there);
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
		} else {
			kill(pid, SIGKILL);
			await_flag(&there);
			closer = start_thread(close_it, h);
			thread_ends(closer, TRUE);
			waitpid(pid, &status, 0);
		}
		let_go(i % 2 ? "process:closed" : "process:event");
		if (i % 2)
			thread_ends(closer, TRUE);
		ok(WIFSIGNALED(status), "status %#x\n", status);
		if (i == 1)
			before = count_descriptors();
	}
	ok(count_descriptors() == before, "%d descriptors, %d before\n",
	   count_descriptors(), before);
}

static HANDLE waited_for;

static DWORD WINAPI wait_for_foreign(void *arg)
{
	(void)arg;
	return WaitForSingleObject(waited_for, CHILD_WAIT);
}

/* P-004: of a process that is none of our children the only handle goes, the wait
 * stays */
static void foreign_closed_while_waited_for(void)
{
	int wire[2], status;
	HANDLE thread;
	char byte;
	pid_t pid;

	ok(!pipe(wire), "pipe\n");
	pid = fork();
	if (!pid) {
		close(wire[1]);
		_exit(read(wire[0], &byte, 1) == 1);
	}
	waited_for = OpenProcess(SYNCHRONIZE, FALSE, pid);
	ok(waited_for != NULL, "error %u\n", GetLastError());
	point_arm("wait:found", hold, NULL);
	thread = start_thread(wait_for_foreign, NULL);
	await_flag(&there);
	point_arm("wait:found", NULL, NULL);
	raise_flag(&go);
	await_asleep(thread);
	works(CloseHandle(waited_for));
	close(wire[1]);
	thread_ends(thread, WAIT_OBJECT_0);
	waitpid(pid, &status, 0);
	close(wire[0]);
}

START_TEST(process_end)
{
	RUN(close_against_end);
	RUN(wait_against_end);
	RUN(terminate_against_end);
	RUN(close_against_foreign_end);
	RUN(foreign_closed_while_waited_for);
}
