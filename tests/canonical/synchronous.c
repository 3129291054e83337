/*
 * The canonical cases for calls that block their thread: each case once, for each
 * kind of call. CancelSynchronousIo by the thread, CancelIoEx by the file.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "cases.h"
#include "named_pipe_calls.h"
#include "directory_calls.h"
#include "range_calls.h"
#include "serial_calls.h"
#include "socket_calls.h"

static void start(const struct kind *k, struct blocked *b)
{
	blocked_start(b, k->call);
	if (k->slow)
		ok(fixture_fuse_wait(k->slow, 1), "%s\n", fixture_why());
}

/* Aborted, or with the part of a write that had been accepted (case 11). */
#define ends_aborted(k, b) ends_aborted_(__LINE__, k, b)
static void ends_aborted_(int line, const struct kind *k, struct blocked *b)
{
	DWORD wait = WaitForSingleObject(b->thread, 20000);

	ok_(__FILE__, line)(wait == WAIT_OBJECT_0, "still blocked\n");
	if (k->partial && b->ret)
		ok_(__FILE__, line)(b->count && b->count < sizeof(big),
				    "count %u\n", b->count);
	else
		ok_(__FILE__, line)(!b->ret &&
					    b->err == ERROR_OPERATION_ABORTED,
				    "result %d error %u\n", b->ret, b->err);
	CloseHandle(b->thread);
}

/* 1, 11, 14: K-044 K-046 K-054 K-056 K-106 F-305. */
static void by_its_thread(const struct kind *k, struct blocked *b, HANDLE peer)
{
	(void)peer;
	start(k, b);
	blocked_cancel(b);
	ends_aborted(k, b);
}

/* 1, 4: K-015 K-036. */
static void by_its_file(const struct kind *k, struct blocked *b, HANDLE peer)
{
	(void)peer;
	if (k->no_file) {
		skip("there is no file yet\n");
		return;
	}
	start(k, b);
	blocked_cancel_file(b);
	ends_aborted(k, b);
}

/* 2: K-051; what has ended is not found. */
static void finished_first(const struct kind *k, struct blocked *b, HANDLE peer)
{
	start(k, b);
	k->serve(b, peer);
	ok(WaitForSingleObject(b->thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	ok(b->ret, "error %u\n", b->err);
	fails(CancelSynchronousIo(b->thread), ERROR_NOT_FOUND);
	CloseHandle(b->thread);
}

/* 3: K-033; a second one right behind the first. */
static void twice(const struct kind *k, struct blocked *b, HANDLE peer)
{
	BOOL ret;

	(void)peer;
	start(k, b);
	blocked_cancel(b);
	ret = CancelSynchronousIo(b->thread);
	ok(ret || GetLastError() == ERROR_NOT_FOUND, "error %u\n",
	   GetLastError());
	ends_aborted(k, b);
}

/* 6: K-041; another thread's call is another's. */
static void others(const struct kind *k, struct blocked *b, HANDLE peer)
{
	struct blocked other = {0};
	DWORD moved;
	HANDLE wr;

	(void)peer;
	works(CreatePipe(&other.file, &wr, NULL, 0));
	blocked_start(&other, blocked_read);
	start(k, b);
	blocked_cancel(b);
	ends_aborted(k, b);
	works(WriteFile(wr, "o", 1, &moved, NULL));
	blocked_ends(&other, 0, 1);
	CloseHandle(wr);
	CloseHandle(other.file);
}

/* 7: K-007; CancelIo is not for these. */
static void not_by_cancelio(const struct kind *k, struct blocked *b, HANDLE peer)
{
	if (k->no_file) {
		skip("there is no file yet\n");
		return;
	}
	start(k, b);
	for (int i = 0; i < 100; i++) {
		works(CancelIo(b->file));
		SwitchToThread();
	}
	ok(WaitForSingleObject(b->thread, 0) == WAIT_TIMEOUT, "it ended\n");
	k->serve(b, peer);
	ok(WaitForSingleObject(b->thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	ok(b->ret, "error %u\n", b->err);
	CloseHandle(b->thread);
}

static void run_for(const struct kind *k,
		    void (*fn)(const struct kind *, struct blocked *, HANDLE))
{
	struct blocked b = {0};
	HANDLE peer = NULL;

	if (!k->open(&b, &peer))
		return;
	fn(k, &b, peer);
	if (b.file)
		CloseHandle(b.file);
	if (peer)
		CloseHandle(peer);
	if (b.opened)
		CloseHandle(b.opened);
}

/* Afterwards the regular file's case: a call that never waits is not found. */
static void regular_file(void)
{
	HANDLE file = CreateFileA(fixture_path("regular"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, 0, NULL);
	char buf[16];
	DWORD moved;

	works(WriteFile(file, "0123456789", 10, &moved, NULL));
	SetFilePointer(file, 0, NULL, FILE_BEGIN);
	works(ReadFile(file, buf, 16, &moved, NULL));
	ok(moved == 10, "moved %u\n", moved);
	fails(CancelSynchronousIo(GetCurrentThread()), ERROR_NOT_FOUND);
	CloseHandle(file);
}

#define CASES(X, k)          \
	X(k, by_its_thread)  \
	X(k, by_its_file)    \
	X(k, finished_first) \
	X(k, twice)          \
	X(k, others)         \
	X(k, not_by_cancelio)

#define EACH_CALL(X) \
	X(pipe_read) X(pipe_write) X(terminal_read) X(terminal_write) \
	X(serial_read) X(serial_event) X(fifo_open) X(slow_open) X(slow_read) \
	X(slow_write) X(slow_copy) X(slow_flush) X(named_read) X(named_write) \
	X(named_transact) X(named_connect) X(named_flush) X(changes) \
	X(range_wait) X(sock_recv) X(sock_send) X(sock_accept) X(sock_connect)

EACH_CALL(DEFINE_ALL)

START_TEST(synchronous)
{
	EACH_CALL(RUN_ALL)
	RUN(regular_file);
}
