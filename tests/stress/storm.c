/*
 * The storm: readers, writers, cancellers with all three calls and closers on
 * eight FIFOs and a file, from fourteen threads and many short-lived ones. Every
 * operation ends once, every byte that was written is read, nothing is left over.
 *
 *   WINCANCEL_STORM_OPS=n      how many operations (1,000,000)
 *   WINCANCEL_STORM_SECONDS=s  that long instead
 */
#define _GNU_SOURCE
#include <windows.h>
#include <fcntl.h>
#include <unistd.h>
#include "wine/test.h"
#include "storm.h"
#include "storm_file.h"
#include "storm_threads.h"
#include "leftovers.h"

#define READERS 3
#define WRITERS 3
#define CANCELLERS 2
#define PAGE 4096

static struct crew crews[READERS + WRITERS];
static HANDLE synchronous[2];
static LONG calm; /* the cancellers go last: others may wait for them */

static void choose(struct crew *c, struct slot *s)
{
	s->dir = c->dir;
	s->lane = rnd(&c->seed, LANES);
	s->routine = rnd(&c->seed, 3) == 0;
	/* pipes that shall be empty get little, full ones give little */
	if (FULL(s->lane) || rare(PARTIAL))
		s->size = 1 + rnd(&c->seed, c->dir == TAKE ? 3000 : BIG);
	else
		s->size = 1 + rnd(&c->seed, c->dir == TAKE ? BIG : 300);
}

/* Overlapped reads or writes, several at a time. */
static DWORD WINAPI sail(void *arg)
{
	struct crew *c = arg;
	LONG g;

	while (!load(&stopping)) {
		struct slot *s = &c->slot[rnd(&c->seed, SLOTS)];
		struct end *e = &lanes[s->lane].end[s->dir];
		HANDLE h;

		if (s->busy) {
			if (rnd(&c->seed, 16) == 0) {
				CancelIo(end_enter(e, &g));
				end_leave(e, g);
			}
			slot_await(s, rnd(&c->seed, 3),
				   s->generation != load(&e->generation));
		}
		choose(c, s);
		e = &lanes[s->lane].end[s->dir];
		h = end_enter(e, &s->generation);
		slot_begin(s, h);
		if (rare(PARTIAL) && c->dir == TAKE)
			yield_times(20);
		else if (rare(PARTIAL) && s->size > PAGE)
			CancelIoEx(h, &s->ov);
		end_leave(e, s->generation);
	}
	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &c->slot[i];
		struct end *e = &lanes[s->lane].end[s->dir];

		if (!s->busy)
			continue;
		CancelIoEx(end_enter(e, &g), &s->ov);
		end_leave(e, g);
		slot_await(s, 0, s->generation != g);
	}
	return 0;
}

/* Opened before there is a thread that the cancellers know: that waits, too. */
struct call {
	enum dir dir;
	HANDLE file;
};

/* Blocking calls, ended by CancelSynchronousIo if nothing else ends them. */
static DWORD WINAPI block(void *arg)
{
	struct call *call = arg;
	enum dir dir = call->dir;
	HANDLE h = call->file;
	static unsigned char data[2][BIG];
	unsigned seed = 77 + dir;

	memset(data[dir], 0x37, BIG);
	while (!load(&stopping)) {
		DWORD moved = 0, size = 1 + rnd(&seed, BIG);
		BOOL ret;

		add64(&books.begun, 1);
		ret = dir == TAKE ? ReadFile(h, data[TAKE], size, &moved, NULL) : WriteFile(h, data[GIVE], size, &moved, NULL);
		book(dir, data[dir], size, ret ? 0 : GetLastError(), moved,
		     FALSE);
	}
	CloseHandle(h);
	return 0;
}

static DWORD WINAPI cancel(void *arg)
{
	unsigned seed = 4711 + *(unsigned *)arg;
	LONG g;

	while (!load(&calm)) {
		int lane = rnd(&seed, LANES);
		struct end *e = &lanes[lane].end[rnd(&seed, 2)];
		unsigned what = rnd(&seed, 8);
		BOOL ret;

		if (what < 2) {
			ret = CancelSynchronousIo(synchronous[what]);
		} else {
			struct crew *c = &crews[rnd(&seed, READERS + WRITERS)];
			struct slot *s = &c->slot[rnd(&seed, SLOTS)];
			HANDLE h = end_enter(e, &g);

			ret = CancelIoEx(h, what < 4 ? NULL : &s->ov);
			end_leave(e, g);
		}
		if (!ret && GetLastError() != ERROR_NOT_FOUND)
			ok(0, "error %u\n", GetLastError());
		yield_times(rnd(&seed, 8));
	}
	return 0;
}

