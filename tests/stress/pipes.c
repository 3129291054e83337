/*
 * A storm on named pipes between two processes: messages with numbers and
 * checksums, pipes of messages and of bytes, overlapped and synchronous ends,
 * readers and writers cancelled at random with all three calls. Of each message
 * the reader sees what the writer was told: all of it, nothing, or the first part,
 * once and in order.
 *
 *   WINCANCEL_STORM_MESSAGES=n  how many get through (200,000)
 */
#include <windows.h>
#include "wine/test.h"
#include "pipes.h"

#define SLOTS 3

/* A worker's own, and what its canceller may touch. */
struct worker {
	unsigned lane, seed;
	HANDLE file, thread;
	CRITICAL_SECTION lock; /* of file, for being closed */
	OVERLAPPED ov[SLOTS];
	struct message *m[SLOTS];
	DWORD size[SLOTS];
	LONG64 number[SLOTS]; /* -1: an empty message */
	BOOL busy[SLOTS];
	LONG64 next;
};

static struct worker workers[LANES];
static LONG64 enough = 200000;
static LONG calm;

/* The other process may get somewhere meanwhile. */
static void dally(struct worker *w, unsigned most)
{
	for (unsigned i = rnd(&w->seed, most); i; i--)
		SwitchToThread();
}

/* ---- writing --------------------------------------------------------------- */

static void fill_slot(struct worker *w, unsigned s)
{
	unsigned what = rnd(&w->seed, 64);
	DWORD length = HEAD + rnd(&w->seed, what < 8 ? LONGEST - HEAD : 400);

	if (lanes[w->lane].message && what == 63) {
		w->number[s] = -1;
		w->size[s] = 0;
		return;
	}
	w->number[s] = w->next++;
	w->size[s] = length;
	message_make(w->m[s], w->lane, w->number[s], length);
}

/* The end of a write into a pipe of messages. */
static void told(struct worker *w, unsigned s, DWORD error, DWORD moved)
{
	enum fate fate = WHOLE;

	if (error && (error != ERROR_OPERATION_ABORTED || moved))
		ok(0, "lane %u: error %u moved %u\n", w->lane, error, moved);
	if (error)
		fate = WITHDRAWN;
	else if (moved != w->size[s])
		fate = TORN;
	if (w->number[s] >= 0) {
		book->lane[w->lane].said[w->number[s]] = fate;
		if (fate == WHOLE)
			count64(&book->whole, 1);
	} else if (fate == WHOLE) {
		count64(&book->zeros[0], 1);
	}
	count64(&book->bytes, moved);
}

static void await_slot(struct worker *w, unsigned s)
{
	DWORD moved = 0;
	BOOL ret;

	if (!w->busy[s])
		return;
	if (rnd(&w->seed, 2))
		WaitForSingleObject(w->ov[s].hEvent, INFINITE);
	ret = GetOverlappedResult(w->file, &w->ov[s], &moved, TRUE);
	told(w, s, ret ? 0 : GetLastError(), moved);
	w->busy[s] = FALSE;
}

/* One write of n bytes, waited for: what was moved; 0 if it was cancelled. */
static DWORD write_now(struct worker *w, const char *data, DWORD n, DWORD *error)
{
	BOOL overlapped = lanes[w->lane].overlapped[!lanes[w->lane].to_client];
	DWORD moved = 0;
	BOOL ret = WriteFile(w->file, data, n, &moved,
			     overlapped ? &w->ov[0] : NULL);

	if (!ret && GetLastError() == ERROR_IO_PENDING) {
		if (rnd(&w->seed, 8) == 0) {
			dally(w, 4);
			CancelIo(w->file);
		}
		ret = GetOverlappedResult(w->file, &w->ov[0], &moved, TRUE);
	}
	*error = ret ? 0 : GetLastError();
	if (*error && *error != ERROR_OPERATION_ABORTED)
		ok(0, "lane %u: write: error %u\n", w->lane, *error);
	return ret ? moved : 0;
}

