/*
 * The canonical cases for every kind of overlapped operation: each case is
 * written once, against what a kind can do, and run for each kind.
 *
 * Case 13, fork, is in fork_elf.c; what blocks its thread is in synchronous.c.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "all_kinds.h"

/* 1: pending, then cancelled (K-002 K-005 K-019 K-023 K-067 K-095 W-051 W-052). */
static void cancelled(struct setup *s)
{
	struct io io;

	begin(s, &io);
	works(CancelIoEx(s->file, &io.ov));
	io_ends(s->file, &io, ERROR_OPERATION_ABORTED, 0);
	ok(io.ov.Internal == (ULONG)NT_CANCELLED && !io.ov.InternalHigh,
	   "status %#x count %u\n", (unsigned)io.ov.Internal,
	   (unsigned)io.ov.InternalHigh);
	begin(s, &io);
	works(CancelIo(s->file));
	io_ends(s->file, &io, ERROR_OPERATION_ABORTED, 0);
}

/* 2: what has finished keeps its result (K-022 K-040 K-077). */
static void finished_first(struct setup *s)
{
	struct io io;

	begin(s, &io);
	serve(s);
	io_ends(s->file, &io, 0, s->kind->moves);
	fails(CancelIoEx(s->file, &io.ov), ERROR_NOT_FOUND);
	works(CancelIo(s->file));
	io_ends(s->file, &io, 0, s->kind->moves);
}

/* 3: the second cancel finds nothing or asks for nothing (K-032 K-033). */
static void twice(struct setup *s)
{
	struct io io;
	BOOL ret;

	begin(s, &io);
	works(CancelIoEx(s->file, &io.ov));
	ret = CancelIoEx(s->file, &io.ov);
	ok(ret || GetLastError() == ERROR_NOT_FOUND, "error %u\n",
	   GetLastError());
	io_ends(s->file, &io, ERROR_OPERATION_ABORTED, 0);
	fails(CancelIoEx(s->file, &io.ov), ERROR_NOT_FOUND);
	io_ends(s->file, &io, ERROR_OPERATION_ABORTED, 0);
}

/* 4: all of the file (K-008 K-015). */
static void all(struct setup *s)
{
	const int count = s->kind->alone ? 1 : 3;
	struct io io[3];

	for (int i = 0; i < count; i++)
		begin(s, &io[i]);
	works(CancelIoEx(s->file, NULL));
	for (int i = 0; i < count; i++)
		io_ends(s->file, &io[i], ERROR_OPERATION_ABORTED, 0);
}

/* 5: only the named one (K-017 K-026). */
static void named(struct setup *s)
{
	struct io first, second;

	if (s->kind->alone) {
		skip("there is only one at a time\n");
		return;
	}
	begin(s, &first);
	begin(s, &second);
	works(CancelIoEx(s->file, &first.ov));
	io_ends(s->file, &first, ERROR_OPERATION_ABORTED, 0);
	io_waits(s->file, &second);
	s->pending--;
	serve(s);
	io_ends(s->file, &second, 0, s->kind->moves);
}

/* 6: another file's are left alone (K-027). */
static void other_files(struct setup *s)
{
	HANDLE rd, wr;
	struct io io, other;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&other);
	io_read(rd, &other);
	begin(s, &io);
	fails(CancelIoEx(rd, &io.ov), ERROR_NOT_FOUND);
	works(CancelIoEx(s->file, NULL));
	works(CancelIo(s->file));
	io_ends(s->file, &io, ERROR_OPERATION_ABORTED, 0);
	io_waits(rd, &other);
	feed(wr, "o", 1);
	io_ends(rd, &other, 0, 1);
	io_fini(&other);
	CloseHandle(rd);
	CloseHandle(wr);
}

struct other {
	struct setup *s;
	struct io io;
	HANDLE begun, leave;
};

