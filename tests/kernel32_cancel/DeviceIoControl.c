/*
 * DeviceIoControl: to whom a code goes, what becomes of buffers and counts, and
 * that what it starts can be stopped as ReadFile can.
 */
#include <windows.h>
#include <winioctl.h>
#include "wine/test.h"
#include "serial.h"
#include "named_pipe.h"

/* ddk/ntddser.h, which a program has from the driver kit. */
#define SERIAL_CODE(n) \
	CTL_CODE(FILE_DEVICE_SERIAL_PORT, n, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define GET_BAUD_RATE SERIAL_CODE(20)
#define SET_WAIT_MASK SERIAL_CODE(17)
#define GET_WAIT_MASK SERIAL_CODE(16)
#define WAIT_ON_MASK SERIAL_CODE(18)
#ifndef FSCTL_PIPE_LISTEN
#define FSCTL_PIPE_LISTEN \
	CTL_CODE(FILE_DEVICE_NAMED_PIPE, 2, METHOD_BUFFERED, FILE_ANY_ACCESS)
#endif

/* S-030: a code that is nobody's. Wine: ERROR_NOT_SUPPORTED, or that the handle is
 * none, and the count as it was. */
static void unknown(void)
{
	const char *path = fixture_path("file");
	HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
				  CREATE_NEW, 0, NULL), rd, wr;
	DWORD moved = UNTOUCHED;
	char buf[64];

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	todo_wine fails(DeviceIoControl(file, GET_BAUD_RATE, NULL, 0, buf, 64, &moved,
			      NULL),
	      ERROR_INVALID_FUNCTION);
	todo_wine ok(!moved, "count %u\n", moved);
	todo_wine fails(DeviceIoControl(file, 0, NULL, 0, buf, 64, &moved,
					NULL),
			ERROR_INVALID_FUNCTION);
	todo_wine fails(DeviceIoControl(file, 0xffffffff, NULL, 0, buf, 64, &moved, NULL),
	      ERROR_INVALID_FUNCTION);
	CloseHandle(file);
	fails(DeviceIoControl(file, 0, NULL, 0, buf, 64, &moved, NULL),
	      ERROR_INVALID_HANDLE);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	todo_wine fails(DeviceIoControl(rd, GET_BAUD_RATE, NULL, 0, buf, 64, &moved,
			      NULL),
	      ERROR_INVALID_FUNCTION);
	CloseHandle(rd);
	CloseHandle(wr);
}

/* S-031: too small a buffer; the count is what was written. */
static void buffers(void)
{
	HANDLE port = port_open(0);
	DWORD moved = UNTOUCHED, mask = EV_RXCHAR;
	char buf[9];

	if (port == INVALID_HANDLE_VALUE)
		return;
	fails(DeviceIoControl(port, GET_BAUD_RATE, NULL, 0, buf, 3, &moved,
			      NULL),
	      ERROR_INSUFFICIENT_BUFFER);
	ok(!moved, "count %u\n", moved);
	fails(DeviceIoControl(port, SET_WAIT_MASK, &mask, 3, NULL, 0, &moved,
			      NULL),
	      ERROR_INSUFFICIENT_BUFFER);
	works(DeviceIoControl(port, SET_WAIT_MASK, &mask, 4, NULL, 0, &moved,
			      NULL));
	ok(!moved, "count %u\n", moved);
	/* Where a buffer begins and what is behind it does not matter. */
	memset(buf, 'x', 9);
	works(DeviceIoControl(port, GET_WAIT_MASK, NULL, 0, buf + 1, 8, &moved,
			      NULL));
	memcpy(&mask, buf + 1, 4);
	ok(moved == 4 && mask == EV_RXCHAR && buf[5] == 'x', "%u %#x\n", moved,
	   mask);
	fails(DeviceIoControl(port, GET_WAIT_MASK, NULL, 0, NULL, 8, &moved,
			      NULL),
	      ERROR_NOACCESS);
	works(DeviceIoControl(port, GET_WAIT_MASK, NULL, 0, buf, 4, NULL, NULL));
	fails(DeviceIoControl(port, SERIAL_CODE(1000), NULL, 0, buf, 9, &moved,
			      NULL),
	      ERROR_INVALID_FUNCTION);
	CloseHandle(port);
}

