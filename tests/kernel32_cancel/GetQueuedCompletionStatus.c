/*
 * GetQueuedCompletionStatus: one packet for each operation, whatever became of it;
 * what a packet says, and when there is none.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"

/* K-120: pending, and then done. */
static void pending(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	read_silently(rd, &io);
	port_empty(port);
	feed(wr, "abc", 3);
	port_gives(port, FILE_KEY, &io.ov, 0, 3);
	ok(!memcmp(io.buf, "abc", 3), "other bytes\n");
	ok(io.ov.InternalHigh == 3 && !io.ov.Internal, "block %#x %u\n",
	   (unsigned)io.ov.Internal, (unsigned)io.ov.InternalHigh);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

/* K-120: done at once is told as well. */
static void at_once(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	DWORD moved = 0;
	struct io io = {0};

	feed(wr, "abc", 3);
	works(ReadFile(rd, io.buf, 64, &moved, &io.ov));
	ok(moved == 3, "moved %u\n", moved);
	port_gives(port, FILE_KEY, &io.ov, 0, 3);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

/* K-120: what fails at once is not. */
static void failed_at_once(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io = {0};

	CloseHandle(wr);
	fails(ReadFile(rd, io.buf, 64, NULL, &io.ov), ERROR_BROKEN_PIPE);
	port_empty(port);
	CloseHandle(rd);
	CloseHandle(port);
}

/* It fails later: FALSE, and everything is filled in. */
static void failed_later(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	read_silently(rd, &io);
	CloseHandle(wr);
	port_gives(port, FILE_KEY, &io.ov, ERROR_BROKEN_PIPE, 0);
	port_empty(port);
	CloseHandle(rd);
	CloseHandle(port);
}

/* K-121 K-122 */
static void cancelled(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	read_silently(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

/* K-123 */
static void time_out(void)
{
	DWORD start = GetTickCount(), moved;
	HANDLE port = new_port(0);
	OVERLAPPED *ov = (OVERLAPPED *)8;
	ULONG_PTR key;

	port_empty(port);
	fails(GetQueuedCompletionStatus(port, &moved, &key, &ov, 30),
	      WAIT_TIMEOUT);
	ok(!ov, "overlapped %p\n", ov);
	ok(GetTickCount() - start >= 25, "it did not wait\n");
	CloseHandle(port);
}

static void bad_arguments(void)
{
	HANDLE port = new_port(0), event = CreateEventA(NULL, TRUE, TRUE, NULL);
	OVERLAPPED *ov = (OVERLAPPED *)8;
	ULONG_PTR key;
	DWORD moved;

	fails(GetQueuedCompletionStatus(event, &moved, &key, &ov, 0),
	      ERROR_INVALID_HANDLE);
	ok(!ov, "overlapped %p\n", ov);
	CloseHandle(port);
	fails(GetQueuedCompletionStatus(port, &moved, &key, &ov, 0),
	      ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

/* K-126: in the order in which they came, operations among the posted ones. */
static void first_in_first_out(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	works(PostQueuedCompletionStatus(port, 1, 10, NULL));
	works(PostQueuedCompletionStatus(port, 2, 20, NULL));
	read_silently(rd, &io);
	feed(wr, "x", 1);
	/* Wine's server may tell of it a moment later */
	WaitForSingleObject(rd, 20000);
	works(PostQueuedCompletionStatus(port, 3, 30, NULL));
	port_gives(port, 10, NULL, 0, 1);
	port_gives(port, 20, NULL, 0, 2);
	port_gives(port, FILE_KEY, &io.ov, 0, 1);
	port_gives(port, 30, NULL, 0, 3);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

static int apcs;

static void CALLBACK count_apc(ULONG_PTR arg)
{
	(void)arg;
	apcs++;
}

/* K-126: its wait is not alertable. */
static void not_alertable(void)
{
	HANDLE port = new_port(0);
	OVERLAPPED *ov;
	ULONG_PTR key;
	DWORD moved;

	works(QueueUserAPC(count_apc, GetCurrentThread(), 0));
	fails(GetQueuedCompletionStatus(port, &moved, &key, &ov, 5),
	      WAIT_TIMEOUT);
	works(PostQueuedCompletionStatus(port, 0, 1, NULL));
	port_gives(port, 1, NULL, 0, 0);
	ok(!apcs, "a routine ran\n");
	ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && apcs == 1, "%d ran\n", apcs);
	CloseHandle(port);
}

/* K-084: without an event the block is written when the packet is taken. Wine 8
 * writes it when the operation ends. */
static void late_status(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	DWORD moved = UNTOUCHED;
	struct io io, with_event;

	io_init(&with_event);
	read_silently(rd, &io);
	io_read(rd, &with_event);
	works(CancelIoEx(rd, &io.ov));
	works(CancelIoEx(rd, &with_event.ov));
	ok(WaitForSingleObject(rd, 20000) == WAIT_OBJECT_0, "not signalled\n");
	io_ends(rd, &with_event, ERROR_OPERATION_ABORTED, 0);
	todo_wine ok(!HasOverlappedIoCompleted(&io.ov), "status %#x\n",
		     (unsigned)io.ov.Internal);
	/* the wait is over, so this is; there is no result yet */
	GetOverlappedResult(rd, &io.ov, &moved, TRUE);
	ok(moved == 0, "moved %u\n", moved);
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io.ov.Internal);
	port_gives(port, FILE_KEY, &with_event.ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	io_fini(&with_event);
	port_pair_close(port, rd, wr);
}

/* K-089: the low bit of the event keeps the packet back, the event is set. */
static void low_bit(void)
{
	HANDLE rd, wr, event, port = port_pair(&rd, &wr);
	DWORD moved = 0;
	struct io io;

	io_init(&io);
	event = io.ov.hEvent;
	io.ov.hEvent = (HANDLE)((ULONG_PTR)event | 1);
	io_read(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	ok(WaitForSingleObject(event, 20000) == WAIT_OBJECT_0, "not set\n");
	fails(GetOverlappedResult(rd, &io.ov, &moved, FALSE),
	      ERROR_OPERATION_ABORTED);
	port_empty(port);
	io_read(rd, &io);
	feed(wr, "x", 1);
	ok(WaitForSingleObject(event, 20000) == WAIT_OBJECT_0, "not set\n");
	works(GetOverlappedResult(rd, &io.ov, &moved, TRUE));
	ok(moved == 1, "moved %u\n", moved);
	feed(wr, "y", 1);
	works(ReadFile(rd, io.buf, 64, &moved, &io.ov));
	port_empty(port);
	CloseHandle(event);
	port_pair_close(port, rd, wr);
}

/* An event and the packet: both, exactly once each. */
static void with_event(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	io_init(&io);
	io_read(rd, &io);
	feed(wr, "xy", 2);
	io_ends(rd, &io, 0, 2);
	/* the event comes after the status: it may be on its way */
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "not set\n");
	port_gives(port, FILE_KEY, &io.ov, 0, 2);
	port_empty(port);
	io_fini(&io);
	port_pair_close(port, rd, wr);
}

/* Many operations at once: a packet each, none twice. */
static void many(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	static struct io io[200];
	BOOL seen[200] = {0};
	OVERLAPPED *ov;
	ULONG_PTR key;
	DWORD moved, total = 0;

	for (int i = 0; i < 200; i++)
		read_silently(rd, &io[i]);
	for (int i = 0; i < 200; i += 3)
		works(CancelIoEx(rd, &io[i].ov));
	for (int i = 0; i < 70; i++)
		feed(wr, "x", 1);
	works(CancelIoEx(rd, NULL));
	for (int i = 0; i < 200; i++) {
		BOOL ret = GetQueuedCompletionStatus(port, &moved, &key, &ov,
						     20000);
		struct io *which = CONTAINING_RECORD(ov, struct io, ov);

		/* one read may find several bytes */
		ok(ov && !moved == !ret, "result %d moved %u\n", ret, moved);
		if (!ov)
			break;
		total += moved;
		ok(!seen[which - io], "number %d twice\n", (int)(which - io));
		seen[which - io] = TRUE;
	}
	port_empty(port);
	works(SetFileCompletionNotificationModes(
		rd, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
	total += drain(rd);
	ok(total == 70, "%u bytes\n", total);
	port_pair_close(port, rd, wr);
}

/* K-111 */
static void routines_refused(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io = {0};

	fails(ReadFileEx(rd, io.buf, 64, &io.ov,
			 (LPOVERLAPPED_COMPLETION_ROUTINE)1),
	      ERROR_INVALID_PARAMETER);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

static HANDLE file_of_ten(void)
{
	HANDLE file = CreateFileA(fixture_path("regular"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, FILE_FLAG_OVERLAPPED, NULL);

	feed(file, "0123456789", 10);
	return file;
}

/* K-131: a regular file's reads and writes, which never wait for anybody. */
static void regular_file(void)
{
	HANDLE file = file_of_ten(), port = new_port(0);
	struct io io = {0};

	port_add(port, file);
	io.ov.Offset = 5;
	SetLastError(ERROR_IO_PENDING);
	ok(ReadFile(file, io.buf, 64, NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	port_gives(port, FILE_KEY, &io.ov, 0, 5);
	ok(!memcmp(io.buf, "56789", 5), "other bytes\n");
	ok(WriteFile(file, "ab", 2, NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	port_gives(port, FILE_KEY, &io.ov, 0, 2);
	/* past the end: an error now, or a packet of it */
	io.ov.Offset = 100;
	ok(!ReadFile(file, io.buf, 64, NULL, &io.ov), "it read\n");
	if (GetLastError() == ERROR_IO_PENDING)
		port_gives(port, FILE_KEY, &io.ov, ERROR_HANDLE_EOF, 0);
	else
		ok(GetLastError() == ERROR_HANDLE_EOF, "error %u\n",
		   GetLastError());
	port_empty(port);
	CloseHandle(file);
	CloseHandle(port);
}

START_TEST(GetQueuedCompletionStatus)
{
	RUN(pending);
	RUN(at_once);
	RUN(failed_at_once);
	RUN(failed_later);
	RUN(cancelled);
	RUN(time_out);
	RUN(bad_arguments);
	RUN(first_in_first_out);
	RUN(not_alertable);
	RUN(late_status);
	RUN(low_bit);
	RUN(with_event);
	RUN(many);
	RUN(routines_refused);
	RUN(regular_file);
}
