/*
 * Cancels that come too late: a thread writes a byte into a pipe and reads it
 * again, so that no call ever blocks, and others cancel it all the while. What a
 * late cancel leaves behind must neither stop a later call nor hold it up.
 *
 *   WINCANCEL_LATE_ROUNDS=n  how many pairs of calls (500,000)
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

static HANDLE rd, wr, pusher;
static LONG stopping, finished;
static LONG written, taken, aborted;

static LONG get(LONG *at)
{
	return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

/* What was aborted has moved nothing, and is begun again. */
static void move_one(BOOL write, unsigned char *c)
{
	for (;;) {
		DWORD moved = UNTOUCHED;
		BOOL ret = write ? WriteFile(wr, c, 1, &moved, NULL) : ReadFile(rd, c, 1, &moved, NULL);
		DWORD err = GetLastError();

		if (ret && moved == 1)
			return;
		if (ret || err != ERROR_OPERATION_ABORTED || moved)
			ok(0, "result %d error %u moved %u\n", ret, err,
			   moved);
		InterlockedIncrement(&aborted);
	}
}

static DWORD WINAPI push_and_take(void *arg)
{
	LONG n = *(LONG *)arg;

	for (LONG i = 0; i < n; i++) {
		unsigned char c = i, back;

		move_one(TRUE, &c);
		InterlockedIncrement(&written);
		move_one(FALSE, &back);
		if (back != c)
			ok(0, "%u came back for %u\n", back, c);
		InterlockedIncrement(&taken);
	}
	InterlockedExchange(&finished, 1);
	return 0;
}

static DWORD WINAPI keep_cancelling(void *arg)
{
	unsigned seed = 17 + *(unsigned *)arg;
	DWORD hits = 0;

	while (!get(&stopping)) {
		seed = seed * 1103515245 + 12345;
		for (volatile unsigned i = seed >> 16 & 255; i; i--)
			;
		hits += CancelSynchronousIo(pusher);
	}
	return hits;
}

/* K-014 K-041 K-047 K-056: late cancels change nothing. */
static void nothing_blocks(void)
{
	const char *text = getenv("WINCANCEL_LATE_ROUNDS");
	static unsigned number[2] = {0, 1};
	LONG n = text ? atoi(text) : 500000, seen = -1;
	HANDLE canceller[2];
	DWORD hits[2];

	works(CreatePipe(&rd, &wr, NULL, 0));
	pusher = CreateThread(NULL, 0, push_and_take, &n, 0, NULL);
	for (int i = 0; i < 2; i++)
		canceller[i] = CreateThread(NULL, 0, keep_cancelling, &number[i],
					    0, NULL);
	/* it goes on all the while, also when the cancels are over */
	while (WaitForSingleObject(pusher, 5000) == WAIT_TIMEOUT) {
		if (get(&taken) == seen)
			break;
		seen = get(&taken);
	}
	ok(get(&finished), "it hangs after %d of %d rounds\n",
	   (int)get(&taken), (int)n);
	InterlockedExchange(&stopping, 1);
	ok(WaitForMultipleObjects(2, canceller, TRUE, 20000) == WAIT_OBJECT_0,
	   "a canceller hangs\n");
	ok(WaitForSingleObject(pusher, 20000) == WAIT_OBJECT_0, "no end\n");
	for (int i = 0; i < 2; i++) {
		GetExitCodeThread(canceller[i], &hits[i]);
		CloseHandle(canceller[i]);
	}
	ok(written == n && taken == n, "%d written, %d taken of %d\n",
	   (int)written, (int)taken, (int)n);
	ok((DWORD)aborted <= hits[0] + hits[1], "%d aborted, %u hits\n",
	   (int)aborted, hits[0] + hits[1]);
	ok(hits[0] + hits[1] > 1000, "%u hits\n", hits[0] + hits[1]);
	trace("%d rounds, %u and %u hits, %d aborted\n", (int)n, hits[0],
	      hits[1], (int)aborted);
	CloseHandle(pusher);
	CloseHandle(rd);
	CloseHandle(wr);
}

START_TEST(late)
{
	RUN_LIMIT(nothing_blocks, 120);
}
