/*
 * Threads ended or suspended from outside at any moment in calls that wait for
 * somebody else: at a completion port, in alertable waits, on named pipes, in
 * CreateProcess and waiting for a child. While they are stopped, and after they
 * are dead, the same calls work for others. What a dead thread had open is lost,
 * as on Windows.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"
#include "child.h"

#define ROUNDS 120
#define CHILD_ROUNDS 40
#define VICTIMS 3
#define RUN_SECONDS 100

struct stage {
	HANDLE began, port, never;
	char pipe[80];
	volatile LONG turns;
};

typedef DWORD(WINAPI *victim)(void *);

/* The calls of each victim, once. Errors are the others' affair. */
static void at_port(struct stage *s)
{
	OVERLAPPED_ENTRY entries[4];
	OVERLAPPED *ov;
	ULONG_PTR key;
	DWORD count;

	PostQueuedCompletionStatus(s->port, 1, 2, NULL);
	GetQueuedCompletionStatus(s->port, &count, &key, &ov, 1);
	PostQueuedCompletionStatus(s->port, 1, 2, NULL);
	GetQueuedCompletionStatusEx(s->port, entries, 4, &count, 1, TRUE);
}

static void alertable(struct stage *s)
{
	SleepEx(1, TRUE);
	WaitForSingleObjectEx(s->never, 1, TRUE);
	SignalObjectAndWait(s->began, s->never, 1, TRUE);
}

/* Both ends are its own: it waits for nobody who could be dead. */
static void on_pipe(struct stage *s)
{
	struct pipe_ends p;
	OVERLAPPED ov = {0};
	char buf[8];
	DWORD moved;

	(void)s;
	pipe_name(p.name);
	p.server = CreateNamedPipeA(p.name, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES,
				    1, 64, 64, 0, NULL);
	p.client = CreateFileA(p.name, BOTH_WAYS, 0, NULL, OPEN_EXISTING, 0,
			       NULL);
	WriteFile(p.client, "x", 1, &moved, NULL);
	ReadFile(p.server, buf, 1, &moved, &ov);
	ReadFile(p.server, buf, 1, &moved, &ov);
	PeekNamedPipe(p.client, buf, 1, &moved, NULL, NULL);
	DisconnectNamedPipe(p.server);
	CloseHandle(p.client);
	CloseHandle(p.server);
}

/* The other end is the test's, which never answers. */
static DWORD WINAPI blocked_on_pipe(void *arg)
{
	struct stage *s = arg;
	DWORD moved;
	char buf[8];
	HANDLE h = CreateFileA(s->pipe, BOTH_WAYS, 0, NULL, OPEN_EXISTING, 0,
			       NULL);

	SetEvent(s->began);
	ReadFile(h, buf, 1, &moved, NULL);
	CloseHandle(h);
	return 1;
}

static void with_child(struct stage *s)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	PROCESS_INFORMATION info;
	char line[] = "/bin/true";

	(void)s;
	if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL,
			    &startup, &info))
		return;
	WaitForSingleObject(info.hProcess, CHILD_WAIT);
	CloseHandle(info.hThread);
	CloseHandle(info.hProcess);
}

#define VICTIM(name)                              \
	static DWORD WINAPI name##_loop(void *arg) \
	{                                          \
		struct stage *s = arg;             \
                                                   \
		SetEvent(s->began);                \
		for (;;) {                         \
			name(s);                   \
			s->turns++;                \
		}                                  \
		return 1;                          \
	}
VICTIM(at_port)
VICTIM(alertable)
VICTIM(on_pipe)
VICTIM(with_child)

static void CALLBACK nothing(ULONG_PTR arg)
{
	(void)arg;
}

static void stage_open(struct stage *s)
{
	s->began = auto_event(FALSE);
	s->never = manual_event(FALSE);
	s->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
	s->turns = 0;
}

static void stage_close(struct stage *s)
{
	works(CloseHandle(s->began));
	works(CloseHandle(s->never));
	works(CloseHandle(s->port));
}

/* Everything works for us, whatever the others are in. */
static void all_works(struct stage *s)
{
	struct pipe_ends p;
	OVERLAPPED *ov, *mine = (OVERLAPPED *)0x50;
	ULONG_PTR key;
	DWORD count;
	int found = 0;

	/* Some of the packets are the victims'. */
	works(PostQueuedCompletionStatus(s->port, 7, 8, mine));
	while (!found &&
	       GetQueuedCompletionStatus(s->port, &count, &key, &ov, 0))
		found = ov == mine;
	pipe_pair(&p, BYTES, 0);
	pipe_put(p.client, "works", 5);
	pipe_get(p.server, 8, 0, "works", 5);
	pipe_close(&p);
	ok(SleepEx(0, TRUE) == 0, "somebody's routine\n");
	with_child(s);
}