/* K-156: done at once on an overlapped handle: TRUE, the event set. */
static void at_once(void)
{
	HANDLE port = port_open_anywhere(FILE_FLAG_OVERLAPPED);
	DWORD moved = UNTOUCHED, mask = UNTOUCHED;
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	works(DeviceIoControl(port, GET_WAIT_MASK, NULL, 0, &mask, 4, &moved,
			      &io.ov));
	ok(moved == 4 && !mask, "count %u mask %#x\n", moved, mask);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0,
	   "the event is not set\n");
	io_ends(port, &io, 0, 4);
	works(DeviceIoControl(port, GET_WAIT_MASK, NULL, 0, &mask, 4, &moved,
			      NULL));
	ok(moved == 4, "count %u\n", moved);
	io_fini(&io);
	CloseHandle(port);
}

/* K-131: what is done at once posts its packet as well; what failed none. */
static void packet(void)
{
	HANDLE port = port_open_anywhere(FILE_FLAG_OVERLAPPED), queue;
	OVERLAPPED ov = {0}, *got = NULL;
	DWORD moved = UNTOUCHED, mask;
	ULONG_PTR key = 0;

	if (port == INVALID_HANDLE_VALUE)
		return;
	queue = CreateIoCompletionPort(port, NULL, 7, 1);
	works(DeviceIoControl(port, GET_WAIT_MASK, NULL, 0, &mask, 4, &moved,
			      &ov));
	works(GetQueuedCompletionStatus(queue, &moved, &key, &got, 20000));
	ok(got == &ov && key == 7, "%p %u\n", got, (unsigned)key);
	/* Wine: none */
	todo_wine ok(moved == 4, "count %u\n", moved);
	ok(!DeviceIoControl(port, GET_WAIT_MASK, NULL, 0, &mask, 1, &moved,
			    &ov),
	   "it works\n");
	fails(GetQueuedCompletionStatus(queue, &moved, &key, &got, 0),
	      WAIT_TIMEOUT);
	CloseHandle(port);
	CloseHandle(queue);
}

/* K-156 K-013: pending, cancelled, served. */
static void pending(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	DWORD moved = UNTOUCHED, mask = EV_RXCHAR, events = UNTOUCHED;
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	works(SetCommMask(port, mask));
	fails(DeviceIoControl(port, WAIT_ON_MASK, NULL, 0, &events, 3, &moved,
			      &io.ov),
	      ERROR_INSUFFICIENT_BUFFER);
	io_pends(__FILE__, __LINE__,
		 DeviceIoControl(port, WAIT_ON_MASK, NULL, 0, &events, 4,
				 &moved, &io.ov));
	ok(!moved, "count %u\n", moved);
	works(CancelIoEx(port, &io.ov));
	io_ends(port, &io, ERROR_OPERATION_ABORTED, 0);
	ok(events == UNTOUCHED, "events %#x\n", events);
	io_pends(__FILE__, __LINE__,
		 DeviceIoControl(port, WAIT_ON_MASK, NULL, 0, &events, 4,
				 &moved, &io.ov));
	port_feed("a", 1);
	io_ends(port, &io, 0, 4);
	ok(events == EV_RXCHAR, "events %#x\n", events);
	io_fini(&io);
	CloseHandle(port);
}

/* S-030: a named pipe's codes go to the pipe, cancelled as its own calls are. */
static void pipes(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	io_init(&io);
	io_pends(__FILE__, __LINE__,
		 DeviceIoControl(p.server, FSCTL_PIPE_LISTEN, NULL, 0, NULL, 0,
				 &moved, &io.ov));
	works(CancelIoEx(p.server, &io.ov));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	io_pends(__FILE__, __LINE__,
		 DeviceIoControl(p.server, FSCTL_PIPE_LISTEN, NULL, 0, NULL, 0,
				 &moved, &io.ov));
	pipe_client(&p, BOTH_WAYS, 0);
	io_ends(p.server, &io, 0, 0);
	io_fini(&io);
	pipe_close(&p);
}

START_TEST(DeviceIoControl)
{
	RUN(unknown);
	RUN(buffers);
	RUN(at_once);
	RUN(packet);
	RUN(pending);
	RUN(pipes);
}
