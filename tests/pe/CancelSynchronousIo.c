/*
 * A Windows program in Wine, linked against kernel32_cancel.dll: its blocking
 * reads and writes of FIFOs can be cancelled, which Wine's own kernel32 cannot.
 * The runner also builds this file without the DLL, to see that the first case
 * fails there.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "fixture.h"

#define UNTOUCHED 0xdead

struct blocked {
	HANDLE reader, writer, thread;
	BOOL writes, ret;
	DWORD err, count, size;
	char *data;
	char byte;
};

static void open_fifo(struct blocked *b)
{
	const char *path = fixture_fifo(0);

	memset(b, 0, sizeof(*b));
	b->data = &b->byte;
	b->size = 1;
	/* The reader first: nobody can open a FIFO for writing alone. */
	b->reader = CreateFileA(path, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0,
				NULL);
	b->writer = CreateFileA(path, GENERIC_WRITE, 7, NULL, OPEN_EXISTING, 0,
				NULL);
	ok(b->reader != INVALID_HANDLE_VALUE, "no reader: %u\n",
	   (unsigned)GetLastError());
	ok(b->writer != INVALID_HANDLE_VALUE, "no writer: %u\n",
	   (unsigned)GetLastError());
}

static void close_fifo(struct blocked *b)
{
	CloseHandle(b->reader);
	CloseHandle(b->writer);
}

static DWORD WINAPI transfer(void *arg)
{
	struct blocked *b = arg;

	b->count = UNTOUCHED;
	SetLastError(UNTOUCHED);
	if (b->writes)
		b->ret = WriteFile(b->writer, b->data, b->size, &b->count,
				   NULL);
	else
		b->ret = ReadFile(b->reader, b->data, b->size, &b->count,
				  NULL);
	b->err = GetLastError();
	return 0;
}

static void start(struct blocked *b)
{
	b->thread = CreateThread(NULL, 0, transfer, b, 0, NULL);
	ok(b->thread != NULL, "no thread: %u\n", (unsigned)GetLastError());
}

/* Until it is found in its call; false: it ended without that. */
static BOOL cancel(HANDLE thread)
{
	for (;;) {
		SetLastError(UNTOUCHED);
		if (CancelSynchronousIo(thread))
			return TRUE;
		if (GetLastError() != ERROR_NOT_FOUND ||
		    WaitForSingleObject(thread, 0) != WAIT_TIMEOUT)
			return FALSE;
		SwitchToThread();
	}
}

/* The error is read before ok() can change it. */
static void refused(HANDLE thread, DWORD expected)
{
	DWORD err;
	BOOL ret;

	SetLastError(UNTOUCHED);
	ret = CancelSynchronousIo(thread);
	err = GetLastError();
	ok(!ret, "found something\n");
	ok(err == expected, "error %u, not %u\n", (unsigned)err,
	   (unsigned)expected);
}

static void ends(struct blocked *b, BOOL ret, DWORD err, DWORD count)
{
	ok(WaitForSingleObject(b->thread, INFINITE) == WAIT_OBJECT_0,
	   "no end\n");
	ok(b->ret == ret, "result %d\n", b->ret);
	ok(b->err == err, "error %u\n", (unsigned)b->err);
	ok(b->count == count, "count %u\n", (unsigned)b->count);
	CloseHandle(b->thread);
}

static void put(struct blocked *b, char byte)
{
	DWORD count = 0;

	ok(WriteFile(b->writer, &byte, 1, &count, NULL) && count == 1,
	   "write: %u\n", (unsigned)GetLastError());
}

/* K-041 K-042 K-043 K-046 K-054 */
static void blocked_read(void)
{
	struct blocked b;
	DWORD err;
	BOOL ret;

	open_fifo(&b);
	start(&b);
	ret = cancel(b.thread);
	err = GetLastError();
	ok(ret, "nothing to cancel: %u\n", (unsigned)err);
	ok(err == UNTOUCHED, "the last error became %u\n", (unsigned)err);
	ends(&b, FALSE, ERROR_OPERATION_ABORTED, 0);
	close_fifo(&b);
}