static void let_run(unsigned int round)
{
	volatile unsigned int i;

	for (i = 0; i < round * 371 % 40000; i++)
		;
	if (round % 3 == 0)
		SwitchToThread();
}

static void kill_many(victim fn, unsigned int rounds)
{
	HANDLE threads[VICTIMS];
	struct stage s;
	unsigned int round, i;

	for (round = 0; round < rounds; round++) {
		stage_open(&s);
		for (i = 0; i < VICTIMS; i++)
			threads[i] = start_thread(fn, &s);
		waits(s.began, LONG_WAIT, WAIT_OBJECT_0);
		for (i = 0; i < VICTIMS; i++) {
			let_run(round * VICTIMS + i);
			QueueUserAPC(nothing, threads[i], 0);
			works(TerminateThread(threads[i], 70 + i));
		}
		for (i = 0; i < VICTIMS; i++)
			thread_ends(threads[i], 70 + i);
		if (round % 8 == 0)
			all_works(&s);
		stage_close(&s);
	}
}

static void suspend_many(victim fn, unsigned int rounds)
{
	HANDLE threads[VICTIMS];
	struct stage s;
	unsigned int round, i;
	LONG before;

	stage_open(&s);
	for (i = 0; i < VICTIMS; i++)
		threads[i] = start_thread(fn, &s);
	for (round = 0; round < rounds; round++) {
		let_run(round);
		for (i = 0; i < VICTIMS; i++) {
			QueueUserAPC(nothing, threads[i], 0);
			ok(SuspendThread(threads[i]) == 0, "suspended\n");
		}
		if (round % 8 == 0)
			all_works(&s);
		before = s.turns;
		for (i = 0; i < VICTIMS; i++)
			ok(ResumeThread(threads[i]) == 1, "not suspended\n");
		while (round % 4 == 0 && s.turns == before)
			SwitchToThread();
	}
	for (i = 0; i < VICTIMS; i++)
		works(TerminateThread(threads[i], 5));
	for (i = 0; i < VICTIMS; i++)
		thread_ends(threads[i], 5);
	stage_close(&s);
}

static void ended_at_port(void)
{
	kill_many(at_port_loop, ROUNDS);
}

static void ended_alertable(void)
{
	kill_many(alertable_loop, ROUNDS);
}

static void ended_on_pipe(void)
{
	kill_many(on_pipe_loop, ROUNDS);
}

static void ended_with_child(void)
{
	kill_many(with_child_loop, CHILD_ROUNDS);
}

static void suspended_at_port(void)
{
	suspend_many(at_port_loop, ROUNDS);
}

static void suspended_alertable(void)
{
	suspend_many(alertable_loop, ROUNDS);
}

static void suspended_on_pipe(void)
{
	suspend_many(on_pipe_loop, ROUNDS);
}

static void suspended_with_child(void)
{
	suspend_many(with_child_loop, CHILD_ROUNDS);
}

/* In a read that nobody answers; the server's end finds it gone. */
static void ended_in_a_pipes_read(void)
{
	struct stage s;
	unsigned int round;
	HANDLE server, thread;
	DWORD moved;
	char buf[8];

	for (round = 0; round < ROUNDS / 2; round++) {
		stage_open(&s);
		pipe_name(s.pipe);
		server = CreateNamedPipeA(s.pipe, DUPLEX, BYTES, 1, 64, 64, 0,
					  NULL);
		thread = start_thread(blocked_on_pipe, &s);
		waits(s.began, LONG_WAIT, WAIT_OBJECT_0);
		let_run(round);
		works(TerminateThread(thread, 6));
		thread_ends(thread, 6);
		/* Its handle is lost, and so open. */
		if (WriteFile(server, "y", 1, &moved, NULL))
			works(PeekNamedPipe(server, buf, 0, NULL, NULL, NULL));
		works(DisconnectNamedPipe(server));
		works(CloseHandle(server));
		stage_close(&s);
	}
}

START_TEST(stops)
{
	RUN_LIMIT(ended_at_port, RUN_SECONDS);
	RUN_LIMIT(ended_alertable, RUN_SECONDS);
	RUN_LIMIT(ended_on_pipe, RUN_SECONDS);
	RUN_LIMIT(ended_in_a_pipes_read, RUN_SECONDS);
	RUN_LIMIT(ended_with_child, RUN_SECONDS);
	RUN_LIMIT(suspended_at_port, RUN_SECONDS);
	RUN_LIMIT(suspended_alertable, RUN_SECONDS);
	RUN_LIMIT(suspended_on_pipe, RUN_SECONDS);
	RUN_LIMIT(suspended_with_child, RUN_SECONDS);
}
