/*
 * ConnectNamedPipe: waiting for a client, one that is there already or has gone
 * again, and the ways to stop waiting.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "named_pipe.h"

#define OVERLAPPED_SERVER (DUPLEX | FILE_FLAG_OVERLAPPED)

#define connect_pends(p, io) connect_pends_(__FILE__, __LINE__, p, io)
static void connect_pends_(const char *src, int line, struct pipe_ends *p,
			   struct io *io)
{
	io_pends(src, line, ConnectNamedPipe(p->server, &io->ov));
	ok_(src, line)(!HasOverlappedIoCompleted(&io->ov), "completed\n");
}

/* K-150: pending until a client opens; its bytes are undefined (K-075). */
static void pends_until_opened(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved;

	pipe_server(&p, OVERLAPPED_SERVER, BYTES);
	io_init(&io);
	SetEvent(io.ov.hEvent);
	connect_pends(&p, &io);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "the event was not reset\n");
	io_waits(p.server, &io);
	pipe_client(&p, BOTH_WAYS, 0);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	works(GetOverlappedResult(p.server, &io.ov, &moved, FALSE));
	pipe_put(p.client, "x", 1);
	pipe_get(p.server, 8, 0, "x", 1);
	io_fini(&io);
	pipe_close(&p);
}

/* K-150: the client was first. Nothing is pending, the event stays. */
static void client_was_first(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, OVERLAPPED_SERVER, BYTES);
	pipe_client(&p, BOTH_WAYS, 0);
	io_init(&io);
	fails(ConnectNamedPipe(p.server, &io.ov), ERROR_PIPE_CONNECTED);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "the event was set\n");
	fails(ConnectNamedPipe(p.server, &io.ov), ERROR_PIPE_CONNECTED);
	pipe_put(p.server, "y", 1);
	pipe_get(p.client, 8, 0, "y", 1);
	/* K-150: and has gone again */
	CloseHandle(p.client);
	p.client = NULL;
	fails(ConnectNamedPipe(p.server, &io.ov), ERROR_NO_DATA);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "the event was set\n");
	works(DisconnectNamedPipe(p.server));
	connect_pends(&p, &io);
	pipe_client(&p, BOTH_WAYS, 0);
	io_ends(p.server, &io, 0, 0);
	io_fini(&io);
	pipe_close(&p);
}

/* K-150 K-013: cancelled by the block, by the file, by the thread, by closing. */
static void cancelled(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, OVERLAPPED_SERVER, BYTES);
	io_init(&io);
	connect_pends(&p, &io);
	works(CancelIoEx(p.server, &io.ov));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io.ov.Internal);
	fails(CancelIoEx(p.server, &io.ov), ERROR_NOT_FOUND);
	connect_pends(&p, &io);
	works(CancelIoEx(p.server, NULL));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	connect_pends(&p, &io);
	works(CancelIo(p.server));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	/* the instance still takes a client */
	connect_pends(&p, &io);
	pipe_client(&p, BOTH_WAYS, 0);
	io_ends(p.server, &io, 0, 0);
	works(DisconnectNamedPipe(p.server));
	connect_pends(&p, &io);
	CloseHandle(p.server);
	p.server = NULL;
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	/* K-168; Wine has STATUS_HANDLES_CLOSED here, and only here */
	todo_wine
		ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
		   (unsigned)io.ov.Internal);
	io_fini(&io);
	pipe_close(&p);
}

/* An instance without a listening server is open to clients all the same. */
static void cancelled_then_opened(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, OVERLAPPED_SERVER, BYTES);
	io_init(&io);
	connect_pends(&p, &io);
	works(CancelIoEx(p.server, &io.ov));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	pipe_client(&p, BOTH_WAYS, 0);
	fails(ConnectNamedPipe(p.server, &io.ov), ERROR_PIPE_CONNECTED);
	io_fini(&io);
	pipe_close(&p);
}

static void no_pipe(void)
{
	struct pipe_ends p;
	struct io io;
	HANDLE file;

	io_init(&io);
	fails(ConnectNamedPipe(INVALID_HANDLE_VALUE, &io.ov),
	      ERROR_INVALID_HANDLE);
	fails(ConnectNamedPipe(NULL, NULL), ERROR_INVALID_HANDLE);
	file = CreateFileA(fixture_path("file"), GENERIC_WRITE, 0, NULL,
			   CREATE_NEW, 0, NULL);
	ok(!ConnectNamedPipe(file, NULL), "a file took it\n");
	CloseHandle(file);
	pipe_pair(&p, BYTES, 0);
	/* no business of the client's */
	fails(ConnectNamedPipe(p.client, NULL), ERROR_INVALID_FUNCTION);
	pipe_close(&p);
	io_fini(&io);
}

