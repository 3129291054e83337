/*
 * CancelSynchronousIo for a thread in any of the calls of named pipes that wait.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

static char big[4 * QUOTA];

/* K-046: a server that waits for a client; it may wait again. */
static void in_connect(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_server(&p, DUPLEX, BYTES);
	b.file = p.server;
	for (int i = 0; i < 3; i++) {
		blocked_start(&b, blocked_connect);
		blocked_cancel(&b);
		blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	}
	blocked_start(&b, blocked_connect);
	pipe_client(&p, BOTH_WAYS, 0);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0, "waits\n");
	ok(b.ret || b.err == ERROR_PIPE_CONNECTED, "error %u\n", b.err);
	CloseHandle(b.thread);
	pipe_put(p.client, "x", 1);
	pipe_get(p.server, 8, 0, "x", 1);
	pipe_close(&p);
}

/* K-046 K-106: a read; what comes later is there for the next. */
static void in_read(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_pair(&p, BYTES, 0);
	b.file = p.client;
	for (int i = 0; i < 3; i++) {
		blocked_start(&b, blocked_read);
		blocked_cancel(&b);
		blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	}
	pipe_put(p.server, "kept", 4);
	pipe_get(p.client, 8, 0, "kept", 4);
	pipe_close(&p);
}

/* K-046 K-104: a write beyond the quota; what was unread of it is gone. */
static void in_write(void)
{
	struct pipe_ends p;
	struct blocked b = {.data = big, .size = sizeof(big)};

	pipe_pair(&p, MESSAGES, 0);
	b.file = p.client;
	for (int i = 0; i < 3; i++) {
		blocked_start(&b, blocked_write);
		blocked_cancel(&b);
		blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	}
	pipe_put(p.client, "next", 4);
	pipe_get(p.server, QUOTA, 0, "next", 4);
	pipe_close(&p);
}

/* K-159 K-046: a transaction without an answer. */
static void in_transact(void)
{
	struct pipe_ends p;
	struct blocked b = {.data = "question", .size = 8};

	pipe_pair(&p, MESSAGES, 0);
	b.file = p.client;
	blocked_start(&b, blocked_transact);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	pipe_get(p.server, 64, 0, "question", 8);
	pipe_put(p.server, "late", 4);
	pipe_get(p.client, 64, 0, "late", 4);
	pipe_close(&p);
}

/* K-046: a wait for an instance. */
static void in_wait_name(void)
{
	struct pipe_ends p;
	struct blocked b = {.size = NMPWAIT_WAIT_FOREVER};

	pipe_pair(&p, BYTES, 0);
	b.path = p.name;
	blocked_start(&b, blocked_wait_name);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	pipe_close(&p);
}

static DWORD WINAPI call(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = CallNamedPipeA(b->path, b->data, b->size, b->buf,
				sizeof(b->buf), &b->count,
				NMPWAIT_WAIT_FOREVER);
	b->err = GetLastError();
	return 0;
}

/* K-046: a call, while it waits for its turn and for its answer. */
static void in_call(void)
{
	struct pipe_ends p;
	struct blocked b = {.data = "question", .size = 8};

	pipe_pair(&p, MESSAGES, 0);
	b.path = p.name;
	blocked_start(&b, call);
	blocked_cancel(&b);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0, "waits\n");
	ok(!b.ret && b.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   b.ret, b.err);
	CloseHandle(b.thread);
	pipe_close(&p);

	pipe_server(&p, DUPLEX, MESSAGES);
	b.path = p.name;
	blocked_start(&b, call);
	ConnectNamedPipe(p.server, NULL);
	pipe_get(p.server, 64, 0, "question", 8);
	blocked_cancel(&b);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0, "waits\n");
	ok(!b.ret && b.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   b.ret, b.err);
	CloseHandle(b.thread);
	/* and its handle is closed */
	fails(ReadFile(p.server, b.buf, 8, &b.count, NULL), ERROR_BROKEN_PIPE);
	pipe_close(&p);
}

static DWORD WINAPI wait_for_it(void *arg)
{
	WaitForSingleObject(arg, INFINITE);
	return 0;
}

/* K-055: waiting for one's own overlapped connect is no synchronous call. */
static void only_waiting(void)
{
	struct pipe_ends p;
	struct io io;
	HANDLE thread;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	io_init(&io);
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &io.ov));
	thread = CreateThread(NULL, 0, wait_for_it, io.ov.hEvent, 0, NULL);
	for (int i = 0; i < 50; i++) {
		fails(CancelSynchronousIo(thread), ERROR_NOT_FOUND);
		SwitchToThread();
	}
	io_waits(p.server, &io);
	pipe_client(&p, BOTH_WAYS, 0);
	io_ends(p.server, &io, 0, 0);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "waits\n");
	CloseHandle(thread);
	io_fini(&io);
	pipe_close(&p);
}

/* K-041: this thread's call only; one at the other end goes on. */
static void other_threads(void)
{
	struct pipe_ends p;
	struct blocked mine = {0}, theirs = {0};

	pipe_pair(&p, BYTES, 0);
	mine.file = p.client;
	theirs.file = p.server;
	blocked_start(&theirs, blocked_read);
	blocked_start(&mine, blocked_read);
	blocked_cancel(&mine);
	blocked_ends(&mine, ERROR_OPERATION_ABORTED, 0);
	pipe_put(p.client, "x", 1);
	blocked_ends(&theirs, 0, 1);
	pipe_close(&p);
}

START_TEST(CancelSynchronousIo_pipe)
{
	RUN(in_connect);
	RUN(in_read);
	RUN(in_write);
	RUN(in_transact);
	RUN(in_wait_name);
	RUN(in_call);
	RUN(only_waiting);
	RUN(other_threads);
}
