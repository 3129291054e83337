/*
 * CancelIoEx on calls that block their thread: a read, a write, a call that
 * waits for its turn on the handle.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

/* K-036 K-018: a blocking read ends by way of its file. */
static void blocking_read(void)
{
	struct blocked b = {0};
	HANDLE wr;
	DWORD left;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, blocked_read);
	blocked_cancel_file(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	works(WriteFile(wr, "ab", 2, &left, NULL));
	works(ReadFile(b.file, b.buf, 64, &left, NULL));
	ok(left == 2, "a cancelled read took bytes: %u left\n", left);
	CloseHandle(wr);
	CloseHandle(b.file);
}

/* K-036 K-106: a blocking write keeps what it moved. */
static void blocking_write(void)
{
	static char big[1000000];
	struct blocked b = {0};
	char page[4096];
	DWORD total = 0, moved;
	HANDLE rd;

	works(CreatePipe(&rd, &b.file, NULL, 0));
	b.data = big;
	b.size = sizeof(big);
	blocked_start(&b, blocked_write);
	blocked_cancel_file(&b);
	WaitForSingleObject(b.thread, INFINITE);
	ok(b.ret ? b.count > 0 && b.count < sizeof(big) : b.err == ERROR_OPERATION_ABORTED && b.count == 0,
	   "result %d error %u count %u\n", b.ret, b.err, b.count);
	CloseHandle(b.thread);
	CloseHandle(b.file);
	while (ReadFile(rd, page, sizeof(page), &moved, NULL))
		total += moved;
	ok(GetLastError() == ERROR_BROKEN_PIPE, "error %u\n", GetLastError());
	ok(total == b.count, "wrote %u, read %u\n", b.count, total);
	CloseHandle(rd);
}

/* K-017 K-022: no OVERLAPPED stands for a blocking call of another thread. */
static void by_a_foreign_overlapped(void)
{
	struct blocked b = {0};
	OVERLAPPED ov = {0};
	DWORD moved;
	HANDLE wr;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, blocked_read);
	for (int i = 0; i < 100; i++) {
		fails(CancelIoEx(b.file, &ov), ERROR_NOT_FOUND);
		SwitchToThread();
	}
	works(WriteFile(wr, "c", 1, &moved, NULL));
	blocked_ends(&b, 0, 1);
	CloseHandle(wr);
	CloseHandle(b.file);
}

/* K-015 K-173: the one in the call and the one waiting for its turn. */
static void waiting_for_its_turn(void)
{
	struct blocked a = {0}, b = {0};
	HANDLE wr;

	works(CreatePipe(&a.file, &wr, NULL, 0));
	b.file = a.file;
	blocked_start(&a, blocked_read);
	blocked_start(&b, blocked_read);
	blocked_cancel_file(&a);
	blocked_cancel_file(&b);
	blocked_ends(&a, ERROR_OPERATION_ABORTED, 0);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(wr);
	CloseHandle(a.file);
}

/* K-041: other files' blocked threads are left alone. */
static void other_file(void)
{
	struct blocked a = {0}, b = {0};
	HANDLE wr[2];
	DWORD moved;

	works(CreatePipe(&a.file, &wr[0], NULL, 0));
	works(CreatePipe(&b.file, &wr[1], NULL, 0));
	blocked_start(&a, blocked_read);
	blocked_start(&b, blocked_read);
	blocked_cancel_file(&a);
	blocked_ends(&a, ERROR_OPERATION_ABORTED, 0);
	works(WriteFile(wr[1], "d", 1, &moved, NULL));
	blocked_ends(&b, 0, 1);
	CloseHandle(wr[0]);
	CloseHandle(wr[1]);
	CloseHandle(a.file);
	CloseHandle(b.file);
}

START_TEST(CancelIoEx_sync)
{
	RUN(blocking_read);
	RUN(blocking_write);
	RUN(by_a_foreign_overlapped);
	RUN(waiting_for_its_turn);
	RUN(other_file);
}
