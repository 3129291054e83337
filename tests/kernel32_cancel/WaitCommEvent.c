/*
 * GetCommMask, SetCommMask, WaitCommEvent: what is told, to whom, and how the
 * waiting ends.
 */
#include <windows.h>
#include "wine/test.h"
#include "serial.h"
#include "blocked.h"

#define SHORT 40

static HANDLE masked_port(DWORD flags, DWORD mask)
{
	HANDLE port = port_open(flags);

	if (port != INVALID_HANDLE_VALUE)
		works(SetCommMask(port, mask));
	return port;
}

static void masks(void)
{
	HANDLE port = masked_port(FILE_FLAG_OVERLAPPED, EV_RXCHAR | EV_CTS);
	DWORD mask = 0, events;
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(GetCommMask(port, &mask));
	ok(mask == (EV_RXCHAR | EV_CTS), "mask %#x\n", mask);
	/* S-024: what can't be told of is refused. */
	fails(SetCommMask(port, EV_RXFLAG), ERROR_INVALID_PARAMETER);
	fails(SetCommMask(port, 0x10000), ERROR_INVALID_PARAMETER);
	works(GetCommMask(port, &mask));
	ok(mask == (EV_RXCHAR | EV_CTS), "mask %#x\n", mask);
	/* S-021: nothing to wait for. */
	works(SetCommMask(port, 0));
	io_init(&io);
	fails(WaitCommEvent(port, &events, &io.ov), ERROR_INVALID_PARAMETER);
	io_fini(&io);
	CloseHandle(port);
}

/* K-159: pending, and told of the byte, which stays to be read (S-022). */
static void byte_comes(void)
{
	HANDLE port = masked_port(FILE_FLAG_OVERLAPPED, EV_RXCHAR);
	DWORD events, second;
	struct io io, other;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	io_init(&other);
	port_wait(port, &events, &io);
	/* S-021: one at a time. */
	fails(WaitCommEvent(port, &second, &other.ov), ERROR_INVALID_PARAMETER);
	io_waits(port, &io);
	port_feed("a", 1);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	port_told(port, &events, &io, EV_RXCHAR);
	ok(port_unread(port) == 1, "%u bytes\n", port_unread(port));
	/* S-022: told once. */
	port_wait(port, &events, &io);
	port_feed("b", 1);
	port_told(port, &events, &io, EV_RXCHAR);
	/* S-022: reading is no arrival. */
	port_times(port, MAXDWORD, 0, 0);
	port_read(port, &other, 8);
	io_ends(port, &other, 0, 2);
	port_wait(port, &events, &io);
	io_waits(port, &io);
	works(CancelIoEx(port, &io.ov));
	io_ends(port, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	io_fini(&other);
	CloseHandle(port);
}

/* S-022: what came before the wait is told at its start; before the mask never. */
static void history(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	DWORD events = UNTOUCHED;
	struct io io;
	BOOL ret;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	port_feed("a", 1);
	port_await_unread(port, 1);
	works(SetCommMask(port, EV_RXCHAR));
	port_wait(port, &events, &io);
	works(CancelIoEx(port, &io.ov));
	io_ends(port, &io, ERROR_OPERATION_ABORTED, 0);
	port_feed("b", 1);
	port_await_unread(port, 2);
	ret = WaitCommEvent(port, &events, &io.ov);
	ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
	   GetLastError());
	port_told(port, &events, &io, EV_RXCHAR);
	io_fini(&io);
	CloseHandle(port);
}

/* S-022: a byte that a pending read takes has come as well. */
static void read_takes_it(void)
{
	HANDLE port = masked_port(FILE_FLAG_OVERLAPPED, EV_RXCHAR);
	struct io io, rd;
	DWORD events;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	io_init(&rd);
	port_read(port, &rd, 1);
	port_wait(port, &events, &io);
	port_feed("a", 1);
	io_ends(port, &rd, 0, 1);
	port_told(port, &events, &io, EV_RXCHAR);
	io_fini(&io);
	io_fini(&rd);
	CloseHandle(port);
}

/* S-020: a new mask ends the wait with no event, as a success. */
static void mask_ends_it(void)
{
	HANDLE port = masked_port(FILE_FLAG_OVERLAPPED, EV_RXCHAR);
	struct io io;
	DWORD events;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	for (int i = 0; i < 2; i++) {
		works(SetCommMask(port, EV_RXCHAR));
		port_wait(port, &events, &io);
		works(SetCommMask(port, i ? EV_RXCHAR | EV_BREAK : 0));
		port_told(port, &events, &io, 0);
	}
	io_fini(&io);
	CloseHandle(port);
}