static DWORD WINAPI begin_elsewhere(void *arg)
{
	struct other *o = arg;

	begin(o->s, &o->io);
	SetEvent(o->begun);
	if (o->leave)
		WaitForSingleObject(o->leave, INFINITE);
	return 0;
}

static HANDLE start_other(struct other *o, struct setup *s, BOOL stays)
{
	HANDLE thread;

	o->s = s;
	o->begun = CreateEventA(NULL, TRUE, FALSE, NULL);
	o->leave = stays ? CreateEventA(NULL, TRUE, FALSE, NULL) : NULL;
	thread = CreateThread(NULL, 0, begin_elsewhere, o, 0, NULL);
	WaitForSingleObject(o->begun, INFINITE);
	return thread;
}

/* 7: CancelIo spares other threads', CancelIoEx does not (K-001 K-018). */
static void other_threads(struct setup *s)
{
	struct other o;
	HANDLE thread = start_other(&o, s, TRUE);

	works(CancelIo(s->file));
	io_waits(s->file, &o.io);
	works(CancelIoEx(s->file, &o.io.ov));
	io_ends(s->file, &o.io, ERROR_OPERATION_ABORTED, 0);
	SetEvent(o.leave);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no exit\n");
	CloseHandle(thread);
	CloseHandle(o.begun);
	CloseHandle(o.leave);
}

/* 8: the last handle goes (K-166 K-168); before it, nothing happens. */
static void closed(struct setup *s)
{
	struct io io;
	HANDLE copy;

	works(DuplicateHandle(GetCurrentProcess(), s->file, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	begin(s, &io);
	CloseHandle(s->file);
	io_waits(copy, &io);
	CloseHandle(copy);
	s->file = NULL;
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	/* Wine's pipes end their own operations, as broken, before that. */
	todo_wine_if(!s->kind->listens)
		ok(io.ov.Internal == (s->kind->closed ? s->kind->closed :
							  (ULONG)NT_CANCELLED) &&
			     !io.ov.InternalHigh,
		     "status %#x count %u\n", (unsigned)io.ov.Internal,
		     (unsigned)io.ov.InternalHigh);
}

/* 9: block and buffer are the program's again (K-091 K-105). */
static void not_written(struct setup *s)
{
	struct io io, next;
	HANDLE event;

	begin(s, &io);
	event = io.ov.hEvent;
	works(CancelIoEx(s->file, &io.ov));
	io_ends(s->file, &io, ERROR_OPERATION_ABORTED, 0);
	memset(&io, 0x5a, sizeof(io));
	ResetEvent(event);
	s->pending = 0;
	begin(s, &next);
	serve(s);
	io_ends(s->file, &next, 0, s->kind->moves);
	for (unsigned i = 0; i < sizeof(io); i++)
		if (((unsigned char *)&io)[i] != 0x5a) {
			ok(0, "byte %u was written\n", i);
			break;
		}
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "set again\n");
}

static int routines;
static DWORD routine_error, routine_count;

static void WINAPI routine(DWORD error, DWORD count, OVERLAPPED *ov)
{
	ok(HasOverlappedIoCompleted(ov), "before the status\n");
	routines++;
	routine_error = error;
	routine_count = count;
}

/* 10: one routine each, after the status, for a cancel and for an end. */
static void one_notice(struct setup *s)
{
	struct io io;

	if (s->kind->start) {
		skip("it takes no routine\n");
		return;
	}
	/* K-107 K-108 K-117 */
	begin_ex(s, &io, routine);
	works(CancelIoEx(s->file, &io.ov));
	ok(routines == 0, "it ran inside the cancel\n");
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 1 && routine_error == ERROR_OPERATION_ABORTED &&
		   !routine_count,
	   "%d routines, error %u count %u\n", routines, routine_error,
	   routine_count);
	ok(SleepEx(0, TRUE) == 0, "one more\n");
	routines = 0;
	s->pending = 0;
	begin_ex(s, &io, routine);
	serve(s);
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 1 && !routine_error && routine_count == s->kind->moves,
	   "%d routines, error %u count %u\n", routines, routine_error,
	   routine_count);
	ok(SleepEx(0, TRUE) == 0, "one more\n");
}

