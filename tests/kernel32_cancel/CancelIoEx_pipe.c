/*
 * CancelIoEx on named pipes: which operations it finds, and that nothing which was
 * sent is lost or doubled when it comes too late.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "named_pipe.h"

static char big[4 * QUOTA];

/* K-015 K-022: everything of this end. */
static void all_of_an_end(void)
{
	struct pipe_ends p;
	struct io rd[3], wr;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	for (int i = 0; i < 3; i++) {
		io_init(&rd[i]);
		io_read(p.server, &rd[i]);
	}
	io_init(&wr);
	io_pends(__FILE__, __LINE__,
		 WriteFile(p.server, big, sizeof(big), NULL, &wr.ov));
	works(CancelIoEx(p.server, NULL));
	for (int i = 0; i < 3; i++) {
		io_ends(p.server, &rd[i], ERROR_OPERATION_ABORTED, 0);
		io_fini(&rd[i]);
	}
	io_ends(p.server, &wr, ERROR_OPERATION_ABORTED, 0);
	io_fini(&wr);
	/* Wine 8 finds nothing, and says TRUE */
	todo_wine
		fails(CancelIoEx(p.server, NULL), ERROR_NOT_FOUND);
	pipe_get(p.client, QUOTA, ERROR_OPERATION_ABORTED, NULL, 0);
	pipe_close(&p);
}

/* K-017 K-026: the read in the middle; the others keep their places. */
static void one_of_many(void)
{
	struct pipe_ends p;
	struct io io[3];

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	for (int i = 0; i < 3; i++) {
		io_init(&io[i]);
		io_read(p.client, &io[i]);
	}
	works(CancelIoEx(p.client, &io[1].ov));
	io_ends(p.client, &io[1], ERROR_OPERATION_ABORTED, 0);
	io_waits(p.client, &io[0]);
	io_waits(p.client, &io[2]);
	pipe_put(p.server, "a", 1);
	pipe_put(p.server, "bb", 2);
	io_ends(p.client, &io[0], 0, 1);
	io_ends(p.client, &io[2], 0, 2);
	for (int i = 0; i < 3; i++)
		io_fini(&io[i]);
	pipe_close(&p);
}

/* A read that waits is given what exceeds the quota; one that was cancelled no
 * longer. */
static void no_longer_wanted(void)
{
	struct pipe_ends p;
	struct io rd, wr;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&rd);
	io_init(&wr);
	pipe_put(p.server, big, QUOTA);
	pipe_get(p.client, QUOTA, 0, big, QUOTA);
	io_read(p.client, &rd);
	works(CancelIoEx(p.client, &rd.ov));
	io_ends(p.client, &rd, ERROR_OPERATION_ABORTED, 0);
	io_pends(__FILE__, __LINE__,
		 WriteFile(p.server, big, QUOTA + 1, NULL, &wr.ov));
	io_waits(p.server, &wr);
	pipe_get(p.client, 1, 0, big, 1);
	io_ends(p.server, &wr, 0, QUOTA + 1);
	io_fini(&wr);
	io_fini(&rd);
	pipe_close(&p);
}

/* K-027: by the other end of the same pipe nothing is found. */
static void other_end(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_read(p.client, &io);
	fails(CancelIoEx(p.server, &io.ov), ERROR_NOT_FOUND);
	io_waits(p.client, &io);
	pipe_put(p.server, "x", 1);
	io_ends(p.client, &io, 0, 1);
	fails(CancelIoEx(p.client, &io.ov), ERROR_NOT_FOUND);
	io_fini(&io);
	pipe_close(&p);
}

