/*
 * CopyFileEx stopped from another thread: by its flag, soon, wherever the copy is;
 * by CancelSynchronousIo, because its reads and writes are ordinary ones.
 */
#include <windows.h>
#include "wine/test.h"
#include "progress.h"
#include "blocked.h"

/* K-141: how long a flag may take; what the case prints is what it took. Where more
 * threads run than there are processors somebody else's time comes on top. */
#define SOON_MS 50.0
#define BUSY_MS 2000.0

struct copier {
	const char *from, *to;
	DWORD flags;
	struct progress progress;
	BOOL flag, without; /* no flag is given */
	HANDLE thread, begun;
	BOOL ret;
	DWORD err;
	double ended;
};

static DWORD CALLBACK tells(LARGE_INTEGER size, LARGE_INTEGER done,
			    LARGE_INTEGER stream_size,
			    LARGE_INTEGER stream_done, DWORD stream,
			    DWORD reason, HANDLE from, HANDLE to, void *context)
{
	struct copier *c = context;

	progress_routine(size, done, stream_size, stream_done, stream, reason,
			 from, to, &c->progress);
	SetEvent(c->begun);
	return PROGRESS_CONTINUE;
}

static DWORD WINAPI copies(void *arg)
{
	struct copier *c = arg;

	SetLastError(UNTOUCHED);
	c->ret = CopyFileExA(c->from, c->to, tells, c,
			     c->without ? NULL : &c->flag, c->flags);
	c->err = GetLastError();
	c->ended = progress_now();
	return 0;
}

static void start(struct copier *c)
{
	c->begun = CreateEventA(NULL, FALSE, FALSE, NULL);
	c->thread = CreateThread(NULL, 0, copies, c, 0, NULL);
	ok(c->thread != NULL, "error %u\n", GetLastError());
}

#define ends(c, error) ends_(__FILE__, __LINE__, c, error)
static void ends_(const char *src, int line, struct copier *c, DWORD error)
{
	DWORD wait = WaitForSingleObject(c->thread, 20000);

	ok_(src, line)(!wait, "still at it: %u\n", wait);
	ok_(src, line)(c->ret == !error && (!error || c->err == error),
		       "result %d error %u, not %u\n", c->ret, c->err, error);
	CloseHandle(c->thread);
	CloseHandle(c->begun);
}

static BOOL no_progress(void)
{
	if (strcmp(winetest_platform, "wine"))
		return FALSE;
	skip("Wine 8 calls nobody and looks at no flag\n");
	return TRUE;
}