/* A cancelled read leaves nobody behind who would eat the next byte. */
static void next_byte_is_kept(void)
{
	struct blocked b;

	open_fifo(&b);
	start(&b);
	ok(cancel(b.thread), "nothing to cancel\n");
	ends(&b, FALSE, ERROR_OPERATION_ABORTED, 0);
	put(&b, 'x');
	start(&b);
	ends(&b, TRUE, UNTOUCHED, 1);
	ok(b.byte == 'x', "read %#x\n", b.byte);
	close_fifo(&b);
}

/* K-047, K-051, K-053: before the call there is nothing, and no memory of it. */
static void between_two_calls(void)
{
	struct blocked b;

	open_fifo(&b);
	b.thread = CreateThread(NULL, 0, transfer, &b, CREATE_SUSPENDED, NULL);
	refused(b.thread, ERROR_NOT_FOUND);
	put(&b, 'y');
	ResumeThread(b.thread);
	ends(&b, TRUE, UNTOUCHED, 1);
	refused(GetCurrentThread(), ERROR_NOT_FOUND);
	close_fifo(&b);
}

/* K-050, K-052 */
static void bad_handles(void)
{
	struct blocked b;
	HANDLE weak, strong;

	refused((HANDLE)0xdeadbee0, ERROR_INVALID_HANDLE);
	open_fifo(&b);
	start(&b);
	ok(DuplicateHandle(GetCurrentProcess(), b.thread, GetCurrentProcess(),
			   &weak, THREAD_QUERY_INFORMATION | SYNCHRONIZE,
			   FALSE, 0), "no weak handle\n");
	ok(DuplicateHandle(GetCurrentProcess(), b.thread, GetCurrentProcess(),
			   &strong, THREAD_TERMINATE | SYNCHRONIZE, FALSE, 0),
	   "no strong handle\n");
	refused(weak, ERROR_ACCESS_DENIED);
	ok(cancel(strong), "THREAD_TERMINATE is not enough\n");
	ends(&b, FALSE, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(weak);
	CloseHandle(strong);
	close_fifo(&b);
}

/* What has moved is reported, cancelled or not. */
static void blocked_write(void)
{
	static char big[1 << 20], back[1 << 20];
	struct blocked b;
	DWORD count, left;

	open_fifo(&b);
	b.writes = TRUE;
	b.data = big;
	b.size = sizeof(big);
	start(&b);
	ok(cancel(b.thread), "nothing to cancel\n");
	WaitForSingleObject(b.thread, INFINITE);
	/* The cancel may come before the first byte. */
	if (!b.ret)
		ok(b.err == ERROR_OPERATION_ABORTED && !b.count,
		   "error %u, count %u\n", (unsigned)b.err,
		   (unsigned)b.count);
	ok(b.count < sizeof(big), "wrote it all\n");
	CloseHandle(b.thread);
	CloseHandle(b.writer);
	for (left = b.count; left; left -= count) {
		count = 0;
		ok(ReadFile(b.reader, back, sizeof(back), &count, NULL),
		   "read: %u\n", (unsigned)GetLastError());
		if (!count || count > left)
			break;
	}
	ok(!left, "%u bytes are missing\n", (unsigned)left);
	ok(ReadFile(b.reader, back, 1, &count, NULL) && !count,
	   "%u bytes too many\n", (unsigned)count);
	CloseHandle(b.reader);
}

/* Wine suspends by a signal: that interrupts the call and must not end it. */
static void foreign_signal(void)
{
	struct blocked b;
	int i;

	open_fifo(&b);
	start(&b);
	for (i = 0; i < 50; i++) {
		ok(SuspendThread(b.thread) != ~0u, "suspend\n");
		ok(ResumeThread(b.thread) != ~0u, "resume\n");
	}
	ok(WaitForSingleObject(b.thread, 0) == WAIT_TIMEOUT, "ended\n");
	ok(cancel(b.thread), "nothing to cancel\n");
	ends(&b, FALSE, ERROR_OPERATION_ABORTED, 0);
	close_fifo(&b);
}

/*
 * After threads that were killed in their call, asked to stop or not, reads and
 * cancels work as before. Wine reports a thread dead that may yet be taking a
 * byte, so nothing is said about which read gets which.
 */
static void killed_thread(void)
{
	struct blocked b;
	int i;

	open_fifo(&b);
	for (i = 0; i < 20; i++) {
		start(&b);
		if (i & 1)
			cancel(b.thread);
		TerminateThread(b.thread, 0);
		WaitForSingleObject(b.thread, INFINITE);
		CloseHandle(b.thread);
	}
	start(&b);
	ok(cancel(b.thread), "nothing to cancel\n");
	ends(&b, FALSE, ERROR_OPERATION_ABORTED, 0);
	start(&b);
	do
		put(&b, 'z');
	while (WaitForSingleObject(b.thread, 100) == WAIT_TIMEOUT);
	ends(&b, TRUE, UNTOUCHED, 1);
	ok(b.byte == 'z', "read %#x\n", b.byte);
	close_fifo(&b);
}

#define STORM 20000

struct storm {
	struct blocked b;
	LONG volatile done, total, cancelled;
	DWORD read, other, read_sum, wrote_sum;
};

static DWORD WINAPI storm_reader(void *arg)
{
	struct storm *s = arg;
	DWORD count;
	BYTE byte;

	while (s->read != (DWORD)s->total) {
		if (ReadFile(s->b.reader, &byte, 1, &count, NULL)) {
			s->read += count;
			s->read_sum += byte;
		} else if (GetLastError() == ERROR_OPERATION_ABORTED) {
			s->cancelled++;
		} else {
			s->other++;
			break;
		}
	}
	InterlockedExchange(&s->done, 1);
	return 0;
}

/* Goes on until one read in a hundred was cancelled, too. */
static DWORD WINAPI storm_writer(void *arg)
{
	struct storm *s = arg;
	DWORD i, count;
	BOOL last;
	BYTE byte;

	for (i = 1;; i++) {
		byte = i;
		s->wrote_sum += byte;
		last = i >= STORM && (DWORD)s->cancelled * 100 >= i;
		/* The reader must not begin a read after the last byte. */
		if (last)
			InterlockedExchange(&s->total, i);
		if (!WriteFile(s->b.writer, &byte, 1, &count, NULL))
			return 0;
		if (last)
			return 1;
		/* Let the reader drain it, so that it blocks again. */
		if (!(i % 4))
			SwitchToThread();
	}
}

/* Cancels at any moment: every byte arrives once, every cancel ends one call. */
static void storm(void)
{
	static struct storm s;
	DWORD hits = 0, wrote = 0;
	HANDLE reader, writer;

	open_fifo(&s.b);
	s.total = -1;
	reader = CreateThread(NULL, 0, storm_reader, &s, 0, NULL);
	writer = CreateThread(NULL, 0, storm_writer, &s, 0, NULL);
	while (!s.done)
		hits += CancelSynchronousIo(reader);
	WaitForSingleObject(reader, INFINITE);
	WaitForSingleObject(writer, INFINITE);
	GetExitCodeThread(writer, &wrote);
	ok(wrote == 1, "the writer failed\n");
	ok(!s.other, "a read failed otherwise\n");
	ok(s.read == (DWORD)s.total, "read %u of %u\n", (unsigned)s.read,
	   (unsigned)s.total);
	ok(s.read_sum == s.wrote_sum, "sum %u, not %u\n",
	   (unsigned)s.read_sum, (unsigned)s.wrote_sum);
	ok(hits >= (DWORD)s.cancelled, "%u cancels stopped %u reads\n",
	   (unsigned)hits, (unsigned)s.cancelled);
	trace("%u bytes, %u reads cancelled\n", (unsigned)s.read,
	      (unsigned)s.cancelled);
	CloseHandle(reader);
	CloseHandle(writer);
	close_fifo(&s.b);
}

START_TEST(CancelSynchronousIo)
{
	RUN(blocked_read);
	RUN(next_byte_is_kept);
	RUN(between_two_calls);
	RUN(bad_handles);
	RUN(blocked_write);
	RUN(foreign_signal);
	RUN(killed_thread);
	RUN(storm);
}
