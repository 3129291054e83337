/*
 * A completion port under load: packets are posted, reads are begun by whoever
 * takes the end of the last one, bytes arrive, cancels come at any moment, and the
 * takers wait in every way, with routines and time-outs in between. What was
 * posted or begun is taken exactly once, and every byte that was written is read
 * or left.
 */
#include <windows.h>
#include "wine/test.h"
#include "race/race.h"
#include "lib/port.h"
#include "lib/nt.h"

#define TAKERS 4
#define POSTERS 2
#define FILES 4
#define READS 3 /* on each */
#define POSTS 20000
#define POST_KEY 1
#define QUIT_KEY 2
#define RUN_SECONDS 90

struct slot {
	OVERLAPPED ov; /* first: a packet leads to it */
	HANDLE file;
	char byte;
	int busy, begun, ended;
};

static HANDLE port, files[FILES], writers[FILES];
static struct slot slots[FILES * READS];
static unsigned char taken[POSTERS][POSTS];
static int over, wrong, done, aborted, timed_out, routines, queued;

static void count(int *what, int n)
{
	__atomic_fetch_add(what, n, __ATOMIC_SEQ_CST);
}

static void begin(struct slot *s)
{
	memset(&s->ov, 0, sizeof(s->ov));
	count(&s->begun, 1);
	__atomic_store_n(&s->busy, 1, __ATOMIC_SEQ_CST);
	if (!ReadFile(s->file, &s->byte, 1, NULL, &s->ov) &&
	    GetLastError() != ERROR_IO_PENDING)
		count(&wrong, 1);
}

static void ended(struct slot *s, DWORD bytes)
{
	BOOL was = __atomic_exchange_n(&s->busy, 0, __ATOMIC_SEQ_CST);

	if (!was || s->ov.InternalHigh != bytes)
		count(&wrong, 1);
	if (!s->ov.Internal && bytes == 1)
		count(&done, 1);
	else if (s->ov.Internal == (ULONG)NT_CANCELLED && !bytes)
		count(&aborted, 1);
	else
		count(&wrong, 1);
	count(&s->ended, 1);
	if (!raised(&over))
		begin(s);
}

/* False: it is told to go. */
static BOOL handle(ULONG_PTR key, OVERLAPPED *ov, DWORD bytes)
{
	if (key == QUIT_KEY)
		return FALSE;
	if (key == FILE_KEY)
		ended((struct slot *)ov, bytes);
	else if (key == POST_KEY && bytes < POSTS)
		__atomic_fetch_add(&taken[(ULONG_PTR)ov][bytes], 1,
				   __ATOMIC_SEQ_CST);
	else
		count(&wrong, 1);
	return TRUE;
}

static BOOL take_one(DWORD ms)
{
	OVERLAPPED *ov;
	ULONG_PTR key;
	DWORD bytes;

	if (GetQueuedCompletionStatus(port, &bytes, &key, &ov, ms) || ov)
		return handle(key, ov, bytes);
	if (GetLastError() != WAIT_TIMEOUT)
		count(&wrong, 1);
	count(&timed_out, 1);
	return TRUE;
}

static BOOL take_some(DWORD ms)
{
	OVERLAPPED_ENTRY e[3];
	BOOL go_on = TRUE;
	ULONG n = 0;

	if (GetQueuedCompletionStatusEx(port, e, 3, &n, ms, TRUE)) {
		for (ULONG i = 0; i < n; i++) {
			if (e[i].lpCompletionKey == QUIT_KEY && !go_on)
				/* another's, that came along */
				PostQueuedCompletionStatus(port, 0, QUIT_KEY,
							   NULL);
			else
				go_on &= handle(e[i].lpCompletionKey,
						e[i].lpOverlapped,
						e[i].dwNumberOfBytesTransferred);
		}
	} else if (GetLastError() == WAIT_TIMEOUT) {
		count(&timed_out, 1);
	} else if (GetLastError() != WAIT_IO_COMPLETION) {
		count(&wrong, 1);
	}
	return go_on;
}

static DWORD WINAPI taker(void *arg)
{
	unsigned turn = (unsigned)(ULONG_PTR)arg;
	BOOL go_on = TRUE;

	while (go_on) {
		turn = turn * 1103515245 + 12345;
		switch (turn >> 16 & 7) {
		case 0:
			go_on = take_one(0);
			break;
		case 1:
			go_on = take_one(1);
			break;
		case 2:
			go_on = take_some(1);
			break;
		case 3:
		case 4:
			go_on = take_some(INFINITE);
			break;
		default:
			go_on = take_one(INFINITE);
		}
	}
	/* what was queued to it before it knew */
	SleepEx(0, TRUE);
	return 0;
}

static DWORD WINAPI poster(void *arg)
{
	for (DWORD i = 0; i < POSTS; i++) {
		if (!PostQueuedCompletionStatus(port, i, POST_KEY, arg))
			count(&wrong, 1);
		if (i % 64 == 0)
			SwitchToThread();
	}
	return 0;
}

