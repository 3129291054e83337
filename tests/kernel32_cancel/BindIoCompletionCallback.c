/*
 * BindIoCompletionCallback: every end of an operation on the file is a callback.
 */
#include <windows.h>
#include "wine/test.h"
#include "port.h"
#include "pool.h"

static struct gate gate;
static OVERLAPPED *last_ov;
static DWORD last_error, last_bytes;

static void CALLBACK note(DWORD error, DWORD bytes, OVERLAPPED *ov)
{
	last_error = error;
	last_bytes = bytes;
	last_ov = ov;
	gate_count(&gate);
}

static void CALLBACK other(DWORD error, DWORD bytes, OVERLAPPED *ov)
{
	InterlockedIncrement(&gate.over);
	note(error, bytes, ov);
}

static void noted(struct io *io, DWORD error, DWORD bytes)
{
	gate_comes(&gate, 1);
	ok(last_ov == &io->ov, "overlapped %p\n", last_ov);
	ok(last_error == error, "error %u, not %u\n", last_error, error);
	ok(last_bytes == bytes, "%u bytes, not %u\n", last_bytes, bytes);
}

/* Q-012 K-134: ends and cancels of two files with one function, and of a third. */
static void told(void)
{
	HANDLE rd[3], wr[3];
	struct io io;

	gate_init(&gate);
	for (int i = 0; i < 3; i++) {
		ok(overlapped_pair(&rd[i], &wr[i]), "no pair\n");
		succeeds(BindIoCompletionCallback(rd[i], i < 2 ? note : other,
						  0));
	}
	for (int i = 0; i < 3; i++) {
		read_silently(rd[i], &io);
		feed(wr[i], "abc", 3);
		noted(&io, 0, 3);
		read_silently(rd[i], &io);
		works(CancelIoEx(rd[i], &io.ov));
		noted(&io, ERROR_OPERATION_ABORTED, 0);
	}
	ok(gate.over == 2, "%d came to the other\n", (int)gate.over);
	for (int i = 0; i < 3; i++) {
		CloseHandle(rd[i]);
		CloseHandle(wr[i]);
	}
	came(&gate, 6);
	gate_fini(&gate);
}

/* Q-011 Q-012 */
static void bad_input(void)
{
	HANDLE rd, wr, a, b;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	works(CreatePipe(&a, &b, NULL, 0));
	succeeds(BindIoCompletionCallback(rd, note, 0));
	refuses(BindIoCompletionCallback(rd, note, 0), ERROR_INVALID_PARAMETER);
	refuses(BindIoCompletionCallback(a, note, 0), ERROR_INVALID_PARAMETER);
	refuses(BindIoCompletionCallback(NULL, note, 0), ERROR_INVALID_HANDLE);
	refuses(BindIoCompletionCallback(INVALID_HANDLE_VALUE, note, 0),
		ERROR_INVALID_HANDLE);
	/* Wine 8 does not look */
	todo_wine refuses(BindIoCompletionCallback(wr, note, 1),
			  ERROR_INVALID_PARAMETER);
	CloseHandle(rd);
	CloseHandle(wr);
	CloseHandle(a);
	CloseHandle(b);
}

START_TEST(BindIoCompletionCallback)
{
	RUN(told);
	RUN(bad_input);
}