/* What the stream has begun it must end; what it has not may be given up. */
static void write_bytes(struct worker *w)
{
	DWORD at = 0, error;

	fill_slot(w, 0);
	while (at < w->size[0]) {
		at += write_now(w, (char *)w->m[0] + at, w->size[0] - at,
				&error);
		if (error && !at) {
			told(w, 0, error, 0);
			return;
		}
	}
	told(w, 0, 0, at);
}

static void write_message(struct worker *w)
{
	DWORD error, moved;

	fill_slot(w, 0);
	moved = write_now(w, (char *)w->m[0], w->size[0], &error);
	told(w, 0, error, moved);
}

/* Several at a time, in their order. */
static void write_ahead(struct worker *w, unsigned turn)
{
	unsigned s = turn % SLOTS;
	DWORD err;

	await_slot(w, s);
	fill_slot(w, s);
	w->busy[s] = TRUE;
	if (!WriteFile(w->file, w->m[s], w->size[s], NULL, &w->ov[s]) &&
	    (err = GetLastError()) != ERROR_IO_PENDING)
		ok(0, "lane %u: write: error %u\n", w->lane, err);
	if (rnd(&w->seed, 24) == 0) {
		dally(w, 4);
		CancelIo(w->file);
	}
}

static void close_file(struct worker *w)
{
	EnterCriticalSection(&w->lock);
	if (!CloseHandle(w->file))
		ok(0, "close: error %u\n", GetLastError());
	w->file = NULL;
	LeaveCriticalSection(&w->lock);
}

static DWORD WINAPI write_all(void *arg)
{
	struct worker *w = arg;
	const struct lane *l = &lanes[w->lane];

	for (unsigned turn = 0;; turn++) {
		if (read32(&book->over) || w->next >= MOST - SLOTS)
			break;
		if (!l->message)
			write_bytes(w);
		else if (l->overlapped[!l->to_client])
			write_ahead(w, turn);
		else
			write_message(w);
		if (rnd(&w->seed, 128) == 0 && !FlushFileBuffers(w->file)) {
			if (GetLastError() != ERROR_OPERATION_ABORTED)
				ok(0, "flush: error %u\n", GetLastError());
			count64(&book->aborted_flushes, 1);
		}
		if (__atomic_load_n(&book->whole, __ATOMIC_RELAXED) >= enough)
			InterlockedExchange(&book->over, 1);
	}
	for (unsigned s = 0; s < SLOTS; s++)
		await_slot(w, s);
	close_file(w);
	return 0;
}

/* ---- reading --------------------------------------------------------------- */

/* Begins a read; its end is for read_end. */
static DWORD read_begin(struct worker *w, unsigned s, DWORD room)
{
	const struct lane *l = &lanes[w->lane];
	BOOL overlapped = l->overlapped[l->to_client];
	DWORD moved = 0;

	SetLastError(0);
	ReadFile(w->file, w->m[s], room, overlapped ? NULL : &moved,
		 overlapped ? &w->ov[s] : NULL);
	w->size[s] = moved;
	return GetLastError();
}

static DWORD read_end(struct worker *w, unsigned s, DWORD error)
{
	const struct lane *l = &lanes[w->lane];

	if (!l->overlapped[l->to_client])
		return error;
	if (error && error != ERROR_IO_PENDING && error != ERROR_MORE_DATA)
		return error;
	if (rnd(&w->seed, 24) == 0)
		CancelIo(w->file);
	SetLastError(0);
	GetOverlappedResult(w->file, &w->ov[s], &w->size[s], TRUE);
	return GetLastError();
}

/* False: the writer has closed. */
static BOOL take_in(struct worker *w, unsigned s, DWORD error,
		    struct arrivals *a)
{
	switch (error) {
	case ERROR_BROKEN_PIPE:
		return FALSE;
	case ERROR_OPERATION_ABORTED:
		if (w->size[s])
			ok(0, "aborted, and %u bytes\n", w->size[s]);
		count64(&book->aborted_reads, 1);
		return TRUE;
	case ERROR_SUCCESS:
	case ERROR_MORE_DATA:
		if (lanes[w->lane].message)
			arrive_piece(a, (char *)w->m[s], w->size[s], error);
		else if (!error)
			arrive_bytes(a, (char *)w->m[s], w->size[s]);
		return TRUE;
	}
	ok(0, "lane %u: read: error %u\n", w->lane, error);
	return FALSE;
}