/* 11: bytes that moved are told (K-106); of a read none have. */
static void partial(struct setup *s)
{
	static char big[300000];
	OVERLAPPED ov = {0};
	DWORD moved = UNTOUCHED, left;
	BOOL ret;

	if (!s->kind->take) {
		skip("it moves all or nothing\n");
		return;
	}
	s->kind->take(s, s->full);
	ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	fails(WriteFile(s->file, big, sizeof(big), NULL, &ov),
	      ERROR_IO_PENDING);
	works(CancelIoEx(s->file, &ov));
	ret = GetOverlappedResult(s->file, &ov, &moved, TRUE);
	ok(ret ? moved && moved < sizeof(big) : !moved && GetLastError() == ERROR_OPERATION_ABORTED,
	   "result %d error %u moved %u\n", ret, GetLastError(), moved);
	left = s->kind->take(s, moved);
	ok(left == moved, "moved %u, and %u are there\n", moved, left);
	CloseHandle(ov.hEvent);
}

/* 12: its thread exits (K-160 K-164 K-165 W-066). */
static void thread_exits(struct setup *s)
{
	struct other o;
	HANDLE thread = start_other(&o, s, FALSE);

	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no exit\n");
	ok(WaitForSingleObject(o.io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	io_ends(s->file, &o.io, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(thread);
	CloseHandle(o.begun);
}

/* 14: success leaves the last error alone. */
static void last_error(struct setup *s)
{
	struct io io;
	DWORD moved;

	begin(s, &io);
	SetLastError(UNTOUCHED);
	ok(CancelIoEx(s->file, &io.ov) && GetLastError() == UNTOUCHED,
	   "CancelIoEx: %u\n", GetLastError());
	io_ends(s->file, &io, ERROR_OPERATION_ABORTED, 0);
	SetLastError(UNTOUCHED);
	ok(CancelIo(s->file) && GetLastError() == UNTOUCHED, "CancelIo: %u\n",
	   GetLastError());
	s->pending = 0;
	begin(s, &io);
	serve(s);
	io_ends(s->file, &io, 0, s->kind->moves);
	SetLastError(UNTOUCHED);
	ok(GetOverlappedResult(s->file, &io.ov, &moved, TRUE) &&
		   GetLastError() == UNTOUCHED,
	   "GetOverlappedResult: %u\n", GetLastError());
}

/* A regular file's read finishes first, always (case 2). */
static void regular_file(void)
{
	HANDLE file = CreateFileA(fixture_path("regular"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, FILE_FLAG_OVERLAPPED, NULL);
	struct io io;
	BOOL ret;

	feed(file, "0123456789", 10);
	io_init(&io);
	ret = ReadFile(file, io.buf, 64, NULL, &io.ov);
	ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
	   GetLastError());
	io_ends(file, &io, 0, 10);
	fails(CancelIoEx(file, &io.ov), ERROR_NOT_FOUND);
	io_ends(file, &io, 0, 10);
	works(CancelIo(file));
	ok(!memcmp(io.buf, "0123456789", 10), "wrong bytes\n");
	CloseHandle(file);
	io_fini(&io);
}

#define CASES(X, k)          \
	X(k, cancelled)      \
	X(k, finished_first) \
	X(k, twice)          \
	X(k, all)            \
	X(k, named)          \
	X(k, other_files)    \
	X(k, other_threads)  \
	X(k, closed)         \
	X(k, not_written)    \
	X(k, one_notice)     \
	X(k, partial)        \
	X(k, thread_exits)   \
	X(k, last_error)

EACH_KIND(DEFINE_ALL)

START_TEST(overlapped)
{
	EACH_KIND(RUN_ALL)
	RUN(regular_file);
}