/* S-023: the last byte has been sent. */
static void sent(void)
{
	HANDLE port = masked_port(FILE_FLAG_OVERLAPPED, EV_TXEMPTY);
	struct io io, wr;
	DWORD events;
	char c;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	io_init(&wr);
	port_wait(port, &events, &io);
	ok(WriteFile(port, "x", 1, NULL, &wr.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	io_ends(port, &wr, 0, 1);
	port_told(port, &events, &io, EV_TXEMPTY);
	ok(fixture_pty_read(&c, 1), "%s\n", fixture_why());
	port_wait(port, &events, &io);
	CancelIo(port);
	io_ends(port, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	io_fini(&wr);
	CloseHandle(port);
}

/* S-024: a tty without lines has no events of theirs. */
static void no_lines(void)
{
	HANDLE port = masked_port(FILE_FLAG_OVERLAPPED,
				  EV_CTS | EV_DSR | EV_RING | EV_RLSD |
					  EV_BREAK | EV_ERR);
	struct io io;
	DWORD events;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	port_wait(port, &events, &io);
	port_feed("a", 1);
	ok(WaitForSingleObject(io.ov.hEvent, SHORT) == WAIT_TIMEOUT,
	   "events %#x\n", events);
	works(CancelIoEx(port, NULL));
	io_ends(port, &io, ERROR_OPERATION_ABORTED, 0);
	ok(events == UNTOUCHED, "events %#x\n", events);
	io_fini(&io);
	CloseHandle(port);
}

/* K-131: it posts a packet. */
static void packet(void)
{
	HANDLE port = masked_port(FILE_FLAG_OVERLAPPED, EV_RXCHAR), queue;
	OVERLAPPED ov = {0}, *got;
	DWORD events, moved;
	ULONG_PTR key;

	if (port == INVALID_HANDLE_VALUE)
		return;
	queue = CreateIoCompletionPort(port, NULL, 7, 1);
	fails(WaitCommEvent(port, &events, &ov), ERROR_IO_PENDING);
	port_feed("a", 1);
	works(GetQueuedCompletionStatus(queue, &moved, &key, &got, 20000));
	ok(got == &ov && key == 7 && events == EV_RXCHAR, "%p %u %#x\n", got,
	   (unsigned)key, events);
	fails(WaitCommEvent(port, &events, &ov), ERROR_IO_PENDING);
	CloseHandle(port);
	fails(GetQueuedCompletionStatus(queue, &moved, &key, &got, 20000),
	      ERROR_OPERATION_ABORTED);
	ok(got == &ov, "%p\n", got);
	CloseHandle(queue);
}

static DWORD WINAPI wait_here(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = WaitCommEvent(b->file, &b->count, NULL);
	b->err = GetLastError();
	return 0;
}

/* K-041 K-036: on a synchronous handle it blocks, and both ways out are there. */
static void blocks(void)
{
	struct blocked b = {.file = masked_port(0, EV_RXCHAR)};

	if (b.file == INVALID_HANDLE_VALUE)
		return;
	blocked_start(&b, wait_here);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
	blocked_start(&b, wait_here);
	blocked_cancel_file(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
	blocked_start(&b, wait_here);
	port_feed("a", 1);
	blocked_ends(&b, 0, EV_RXCHAR);
	CloseHandle(b.file);
}

/* Without an OVERLAPPED on an overlapped handle: waits all the same. */
static void without_block(void)
{
	struct blocked b = {.file = masked_port(FILE_FLAG_OVERLAPPED,
						EV_RXCHAR)};

	if (b.file == INVALID_HANDLE_VALUE)
		return;
	blocked_start(&b, wait_here);
	port_feed("a", 1);
	blocked_ends(&b, 0, EV_RXCHAR);
	CloseHandle(b.file);
}

static void no_port(void)
{
	HANDLE rd, wr;
	DWORD events;
	OVERLAPPED ov = {0};

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	/* S-003: as a driver without such a code; Wine: ERROR_NOT_SUPPORTED */
	todo_wine fails(SetCommMask(rd, EV_RXCHAR), ERROR_INVALID_FUNCTION);
	todo_wine fails(GetCommMask(rd, &events), ERROR_INVALID_FUNCTION);
	todo_wine fails(WaitCommEvent(rd, &events, &ov),
			ERROR_INVALID_FUNCTION);
	CloseHandle(rd);
	CloseHandle(wr);
	fails(WaitCommEvent(rd, &events, &ov), ERROR_INVALID_HANDLE);
}

START_TEST(WaitCommEvent)
{
	RUN(masks);
	RUN(byte_comes);
	RUN(history);
	RUN(read_takes_it);
	RUN(mask_ends_it);
	RUN(sent);
	RUN(no_lines);
	RUN(packet);
	RUN(blocks);
	RUN(without_block);
	RUN(no_port);
}