static DWORD room(struct worker *w)
{
	unsigned what = rnd(&w->seed, 4);

	if (lanes[w->lane].ahead || !what)
		return sizeof(struct message);
	return HEAD + rnd(&w->seed, what == 1 ? LONGEST : 300);
}

static void peek(struct worker *w)
{
	DWORD moved, total, left;
	char part[100];

	if (!PeekNamedPipe(w->file, part, sizeof(part), &moved, &total, &left) &&
	    GetLastError() != ERROR_BROKEN_PIPE &&
	    GetLastError() != ERROR_OPERATION_ABORTED)
		ok(0, "peek: error %u\n", GetLastError());
}

static DWORD WINAPI read_all(void *arg)
{
	static struct arrivals all[LANES];
	struct worker *w = arg;
	struct arrivals *a = &all[w->lane];
	DWORD error[2] = { 0, 0 };
	BOOL ahead = lanes[w->lane].ahead, open = TRUE;

	a->lane = w->lane;
	a->last = -1;
	if (ahead)
		error[1] = read_begin(w, 1, room(w));
	for (unsigned turn = 0; open; turn++) {
		unsigned s = ahead ? turn & 1 : 0;

		error[s] = read_begin(w, s, room(w));
		if (ahead)
			s ^= 1;
		error[s] = read_end(w, s, error[s]);
		open = take_in(w, s, error[s], a);
		if (open && rnd(&w->seed, 64) == 0)
			peek(w);
		/* in the middle of a message, perhaps */
		if (a->got && rnd(&w->seed, 4) == 0)
			dally(w, 3);
	}
	if (ahead) {
		/* one more may be out, and ends likewise */
		for (unsigned s = 0; s < 2; s++)
			if (error[s] == ERROR_IO_PENDING)
				ok(read_end(w, s, error[s]) ==
					   ERROR_BROKEN_PIPE ||
				   GetLastError() == ERROR_OPERATION_ABORTED,
				   "error %u\n", GetLastError());
	}
	if (a->got) {
		if (lanes[w->lane].message)
			arrived(a, TORN);
		else
			ok(0, "lane %u ends with half a message\n", w->lane);
	}
	close_file(w);
	return 0;
}

/* ---- cancelling ------------------------------------------------------------ */

static void cancel_one(struct worker *w, unsigned how, unsigned s)
{
	BOOL ret;

	if (how == 0) {
		ret = CancelSynchronousIo(w->thread);
	} else {
		EnterCriticalSection(&w->lock);
		SetLastError(ERROR_NOT_FOUND);
		ret = w->file &&
		      CancelIoEx(w->file, how == 1 ? NULL : &w->ov[s]);
		LeaveCriticalSection(&w->lock);
	}
	if (!ret && GetLastError() != ERROR_NOT_FOUND)
		ok(0, "cancel: error %u\n", GetLastError());
}

static DWORD WINAPI cancel_all(void *arg)
{
	unsigned seed = 4711;

	(void)arg;
	while (!read32(&calm)) {
		cancel_one(&workers[rnd(&seed, LANES)], rnd(&seed, 4),
			   rnd(&seed, SLOTS));
		if (rnd(&seed, 2))
			SwitchToThread();
	}
	return 0;
}

/* ---- both processes --------------------------------------------------------- */

static void lane_name(char *name, unsigned lane)
{
	sprintf(name, "%s-%u", PEER_PIPE, lane);
}

static void worker_init(unsigned lane, BOOL server, HANDLE file)
{
	struct worker *w = &workers[lane];

	memset(w, 0, sizeof(*w));
	w->lane = lane;
	w->seed = 1000 + 2 * lane + server;
	w->file = file;
	InitializeCriticalSection(&w->lock);
	for (unsigned s = 0; s < SLOTS; s++) {
		w->ov[s].hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
		w->m[s] = malloc(sizeof(*w->m[s]));
	}
}

static void worker_fini(struct worker *w)
{
	CloseHandle(w->thread);
	DeleteCriticalSection(&w->lock);
	for (unsigned s = 0; s < SLOTS; s++) {
		CloseHandle(w->ov[s].hEvent);
		free(w->m[s]);
	}
}