/* Closes the handles that others have pending operations on. */
static DWORD WINAPI exchange(void *arg)
{
	unsigned seed = 99;

	(void)arg;
	while (!load(&stopping)) {
		end_exchange(rnd(&seed, LANES), rnd(&seed, 2));
		yield_times(rnd(&seed, 30));
	}
	return 0;
}

/* Closes a handle of its own under its own pending operations. */
static DWORD WINAPI open_and_close(void *arg)
{
	struct crew *c = arg;

	while (!load(&stopping)) {
		enum dir dir = rnd(&c->seed, 2);
		int lane = rnd(&c->seed, LANES / 2) +
			   (dir == GIVE ? LANES / 2 : 0);
		HANDLE h = lane_open(lane, dir, FILE_FLAG_OVERLAPPED);

		for (int i = 0; i < SLOTS; i++) {
			c->slot[i].dir = dir;
			c->slot[i].routine = i & 1;
			c->slot[i].size = 1 + rnd(&c->seed, BIG);
			slot_begin(&c->slot[i], h);
		}
		CloseHandle(h);
		for (int i = 0; i < SLOTS; i++)
			slot_await(&c->slot[i], rnd(&c->seed, 3), TRUE);
		if (!rare(CLOSED))
			yield_times(50);
	}
	return 0;
}

static const char *const names[] = {"done", "cancelled", "partial", "closed"};

static void progress(DWORD ms)
{
	LONG64 n = all_ended();

	fprintf(stderr, "\r%6u s %12lld operations", ms / 1000, (long long)n);
	for (int i = 0; i < OUTCOMES; i++)
		fprintf(stderr, "  %s %.1f %%", names[i],
			100.0 * read64(&books.ended[i]) / (n ? n : 1));
	fflush(stderr);
}

static void join(HANDLE *thread, DWORD n)
{
	ok(WaitForMultipleObjects(n, thread, TRUE, 60000) == WAIT_OBJECT_0,
	   "an operation never ends\n");
	for (DWORD i = 0; i < n; i++)
		CloseHandle(thread[i]);
}

/* Runs until enough has ended or the time is over; then stops everybody. */
static void blow(LONG64 operations, DWORD ms)
{
	static unsigned number[CANCELLERS];
	static struct crew closer = {.seed = 31337}, leaver = {.seed = 271828};
	static struct call calls[2];
	HANDLE thread[READERS + WRITERS + 4], canceller[CANCELLERS];
	DWORD start = GetTickCount(), n = 0;
	BOOL terminal = isatty(2);

	stopping = calm = 0;
	for (int i = 0; i < READERS + WRITERS; i++) {
		crews[i].seed = 1000 + i;
		crews[i].dir = i < READERS ? TAKE : GIVE;
		for (int j = 0; j < SLOTS; j++)
			slot_init(&crews[i].slot[j]);
	}
	for (int j = 0; j < SLOTS; j++) {
		slot_init(&closer.slot[j]);
		slot_init(&leaver.slot[j]);
	}
	for (int i = 0; i < READERS + WRITERS; i++)
		thread[n++] = CreateThread(NULL, 0, sail, &crews[i], 0, NULL);
	thread[n++] = CreateThread(NULL, 0, open_and_close, &closer, 0, NULL);
	thread[n++] = CreateThread(NULL, 0, come_and_leave, &leaver, 0, NULL);
	thread[n++] = CreateThread(NULL, 0, exchange, NULL, 0, NULL);
	thread[n++] = CreateThread(NULL, 0, use_file, NULL, 0, NULL);
	calls[TAKE] = (struct call){ TAKE, lane_open(0, TAKE, 0) };
	calls[GIVE] = (struct call){ GIVE, lane_open(LANES - 1, GIVE, 0) };
	for (int dir = TAKE; dir <= GIVE; dir++)
		synchronous[dir] = CreateThread(NULL, 0, block, &calls[dir], 0,
						NULL);
	for (int i = 0; i < CANCELLERS; i++) {
		number[i] = i;
		canceller[i] = CreateThread(NULL, 0, cancel, &number[i], 0,
					    NULL);
	}
	while (ms ? GetTickCount() - start < ms : all_ended() < operations) {
		WaitForSingleObject(thread[0], 100);
		if (terminal)
			progress(GetTickCount() - start);
	}
	InterlockedExchange(&stopping, 1);
	join(thread, n);
	ok(WaitForMultipleObjects(2, synchronous, TRUE, 60000) ==
		   WAIT_OBJECT_0,
	   "a call never ends\n");
	InterlockedExchange(&calm, 1);
	join(canceller, CANCELLERS);
	CloseHandle(synchronous[0]);
	CloseHandle(synchronous[1]);
	for (int i = 0; i < READERS + WRITERS; i++)
		for (int j = 0; j < SLOTS; j++)
			slot_fini(&crews[i].slot[j]);
	for (int j = 0; j < SLOTS; j++) {
		slot_fini(&closer.slot[j]);
		slot_fini(&leaver.slot[j]);
	}
	if (terminal)
		fprintf(stderr, "\n");
}