static DWORD WINAPI feeder(void *arg)
{
	OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	DWORD sent = 0, moved;
	unsigned i = 0;

	(void)arg;
	while (!raised(&over)) {
		HANDLE wr = writers[i++ % FILES];

		if (!WriteFile(wr, "x", 1, NULL, &ov) &&
		    GetLastError() == ERROR_IO_PENDING)
			CancelIoEx(wr, &ov);
		if (GetOverlappedResult(wr, &ov, &moved, TRUE))
			sent += moved;
		if (i % 16 == 0)
			SwitchToThread();
	}
	CloseHandle(ov.hEvent);
	return sent;
}

static DWORD WINAPI canceller(void *arg)
{
	unsigned i = 0;

	(void)arg;
	while (!raised(&over)) {
		struct slot *s = &slots[i++ % (FILES * READS)];

		if (!CancelIoEx(s->file, i % 7 ? &s->ov : NULL) &&
		    GetLastError() != ERROR_NOT_FOUND)
			count(&wrong, 1);
		SwitchToThread();
	}
	return 0;
}

static void CALLBACK routine(ULONG_PTR arg)
{
	(void)arg;
	count(&routines, 1);
}

static DWORD WINAPI waker(void *arg)
{
	HANDLE *threads = arg;
	unsigned i = 0;

	while (!raised(&over)) {
		queued += !!QueueUserAPC(routine, threads[i++ % TAKERS], 0);
		for (int k = 0; k < 50; k++)
			SwitchToThread();
	}
	return 0;
}

static void join(HANDLE *threads, DWORD n)
{
	ok(WaitForMultipleObjects(n, threads, TRUE, RUN_SECONDS * 1000) ==
		   WAIT_OBJECT_0,
	   "not all have ended\n");
}

static void check_packets(void)
{
	int begun = 0, over_and_done = 0, bad = 0;

	for (int p = 0; p < POSTERS; p++)
		for (int i = 0; i < POSTS; i++)
			bad += taken[p][i] != 1;
	ok(!bad, "%d posted packets were not taken once\n", bad);
	for (int i = 0; i < FILES * READS; i++) {
		begun += slots[i].begun;
		over_and_done += slots[i].ended;
	}
	ok(begun == over_and_done && begun == done + aborted,
	   "%d begun, %d ended, %d done, %d cancelled\n", begun, over_and_done,
	   done, aborted);
	ok(!wrong, "%d things were wrong\n", wrong);
	ok(done && aborted, "no storm\n");
	ok(routines == queued, "%d of %d routines ran\n", routines, queued);
	trace("%d done, %d cancelled, %d time-outs, %d routines\n", done,
	      aborted, timed_out, routines);
}

static BOOL all_ended(void)
{
	for (int i = 0; i < FILES * READS; i++)
		if (raised(&slots[i].busy))
			return FALSE;
	return TRUE;
}

static void storm(void)
{
	HANDLE takers[TAKERS], posters[POSTERS], others[3];
	DWORD sent, left = 0;

	port = new_port(2);
	for (int i = 0; i < FILES; i++) {
		ok(overlapped_pair(&files[i], &writers[i]), "no pair\n");
		port_add(port, files[i]);
	}
	for (int i = 0; i < FILES * READS; i++) {
		slots[i].file = files[i % FILES];
		begin(&slots[i]);
	}
	for (int i = 0; i < TAKERS; i++)
		takers[i] = CreateThread(NULL, 0, taker, (void *)(ULONG_PTR)i,
					 0, NULL);
	others[0] = CreateThread(NULL, 0, feeder, NULL, 0, NULL);
	others[1] = CreateThread(NULL, 0, canceller, NULL, 0, NULL);
	others[2] = CreateThread(NULL, 0, waker, takers, 0, NULL);
	for (int i = 0; i < POSTERS; i++)
		posters[i] = CreateThread(NULL, 0, poster,
					  (void *)(ULONG_PTR)i, 0, NULL);
	join(posters, POSTERS);
	raise_flag(&over);
	join(others, 3);
	GetExitCodeThread(others[0], &sent);
	for (int i = 0; i < TAKERS; i++)
		works(PostQueuedCompletionStatus(port, 0, QUIT_KEY, NULL));
	join(takers, TAKERS);
	while (!all_ended()) {
		for (int i = 0; i < FILES; i++)
			CancelIoEx(files[i], NULL);
		take_one(1);
	}
	port_empty(port);
	check_packets();
	for (int i = 0; i < FILES; i++) {
		works(SetFileCompletionNotificationModes(
			files[i], FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
		left += drain(files[i]);
	}
	ok(sent == done + left, "sent %u, read %d, left %u\n", sent, done, left);
}

START_TEST(ports)
{
	RUN_LIMIT(storm, RUN_SECONDS);
}