static void run(BOOL server)
{
	HANDLE threads[LANES], canceller;

	for (unsigned i = 0; i < LANES; i++) {
		BOOL writes = lanes[i].to_client == server;

		workers[i].thread = CreateThread(NULL, 0,
						 writes ? write_all : read_all,
						 &workers[i], CREATE_SUSPENDED,
						 NULL);
		threads[i] = workers[i].thread;
	}
	canceller = CreateThread(NULL, 0, cancel_all, NULL, 0, NULL);
	for (unsigned i = 0; i < LANES; i++)
		ResumeThread(threads[i]);
	ok(WaitForMultipleObjects(LANES, threads, TRUE, INFINITE) ==
		   WAIT_OBJECT_0, "error %u\n", GetLastError());
	InterlockedExchange(&calm, 1);
	WaitForSingleObject(canceller, INFINITE);
	CloseHandle(canceller);
	for (unsigned i = 0; i < LANES; i++)
		worker_fini(&workers[i]);
}

static void serve_lane(unsigned i)
{
	DWORD mode = lanes[i].message ? MESSAGES : BYTES;
	char name[80];
	HANDLE h;

	lane_name(name, i);
	h = CreateNamedPipeA(name,
			     (lanes[i].to_client ? PIPE_ACCESS_OUTBOUND :
						   PIPE_ACCESS_INBOUND) |
				     (lanes[i].overlapped[0] ?
					      FILE_FLAG_OVERLAPPED :
					      0),
			     mode, 1, QUOTA, QUOTA, 0, NULL);
	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	worker_init(i, TRUE, h);
}

static void open_lane(unsigned i)
{
	BOOL reads = lanes[i].to_client;
	char name[80];
	HANDLE h;

	lane_name(name, i);
	h = pipe_open(name, reads ? GENERIC_READ | FILE_WRITE_ATTRIBUTES :
				    GENERIC_WRITE,
		      lanes[i].overlapped[1] ? FILE_FLAG_OVERLAPPED : 0);
	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	if (reads && lanes[i].message)
		pipe_read_mode(h, PIPE_READMODE_MESSAGE);
	worker_init(i, FALSE, h);
}

static void be_the_client(void)
{
	struct peer wire = peer_parent();

	book_open(FALSE);
	for (unsigned i = 0; i < LANES; i++)
		open_lane(i);
	peer_say(&wire, '.');
	peer_says(&wire, 'g');
	run(FALSE);
}

/* K-001 K-005 K-017 K-020 K-041 K-104 K-106 K-150 between two processes. */
static void storm(void)
{
	const char *text = getenv("WINCANCEL_STORM_MESSAGES");
	LONG64 fates[4] = { 0 };
	struct peer p;
	DWORD start;

	if (text)
		enough = atoll(text);
	if (peer_role()) {
		be_the_client();
		return;
	}
	peer_names();
	book_open(TRUE);
	for (unsigned i = 0; i < LANES; i++)
		serve_lane(i);
	peer_start(&p, "client");
	peer_says(&p, '.');
	start = GetTickCount();
	peer_say(&p, 'g');
	run(TRUE);
	peer_end(&p);
	book_check(fates);
	trace("%lld whole, %lld withdrawn, %lld torn, %lld reads and %lld "
	      "flushes aborted, %lld empty, %lld MB in %u ms\n",
	      (long long)fates[WHOLE], (long long)fates[WITHDRAWN],
	      (long long)fates[TORN], (long long)book->aborted_reads,
	      (long long)book->aborted_flushes, (long long)book->zeros[0],
	      (long long)(book->bytes >> 20), GetTickCount() - start);
	ok(fates[WHOLE] >= enough, "only %lld\n", (long long)fates[WHOLE]);
	ok(fates[WITHDRAWN] * 1000 > enough, "hardly any write cancelled\n");
	ok(book->aborted_reads * 1000 > enough, "hardly any read cancelled\n");
	ok(fates[TORN] > 0, "no write was cancelled in its middle\n");
	peer_nothing_left();
}

START_TEST(pipes)
{
	RUN_LIMIT(storm, 900);
}