static double scaled(double ms)
{
	const char *scale = getenv("WINCANCEL_TIME_SCALE");

	return scale ? ms * atoi(scale) : ms;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

#define TRIES 9

/* The flag set while bytes are on their way, at another place of a piece each time.
 * What the copy owes is the median: the rest is the machine's. */
static void flag_soon(const char *what, const char *from, const char *to)
{
	double took[TRIES];

	for (int i = 0; i < TRIES; i++) {
		struct copier c = { .from = from, .to = to };
		double asked, then;

		start(&c);
		for (int n = 0; n < 5; n++)
			WaitForSingleObject(c.begun, 10000);
		then = progress_now() + i;
		while (progress_now() < then)
			SwitchToThread();
		asked = progress_now();
		__atomic_store_n(&c.flag, TRUE, __ATOMIC_RELAXED);
		WaitForSingleObject(c.thread, 20000);
		took[i] = c.ended - asked;
		ok(took[i] < scaled(BUSY_MS), "%.1f ms\n", took[i]);
		ends(&c, ERROR_REQUEST_ABORTED);
		not_there(to);
	}
	qsort(took, TRIES, sizeof(*took), by_size);
	trace("%s: a flag takes %.1f ms, at most %.1f ms\n", what,
	      took[TRIES / 2], took[TRIES - 1]);
	ok(took[TRIES / 2] < scaled(SOON_MS), "%.1f ms\n", took[TRIES / 2]);
}

/* K-141 */
static void flag(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	const char *other;

	if (no_progress())
		return;
	new_file(from, 256 * MIB, 1);
	flag_soon("the disk", from, to);
	other = other_volume("flag");
	if (other)
		flag_soon("from the disk to memory", from, other);
}

/* K-141 */
static void flag_in_memory(void)
{
	const char *from, *to;

	if (no_progress() || !(from = other_volume("from")) ||
	    !(to = other_volume("to")))
		return;
	new_file(from, 256 * MIB, 1);
	flag_soon("memory", from, to);
	flag_soon("from memory to the disk", from, fixture_path("to"));
	works(DeleteFileA(from));
}

/* K-141: the source stalls, nothing moves; the callback's own reads are its own */
static void flag_stalled(void)
{
	struct copier c = { .from = slow_file("read-stall"),
			    .to = fixture_path("to") };
	double asked;

	if (!c.from)
		return;
	start(&c);
	ok(fixture_fuse_wait("read-stall", 1), "%s\n", fixture_why());
	ok(WaitForSingleObject(c.thread, 30) == WAIT_TIMEOUT, "not stalled\n");
	asked = progress_now();
	__atomic_store_n(&c.flag, TRUE, __ATOMIC_RELAXED);
	ends(&c, ERROR_REQUEST_ABORTED);
	trace("stalled: the flag takes %.1f ms\n", c.ended - asked);
	ok(c.ended - asked < scaled(BUSY_MS), "%.1f ms\n", c.ended - asked);
	not_there(c.to);
}

/* K-141: the target stalls */
static void flag_stalled_target(void)
{
	struct copier c = { .from = fixture_path("from"),
			    .to = slow_file("write-stall") };

	if (!c.to)
		return;
	new_file(c.from, 100 * KIB, 1);
	start(&c);
	ok(fixture_fuse_wait("write-stall", 1), "%s\n", fixture_why());
	__atomic_store_n(&c.flag, TRUE, __ATOMIC_RELAXED);
	ends(&c, ERROR_REQUEST_ABORTED);
}

/* F-305: with or without a flag */
static void by_thread(void)
{
	for (int without = 0; without < 2; without++) {
		struct copier c = { .from = slow_file("read-stall"),
				    .to = fixture_path("to"),
				    .without = without };

		if (!c.from)
			return;
		start(&c);
		ok(fixture_fuse_wait("read-stall", 1), "%s\n", fixture_why());
		works(CancelSynchronousIo(c.thread));
		ends(&c, ERROR_OPERATION_ABORTED);
		not_there(c.to);
	}
}

/* F-305: also at the opening of the source, when there is no target yet */
static void by_thread_at_open(void)
{
	struct copier c = { .from = slow_file("open-stall"),
			    .to = fixture_path("to") };

	if (!c.from)
		return;
	start(&c);
	ok(fixture_fuse_wait("open-stall", 1), "%s\n", fixture_why());
	works(CancelSynchronousIo(c.thread));
	ends(&c, ERROR_OPERATION_ABORTED);
	not_there(c.to);
}

/* F-305: of the disk, in the middle of it; a cancel between two calls is none */
static void by_thread_in_the_middle(void)
{
	struct copier c = { .from = fixture_path("from"),
			    .to = fixture_path("to") };

	if (no_progress())
		return;
	new_file(c.from, 128 * MIB, 1);
	start(&c);
	WaitForSingleObject(c.begun, 10000);
	while (!CancelSynchronousIo(c.thread) &&
	       WaitForSingleObject(c.thread, 0) == WAIT_TIMEOUT)
		SwitchToThread();
	ends(&c, ERROR_OPERATION_ABORTED);
	not_there(c.to);
}

struct reader {
	HANDLE pipe, about;
	BOOL *flag, ret;
	DWORD err;
};

static DWORD CALLBACK reads(LARGE_INTEGER size, LARGE_INTEGER done,
			    LARGE_INTEGER stream_size,
			    LARGE_INTEGER stream_done, DWORD stream,
			    DWORD reason, HANDLE from, HANDLE to, void *context)
{
	struct reader *r = context;
	char byte;
	DWORD got;

	(void)size, (void)done, (void)stream_size, (void)stream_done;
	(void)stream, (void)reason, (void)from, (void)to;
	__atomic_store_n(r->flag, TRUE, __ATOMIC_RELAXED);
	SetEvent(r->about);
	r->ret = ReadFile(r->pipe, &byte, 1, &got, NULL);
	r->err = GetLastError();
	return PROGRESS_CONTINUE;
}

static DWORD WINAPI feeds(void *arg)
{
	HANDLE *h = arg;
	DWORD put;

	WaitForSingleObject(h[1], 10000);
	/* long enough for a watch that does not know its place */
	WaitForSingleObject(h[2], 100);
	WriteFile(h[0], "x", 1, &put, NULL);
	return 0;
}

/* F-306: the flag stops the copy, and nothing else that its thread does */
static void flag_spares_the_routine(void)
{
	const char *from = slow_file("read-stall-deaf"); /* any slow volume */
	const char *to = fixture_path("to");
	HANDLE rd, feed[3], thread;
	BOOL flag = FALSE;
	struct reader r = { .flag = &flag };

	if (!from)
		return;
	works(CreatePipe(&rd, &feed[0], NULL, 0));
	feed[1] = r.about = CreateEventA(NULL, TRUE, FALSE, NULL);
	feed[2] = CreateEventA(NULL, TRUE, FALSE, NULL);
	r.pipe = rd;
	thread = CreateThread(NULL, 0, feeds, feed, 0, NULL);
	fails(CopyFileExA(from, to, reads, &r, &flag, 0),
	      ERROR_REQUEST_ABORTED);
	ok(r.ret, "the routine's read: error %u\n", r.err);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	not_there(to);
	CloseHandle(rd);
	for (int i = 0; i < 3; i++)
		CloseHandle(feed[i]);
}

START_TEST(CopyFileEx_cancel)
{
	RUN(flag);
	RUN(flag_in_memory);
	RUN(flag_stalled);
	RUN(flag_stalled_target);
	RUN(by_thread);
	RUN(by_thread_at_open);
	RUN(by_thread_in_the_middle);
	RUN(flag_spares_the_routine);
}
