/*
 * Four threads read one synchronous handle, which lets one in at a time, and are
 * cancelled at random: in the call and while they wait for their turn.
 *
 *   WINCANCEL_TURN_CANCELS=n  how many cancels (200,000)
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

#define READERS 4

static HANDLE rd, wr;
static LONG stopping;
static LONG bytes, sum, aborted[READERS];

static LONG get(LONG *at)
{
	return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static DWORD WINAPI keep_reading(void *arg)
{
	LONG *mine = arg;

	while (!get(&stopping)) {
		unsigned char c;
		DWORD moved = UNTOUCHED;

		if (ReadFile(rd, &c, 1, &moved, NULL)) {
			if (moved != 1)
				ok(0, "moved %u\n", moved);
			InterlockedExchangeAdd(&sum, c);
			InterlockedIncrement(&bytes);
		} else {
			if (GetLastError() != ERROR_OPERATION_ABORTED || moved)
				ok(0, "error %u moved %u\n", GetLastError(),
				   moved);
			InterlockedIncrement(mine);
		}
	}
	return 0;
}

/* K-041 K-056 K-173: who is cancelled loses nobody's turn and nobody's byte. */
static void cancelled_turns(void)
{
	const char *text = getenv("WINCANCEL_TURN_CANCELS");
	int cancels = text ? atoi(text) : 200000;
	LONG hits[READERS] = {0}, sent = 0, sent_sum = 0;
	HANDLE reader[READERS];
	unsigned seed = 4242;

	works(CreatePipe(&rd, &wr, NULL, 0));
	for (int i = 0; i < READERS; i++)
		reader[i] = CreateThread(NULL, 0, keep_reading, &aborted[i], 0,
					 NULL);
	for (int i = 0; i < cancels; i++) {
		unsigned who;
		DWORD moved;

		seed = seed * 1103515245 + 12345;
		who = seed >> 16 & 3;
		if ((seed >> 18 & 7) == 0) {
			unsigned char c = seed >> 21;

			works(WriteFile(wr, &c, 1, &moved, NULL));
			sent++;
			sent_sum += c;
		}
		if (CancelSynchronousIo(reader[who]))
			hits[who]++;
		else if (GetLastError() != ERROR_NOT_FOUND)
			ok(0, "error %u\n", GetLastError());
		if (get(&aborted[who]) > hits[who]) {
			ok(0, "aborted without a hit\n");
			break;
		}
		/* all of what is sent is read without a further cancel */
		if (i % 1000 == 999) {
			DWORD start = GetTickCount();

			while (get(&bytes) < sent &&
			       GetTickCount() - start < 10000)
				SwitchToThread();
			ok(get(&bytes) == sent, "%d bytes sent, %d read\n",
			   (int)sent, (int)get(&bytes));
			if (get(&bytes) < sent)
				break;
		}
	}
	InterlockedExchange(&stopping, 1);
	for (int i = 0; i < READERS; i++) {
		while (WaitForSingleObject(reader[i], 0) == WAIT_TIMEOUT) {
			hits[i] += CancelSynchronousIo(reader[i]);
			SwitchToThread();
		}
		CloseHandle(reader[i]);
		ok(aborted[i] <= hits[i], "%d: %d aborted, %d hits\n", i,
		   (int)aborted[i], (int)hits[i]);
		ok(aborted[i] > 0, "%d was never aborted\n", i);
		trace("reader %d: %d aborted by %d hits\n", i, (int)aborted[i],
		      (int)hits[i]);
	}
	while (bytes < sent) {
		unsigned char c;
		DWORD moved;

		works(ReadFile(rd, &c, 1, &moved, NULL));
		sum += c;
		bytes++;
	}
	ok(sum == sent_sum, "the bytes are others\n");
	CloseHandle(rd);
	CloseHandle(wr);
}

START_TEST(turns)
{
	RUN_LIMIT(cancelled_turns, 120);
}