/* K-038: the handle it was begun through is closed, another is not. */
static void through_what_is_left(void)
{
	struct pipe_ends p;
	HANDLE copy = NULL;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	works(DuplicateHandle(GetCurrentProcess(), p.server,
			      GetCurrentProcess(), &copy, 0, FALSE,
			      DUPLICATE_SAME_ACCESS));
	io_init(&io);
	io_read(p.server, &io);
	CloseHandle(p.server);
	p.server = copy;
	io_waits(copy, &io);
	works(CancelIoEx(copy, &io.ov));
	io_ends(copy, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	pipe_close(&p);
}

/* K-036: a synchronous call at this end, from another thread. */
static void a_synchronous_call(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_pair(&p, BYTES, 0);
	b.file = p.client;
	blocked_start(&b, blocked_read);
	blocked_cancel_file(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	b.data = big;
	b.size = sizeof(big);
	blocked_start(&b, blocked_write);
	blocked_cancel_file(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	pipe_put(p.client, "next", 4);
	pipe_get(p.server, 64, 0, "next", 4);
	pipe_close(&p);
}

/* K-166 K-168: the last handle is closed. Wine 8 calls it a broken pipe. */
static void closed(void)
{
	struct pipe_ends p;
	struct io rd, wr;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&rd);
	io_init(&wr);
	io_read(p.server, &rd);
	io_pends(__FILE__, __LINE__,
		 WriteFile(p.server, big, sizeof(big), NULL, &wr.ov));
	CloseHandle(p.server);
	p.server = NULL;
	ok(WaitForSingleObject(rd.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the read goes on\n");
	ok(WaitForSingleObject(wr.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the write goes on\n");
	todo_wine
		ok(rd.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
		   (unsigned)rd.ov.Internal);
	todo_wine
		ok(wr.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
		   (unsigned)wr.ov.Internal);
	io_fini(&rd);
	io_fini(&wr);
	pipe_close(&p);
}

#define SENT 2000

static DWORD WINAPI send_numbers(void *arg)
{
	HANDLE file = arg;
	DWORD moved;
	struct io io;

	io_init(&io);
	for (DWORD i = 0; i < SENT; i++)
		if (!WriteFile(file, &i, sizeof(i), NULL, &io.ov) &&
		    (GetLastError() != ERROR_IO_PENDING ||
		     !GetOverlappedResult(file, &io.ov, &moved, TRUE)))
			return 1;
	io_fini(&io);
	return 0;
}

/* K-020 K-106: reads are cancelled all the time; every message comes once. */
static void none_lost(void)
{
	DWORD next = 0, number, moved, code = 1;
	struct pipe_ends p;
	HANDLE thread;
	struct io io;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	thread = CreateThread(NULL, 0, send_numbers, p.client, 0, NULL);
	while (next < SENT) {
		number = UNTOUCHED;
		if (!ReadFile(p.server, &number, sizeof(number), NULL,
			      &io.ov)) {
			if (GetLastError() != ERROR_IO_PENDING)
				break;
			CancelIoEx(p.server, &io.ov);
		}
		if (!GetOverlappedResult(p.server, &io.ov, &moved, TRUE)) {
			if (GetLastError() != ERROR_OPERATION_ABORTED)
				break;
			continue;
		}
		ok(moved == sizeof(number) && number == next,
		   "message %u of %u bytes, not %u\n", number, moved, next);
		next = number + 1;
	}
	ok(next == SENT, "%u messages, error %u\n", next, GetLastError());
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "hangs\n");
	ok(GetExitCodeThread(thread, &code) && !code, "code %u\n", code);
	CloseHandle(thread);
	io_fini(&io);
	pipe_close(&p);
}

/* K-104: writes are cancelled all the time; those that came back are not read. */
static void none_too_many(void)
{
	static BOOL sent[SENT];
	DWORD moved, number, last = 0, count = 0, expected = 0;
	struct pipe_ends p;
	struct io io, rd;

	pipe_name(p.name);
	p.server = CreateNamedPipeA(p.name, DUPLEX | FILE_FLAG_OVERLAPPED,
				    MESSAGES, 1, 16, 16, 0, NULL);
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_init(&rd);
	for (DWORD i = 1; i < SENT; i++) {
		if (WriteFile(p.client, &i, sizeof(i), NULL, &io.ov) ||
		    (GetLastError() == ERROR_IO_PENDING &&
		     (CancelIoEx(p.client, &io.ov), TRUE) &&
		     GetOverlappedResult(p.client, &io.ov, &moved, TRUE))) {
			sent[i] = TRUE;
			expected++;
		}
		/* some room now and then */
		if (i % 3 && i != SENT - 1)
			continue;
		while (ReadFile(p.server, &number, sizeof(number), NULL,
				&rd.ov)) {
			ok(number < SENT && number > last && sent[number],
			   "message %u after %u\n", number, last);
			last = number;
			count++;
			if (i != SENT - 1)
				break;
		}
		if (!HasOverlappedIoCompleted(&rd.ov)) {
			CancelIoEx(p.server, &rd.ov);
			ok(!GetOverlappedResult(p.server, &rd.ov, &moved, TRUE),
			   "read %u\n", moved);
		}
	}
	ok(count == expected && count > SENT / 4 && count < SENT - 1,
	   "%u messages, %u sent\n", count, expected);
	io_fini(&io);
	io_fini(&rd);
	pipe_close(&p);
}

START_TEST(CancelIoEx_pipe)
{
	RUN(all_of_an_end);
	RUN(one_of_many);
	RUN(no_longer_wanted);
	RUN(other_end);
	RUN(through_what_is_left);
	RUN(a_synchronous_call);
	RUN(closed);
	RUN(none_lost);
	RUN(none_too_many);
}
