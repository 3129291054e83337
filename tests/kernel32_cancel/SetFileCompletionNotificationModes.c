/*
 * SetFileCompletionNotificationModes: which ends of operations tell whom.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"

#define SKIP_PORT FILE_SKIP_COMPLETION_PORT_ON_SUCCESS
#define SKIP_EVENT FILE_SKIP_SET_EVENT_ON_HANDLE

/* K-127: done at once: no packet; pending, done or cancelled: one. */
static void skip_port(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	DWORD moved = 0;
	struct io io = {0};

	works(SetFileCompletionNotificationModes(rd, SKIP_PORT));
	feed(wr, "abc", 3);
	works(ReadFile(rd, io.buf, 64, &moved, &io.ov));
	ok(moved == 3 && io.ov.InternalHigh == 3 && !io.ov.Internal,
	   "moved %u\n", moved);
	port_empty(port);
	read_silently(rd, &io);
	feed(wr, "x", 1);
	port_gives(port, FILE_KEY, &io.ov, 0, 1);
	read_silently(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(wr);
	fails(ReadFile(rd, io.buf, 64, NULL, &io.ov), ERROR_BROKEN_PIPE);
	port_empty(port);
	CloseHandle(rd);
	CloseHandle(port);
}

/* K-128: the file is not signalled, an event that was given is. */
static void skip_event(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	works(SetFileCompletionNotificationModes(rd, SKIP_EVENT));
	read_silently(rd, &io);
	feed(wr, "x", 1);
	port_gives(port, FILE_KEY, &io.ov, 0, 1);
	ok(WaitForSingleObject(rd, 0) == WAIT_TIMEOUT,
	   "the file is signalled\n");
	read_silently(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	ok(WaitForSingleObject(rd, 0) == WAIT_TIMEOUT,
	   "the file is signalled\n");
	io_init(&io);
	io_read(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	port_pair_close(port, rd, wr);
}

/* K-129: added, not taken back; for the file, whichever its handle. */
static void not_taken_back(void)
{
	HANDLE rd, wr, copy, port = port_pair(&rd, &wr);
	DWORD moved = 0;
	struct io io = {0};

	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	works(SetFileCompletionNotificationModes(copy, SKIP_PORT));
	works(SetFileCompletionNotificationModes(rd, 0));
	works(SetFileCompletionNotificationModes(rd, SKIP_EVENT));
	feed(wr, "x", 1);
	works(ReadFile(rd, io.buf, 64, &moved, &io.ov));
	port_empty(port);
	CloseHandle(copy);
	port_pair_close(port, rd, wr);
}

/* K-129 */
static void refused(void)
{
	HANDLE rd, wr, event, file, port = port_pair(&rd, &wr);

	/* Wine 8 takes any bits */
	todo_wine fails(SetFileCompletionNotificationModes(rd, 0x80),
			ERROR_INVALID_PARAMETER);
	event = CreateEventA(NULL, TRUE, FALSE, NULL);
	fails(SetFileCompletionNotificationModes(event, SKIP_PORT),
	      ERROR_INVALID_HANDLE);
	file = CreateFileA(fixture_path("sync"), GENERIC_WRITE, 0, NULL,
			   CREATE_NEW, 0, NULL);
	fails(SetFileCompletionNotificationModes(file, SKIP_PORT),
	      ERROR_INVALID_PARAMETER);
	CloseHandle(file);
	CloseHandle(event);
	port_pair_close(port, rd, wr);
	fails(SetFileCompletionNotificationModes(rd, SKIP_PORT),
	      ERROR_INVALID_HANDLE);
}

START_TEST(SetFileCompletionNotificationModes)
{
	RUN(skip_port);
	RUN(skip_event);
	RUN(not_taken_back);
	RUN(refused);
}
