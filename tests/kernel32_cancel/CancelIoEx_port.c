/*
 * Cancelling what reports to a completion port: exactly one packet for every
 * operation, however it ends; threads and handles that go meanwhile.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"
#include "named_pipe.h"

/* K-029: asked twice, by name and for all: one packet. K-035: a cancel that fails
 * posts nothing. */
static void one_packet(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	read_silently(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	fails(CancelIoEx(rd, &io.ov), ERROR_NOT_FOUND);
	CancelIoEx(rd, NULL);
	works(CancelIo(rd));
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	/* the block is the program's again, and serves anew */
	read_silently(rd, &io);
	feed(wr, "x", 1);
	port_gives(port, FILE_KEY, &io.ov, 0, 1);
	fails(CancelIoEx(rd, &io.ov), ERROR_NOT_FOUND);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

/* K-029: done before the cancel came: it finds nothing, the packet says done. */
static void too_late(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	io_init(&io);
	io_read(rd, &io);
	feed(wr, "late", 4);
	WaitForSingleObject(io.ov.hEvent, 20000);
	fails(CancelIoEx(rd, &io.ov), ERROR_NOT_FOUND);
	port_gives(port, FILE_KEY, &io.ov, 0, 4);
	port_empty(port);
	io_fini(&io);
	port_pair_close(port, rd, wr);
}

/* K-029: writes that find no room. */
static void writes(void)
{
	HANDLE rd, wr, port = new_port(0);
	struct io io[2] = {0};

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	fill(wr);
	port_add(port, wr);
	io_write(wr, &io[0]);
	io_write(wr, &io[1]);
	works(CancelIoEx(wr, &io[1].ov));
	port_gives(port, FILE_KEY, &io[1].ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	drain(rd);
	port_gives(port, FILE_KEY, &io[0].ov, 0, 64);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

struct other {
	HANDLE file, begun;
	struct io *io;
	int count;
	HANDLE leave;
};

static DWORD WINAPI begin_reads(void *arg)
{
	struct other *o = arg;

	for (int i = 0; i < o->count; i++)
		io_read(o->file, &o->io[i]);
	SetEvent(o->begun);
	if (o->leave)
		WaitForSingleObject(o->leave, INFINITE);
	return 0;
}

static HANDLE start_other(struct other *o)
{
	HANDLE thread;

	o->begun = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = CreateThread(NULL, 0, begin_reads, o, 0, NULL);
	WaitForSingleObject(o->begun, INFINITE);
	CloseHandle(o->begun);
	return thread;
}

/* K-160 K-161 K-162: a read without an event outlives its thread, by whose end
 * one with an event and one that posts nothing are cancelled. */
static void thread_exits(void)
{
	HANDLE rd, wr, thread, low, port = port_pair(&rd, &wr);
	struct io io[3] = {0};
	struct other o = {.file = rd, .io = io, .count = 3};

	io[1].ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	low = CreateEventA(NULL, TRUE, FALSE, NULL);
	io[2].ov.hEvent = (HANDLE)((ULONG_PTR)low | 1);
	thread = start_other(&o);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no exit\n");
	ok(WaitForSingleObject(low, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	io_ends(rd, &io[1], ERROR_OPERATION_ABORTED, 0);
	ok(io[2].ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io[2].ov.Internal);
	port_gives(port, FILE_KEY, &io[1].ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	io_waits(rd, &io[0]);
	works(CancelIoEx(rd, NULL));
	port_gives(port, FILE_KEY, &io[0].ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	CloseHandle(thread);
	CloseHandle(io[1].ov.hEvent);
	CloseHandle(low);
	port_pair_close(port, rd, wr);
}

static DWORD WINAPI read_and_cancel_own(void *arg)
{
	struct other *o = arg;

	io_read(o->file, o->io);
	works(CancelIo(o->file));
	return 0;
}

/* K-001 K-162: a thread that comes later is not the one that has gone: its CancelIo
 * leaves the survivor alone. */
static void not_the_same_thread(void)
{
	HANDLE rd, wr, thread, port = port_pair(&rd, &wr);
	struct io io = {0}, mine = {0};
	struct other o = {.file = rd, .io = &io, .count = 1};

	thread = start_other(&o);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	o.io = &mine;
	for (int i = 0; i < 100; i++) {
		thread = CreateThread(NULL, 0, read_and_cancel_own, &o, 0,
				      NULL);
		WaitForSingleObject(thread, INFINITE);
		CloseHandle(thread);
		port_gives(port, FILE_KEY, &mine.ov, ERROR_OPERATION_ABORTED,
			   0);
		port_empty(port);
	}
	io_waits(rd, &io);
	feed(wr, "x", 1);
	port_gives(port, FILE_KEY, &io.ov, 0, 1);
	port_pair_close(port, rd, wr);
}

/* K-163: the same when it is ended from outside. */
static void thread_terminated(void)
{
	HANDLE rd, wr, thread, port = port_pair(&rd, &wr);
	struct io io = {0};
	struct other o = {.file = rd, .io = &io, .count = 1};

	o.leave = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = start_other(&o);
	works(TerminateThread(thread, 3));
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no end\n");
	io_waits(rd, &io);
	feed(wr, "x", 1);
	port_gives(port, FILE_KEY, &io.ov, 0, 1);
	port_empty(port);
	CloseHandle(o.leave);
	CloseHandle(thread);
	port_pair_close(port, rd, wr);
}

/* K-166 K-168: one of two handles: nothing. The last: a packet each, which come
 * although the file has gone. */
static void closed(void)
{
	HANDLE rd, wr, copy, port = port_pair(&rd, &wr);
	struct io io[2] = {0};
	OVERLAPPED *ov = NULL, *told = NULL;
	ULONG_PTR key = 0;
	DWORD moved;

	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	io[1].ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	io_read(rd, &io[0]);
	io_read(rd, &io[1]);
	CloseHandle(rd);
	port_empty(port);
	io_waits(copy, &io[0]);
	io_waits(copy, &io[1]);
	CloseHandle(copy);
	for (int i = 0; i < 2; i++) {
		SetLastError(0);
		ok(!GetQueuedCompletionStatus(port, &moved, &key, &ov, 20000) &&
			   key == FILE_KEY && !moved,
		   "key %#llx moved %u\n", (unsigned long long)key, moved);
		/* Wine's pipes break first, from the end */
		ok(GetLastError() == ERROR_OPERATION_ABORTED ||
			   (ON_WINE && GetLastError() == ERROR_BROKEN_PIPE),
		   "error %u\n", GetLastError());
		ok(ov == &io[0].ov || ov == &io[1].ov, "overlapped %p\n", ov);
		ok(ov != told, "the same twice\n");
		told = ov;
	}
	ok(WaitForSingleObject(io[1].ov.hEvent, 0) == WAIT_OBJECT_0,
	   "not set\n");
	port_empty(port);
	CloseHandle(io[1].ov.hEvent);
	CloseHandle(wr);
	CloseHandle(port);
}

/* The port's handle goes first: its file works on, and nobody is told. */
static void port_closed_first(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io silent, io;

	read_silently(rd, &silent);
	io_init(&io);
	io_read(rd, &io);
	CloseHandle(port);
	feed(wr, "x", 1);
	ok(WaitForSingleObject(rd, 20000) == WAIT_OBJECT_0, "not signalled\n");
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_read(rd, &io);
	feed(wr, "y", 1);
	io_ends(rd, &io, 0, 1);
	io_fini(&io);
	CloseHandle(rd);
	CloseHandle(wr);
}

/* K-057: calls that wait in a thread post nothing, cancelled or not. */
static void synchronous_calls(void)
{
	HANDLE port = new_port(0);
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	port_add(port, p.client);
	b.file = p.client;
	/* without an OVERLAPPED there is no operation to name */
	blocked_start(&b, blocked_read);
	blocked_cancel_file(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	pipe_close(&p);
	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.client, "unread", 6);
	port_add(port, p.client);
	b.file = p.client;
	blocked_start(&b, blocked_flush);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	CloseHandle(port);
	pipe_close(&p);
}

/* K-131: connecting is an operation like others. */
static void connecting(void)
{
	HANDLE port = new_port(0);
	struct pipe_ends p;
	OVERLAPPED ov = {0};

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, MESSAGES);
	port_add(port, p.server);
	fails(ConnectNamedPipe(p.server, &ov), ERROR_IO_PENDING);
	works(CancelIoEx(p.server, &ov));
	port_gives(port, FILE_KEY, &ov, ERROR_OPERATION_ABORTED, 0);
	memset(&ov, 0, sizeof(ov));
	fails(ConnectNamedPipe(p.server, &ov), ERROR_IO_PENDING);
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	port_gives(port, FILE_KEY, &ov, 0, 0);
	/* it fails now, so it is not told */
	fails(ConnectNamedPipe(p.server, &ov), ERROR_PIPE_CONNECTED);
	port_empty(port);
	CloseHandle(port);
	pipe_close(&p);
}

/* K-131: a question and its answer; cancelled while there is none. */
static void transaction(void)
{
	HANDLE port = new_port(0);
	struct pipe_ends p;
	OVERLAPPED ov = {0};
	char answer[16] = {0};

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	port_add(port, p.client);
	fails(TransactNamedPipe(p.client, (void *)"ask", 3, answer,
				sizeof(answer), NULL, &ov),
	      ERROR_IO_PENDING);
	pipe_get(p.server, 16, 0, "ask", 3);
	pipe_put(p.server, "answer", 6);
	port_gives(port, FILE_KEY, &ov, 0, 6);
	ok(!strcmp(answer, "answer"), "answer %s\n", answer);
	memset(&ov, 0, sizeof(ov));
	fails(TransactNamedPipe(p.client, (void *)"ask", 3, answer,
				sizeof(answer), NULL, &ov),
	      ERROR_IO_PENDING);
	works(CancelIoEx(p.client, &ov));
	port_gives(port, FILE_KEY, &ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	CloseHandle(port);
	pipe_close(&p);
}

/* A message that is longer than the buffer is an error with a count. */
static void long_message(void)
{
	HANDLE port = new_port(0);
	struct pipe_ends p;
	struct io io = {0};

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	port_add(port, p.client);
	fails(ReadFile(p.client, io.buf, 2, NULL, &io.ov), ERROR_IO_PENDING);
	pipe_put(p.server, "long", 4);
	port_gives(port, FILE_KEY, &io.ov, ERROR_MORE_DATA, 2);
	port_empty(port);
	/* the rest is there at once, and told, too: it is no failure */
	memset(&io, 0, sizeof(io));
	works(ReadFile(p.client, io.buf, 64, NULL, &io.ov));
	port_gives(port, FILE_KEY, &io.ov, 0, 2);
	port_empty(port);
	CloseHandle(port);
	pipe_close(&p);
}

START_TEST(CancelIoEx_port)
{
	RUN(one_packet);
	RUN(too_late);
	RUN(writes);
	RUN(thread_exits);
	RUN(not_the_same_thread);
	RUN(thread_terminated);
	RUN(closed);
	RUN(port_closed_first);
	RUN(synchronous_calls);
	RUN(connecting);
	RUN(transaction);
	RUN(long_message);
}