/* What is still in the pipes belongs to the bytes that came out. */
static void balance(void)
{
	for (int i = 0; i < LANES; i++) {
		static unsigned char data[70000];
		struct io io;
		DWORD moved;

		io_init(&io);
		while (ReadFile(lanes[i].keep, data, sizeof(data), NULL,
				&io.ov)) {
			GetOverlappedResult(lanes[i].keep, &io.ov, &moved,
					    TRUE);
			book_bytes(TAKE, data, moved);
		}
		CancelIoEx(lanes[i].keep, &io.ov);
		io_ends(lanes[i].keep, &io, ERROR_OPERATION_ABORTED, 0);
		io_fini(&io);
	}
	ok(books.begun == all_ended(), "%lld begun, %lld ended\n",
	   (long long)books.begun, (long long)all_ended());
	ok(books.bytes[GIVE] == books.bytes[TAKE], "%lld bytes in, %lld out\n",
	   (long long)books.bytes[GIVE], (long long)books.bytes[TAKE]);
	ok(books.sum[GIVE] == books.sum[TAKE], "the bytes are others\n");
}

/* One page, so that most large writes are accepted in parts. */
static void shrink(const char *path)
{
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	ok(fcntl(fd, F_SETPIPE_SZ, PAGE) == PAGE, "%s keeps its size\n", path);
	close(fd);
}

/* K-001 K-005 K-015 K-017 K-020 K-041 K-056 K-106 K-166 K-168 under load. */
static void storm(void)
{
	DWORD seconds = setting("WINCANCEL_STORM_SECONDS", 0);
	LONG64 operations = setting("WINCANCEL_STORM_OPS", 1000000);
	struct leftovers before;
	int i;

	for (i = 0; i < LANES; i++) {
		lanes[i].path = fixture_fifo(i);
		lanes[i].keep = CreateFileA(lanes[i].path,
					    GENERIC_READ | GENERIC_WRITE,
					    PAIR_SHARE, NULL, OPEN_EXISTING,
					    FILE_FLAG_OVERLAPPED, NULL);
		shrink(lanes[i].path);
		for (int dir = TAKE; dir <= GIVE; dir++)
			lanes[i].end[dir].handle[0] =
				lane_open(i, dir, FILE_FLAG_OVERLAPPED);
	}
	/* what the library makes once and keeps is made in a first gust */
	blow(operations / 20 + 1, 0);
	balance();
	leftovers_look(&before);
	memset(&books, 0, sizeof(books));
	blow(operations, seconds * 1000);
	balance();
	for (i = 0; i < OUTCOMES; i++) {
		double part = 100.0 * books.ended[i] / all_ended();

		trace("%-10s %10lld  %5.1f %%\n", names[i],
		      (long long)books.ended[i], part);
		ok(part >= 1, "%s: less than 1 %%\n", names[i]);
	}
	trace("%lld bytes\n", (long long)books.bytes[GIVE]);
	leftovers_check(&before);
}

START_TEST(storm)
{
	RUN_LIMIT(storm, 900);
}