/* Without FILE_FLAG_OVERLAPPED it returns when a client is there. */
static void waits_for_client(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_server(&p, DUPLEX, BYTES);
	b.file = p.server;
	blocked_start(&b, blocked_connect);
	pipe_client(&p, BOTH_WAYS, 0);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0, "waits\n");
	/* whether it was first is a matter of luck here */
	ok(b.ret || b.err == ERROR_PIPE_CONNECTED, "error %u\n", b.err);
	CloseHandle(b.thread);
	fails(ConnectNamedPipe(p.server, NULL), ERROR_PIPE_CONNECTED);
	CloseHandle(p.client);
	p.client = NULL;
	fails(ConnectNamedPipe(p.server, NULL), ERROR_NO_DATA);
	pipe_close(&p);
}

/* A handle opened for overlapped use, but no block: it waits all the same. */
static void waits_without_block(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_server(&p, OVERLAPPED_SERVER, BYTES);
	b.file = p.server;
	blocked_start(&b, blocked_connect);
	pipe_client(&p, BOTH_WAYS, 0);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0, "waits\n");
	ok(b.ret || b.err == ERROR_PIPE_CONNECTED, "error %u\n", b.err);
	CloseHandle(b.thread);
	pipe_close(&p);
}

/* A block on a synchronous handle does not make it pend. */
static void block_on_synchronous(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, DUPLEX, BYTES);
	io_init(&io);
	pipe_client(&p, BOTH_WAYS, 0);
	fails(ConnectNamedPipe(p.server, &io.ov), ERROR_PIPE_CONNECTED);
	io_fini(&io);
	pipe_close(&p);
}

/* PIPE_NOWAIT: it says how things stand, and makes the instance available. */
static void nowait(void)
{
	struct pipe_ends p;

	pipe_server(&p, DUPLEX, BYTES | PIPE_NOWAIT);
	fails(ConnectNamedPipe(p.server, NULL), ERROR_PIPE_LISTENING);
	fails(ConnectNamedPipe(p.server, NULL), ERROR_PIPE_LISTENING);
	pipe_client(&p, BOTH_WAYS, 0);
	fails(ConnectNamedPipe(p.server, NULL), ERROR_PIPE_CONNECTED);
	CloseHandle(p.client);
	p.client = NULL;
	fails(ConnectNamedPipe(p.server, NULL), ERROR_NO_DATA);
	works(DisconnectNamedPipe(p.server));
	/* the page: nonzero the first time the instance becomes available */
	ok(ConnectNamedPipe(p.server, NULL) ||
		   GetLastError() == ERROR_PIPE_LISTENING,
	   "error %u\n", GetLastError());
	fails(ConnectNamedPipe(p.server, NULL), ERROR_PIPE_LISTENING);
	pipe_client(&p, BOTH_WAYS, 0);
	fails(ConnectNamedPipe(p.server, NULL), ERROR_PIPE_CONNECTED);
	pipe_close(&p);
}

/* One handle serves many clients, one after the other. */
static void many_clients(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, OVERLAPPED_SERVER, MESSAGES);
	io_init(&io);
	for (int i = 0; i < 20; i++) {
		connect_pends(&p, &io);
		pipe_client(&p, BOTH_WAYS, 0);
		io_ends(p.server, &io, 0, 0);
		pipe_put(p.client, &i, sizeof(i));
		pipe_get(p.server, 64, 0, &i, sizeof(i));
		pipe_put(p.server, "!", 1);
		pipe_get(p.client, 64, 0, "!", 1);
		CloseHandle(p.client);
		p.client = NULL;
		works(DisconnectNamedPipe(p.server));
	}
	io_fini(&io);
	pipe_close(&p);
}

START_TEST(ConnectNamedPipe)
{
	RUN(pends_until_opened);
	RUN(client_was_first);
	RUN(cancelled);
	RUN(cancelled_then_opened);
	RUN(no_pipe);
	RUN(waits_for_client);
	RUN(waits_without_block);
	RUN(block_on_synchronous);
	RUN(nowait);
	RUN(many_clients);
}
