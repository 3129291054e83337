/*
 * The labelled system call: a thread does nothing but ReadFile, another cancels
 * it at random moments, and foreign signals rain on the reader. No cancel that
 * found the call is lost, none hits another call, no byte is lost or doubled.
 *
 *   WINCANCEL_LABEL_CANCELS=n  how many cancels (1,000,000)
 */
#include <windows.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "wine/test.h"
#include "blocked.h"
#include "sync.h"

static HANDLE rd, wr, reader;
static DWORD reader_id;

/* The reader's own account; call n is the n-th begun. */
#define RING 4096
static LONG64 begun, ended, aborted, bytes;
static LONG64 which[RING]; /* the aborted calls, in order */
static LONG stopping, foreign[2];

static LONG64 get(LONG64 *at)
{
	return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static void put(LONG64 *at, LONG64 n)
{
	__atomic_store_n(at, n, __ATOMIC_SEQ_CST);
}

static LONG over(void)
{
	return __atomic_load_n(&stopping, __ATOMIC_SEQ_CST);
}

/* Bytes arrive as 0, 1, 2 ... modulo 251. */
static DWORD WINAPI keep_reading(void *arg)
{
	(void)arg;
	while (!over()) {
		unsigned char buf[3];
		DWORD moved = UNTOUCHED;
		BOOL ret;

		put(&begun, begun + 1);
		ret = ReadFile(rd, buf, sizeof(buf), &moved, NULL);
		if (ret) {
			for (DWORD i = 0; i < moved; i++)
				if (buf[i] != (bytes + i) % 251) {
					ok(0, "byte %lld is %u\n",
					   (long long)bytes + i, buf[i]);
					return 1;
				}
			put(&bytes, bytes + moved);
		} else {
			if (GetLastError() != ERROR_OPERATION_ABORTED || moved)
				ok(0, "error %u moved %u\n", GetLastError(),
				   moved);
			put(&which[aborted % RING], begun);
			put(&aborted, aborted + 1);
		}
		put(&ended, ended + 1);
	}
	return 0;
}

/* An atomic operation that the thread sanitizer watches runs signals that it has
 * put off: inside a handler it then leaves all signals blocked for good. */
UNWATCHED static void count_signal(int number)
{
	__atomic_fetch_add(&foreign[number == SIGUSR2], 1, __ATOMIC_RELAXED);
}

/* One kind restarts system calls, the other interrupts them. */
static DWORD WINAPI keep_signalling(void *arg)
{
	struct sigaction sa;
	unsigned n = 0;

	(void)arg;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = count_signal;
	sigaction(SIGUSR1, &sa, NULL);
	sa.sa_flags = SA_RESTART;
	sigaction(SIGUSR2, &sa, NULL);
	while (!over()) {
		syscall(SYS_tgkill, getpid(), reader_id,
			n++ & 1 ? SIGUSR1 : SIGUSR2);
		for (unsigned i = 0; i < n % 40; i++)
			SwitchToThread();
	}
	return 0;
}

static unsigned seed = 20240711;

static unsigned rnd(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static void dally(void)
{
	for (volatile unsigned i = rnd(600); i; i--)
		;
}

static LONG64 sent;

static void send_one(void)
{
	unsigned char c = sent % 251;
	DWORD moved;

	if (!WriteFile(wr, &c, 1, &moved, NULL))
		ok(0, "write: error %u\n", GetLastError());
	sent++;
}

/* False if the reader's count stays where it was for too long. */
static BOOL await_more(LONG64 *count, LONG64 than)
{
	DWORD start = 0;

	for (unsigned i = 0; get(count) <= than; i++) {
		SwitchToThread();
		if (i % 1024 == 1023) {
			if (!start)
				start = GetTickCount();
			else if (GetTickCount() - start > 10000)
				return FALSE;
		}
	}
	return TRUE;
}

/*
 * The cancels that found a call and are not yet matched with an aborted one. What
 * such a cancel hit had begun before the cancel returned and not ended before it
 * was called; a call that is aborted must have such a cancel of its own.
 */
static struct {
	LONG64 from, to;
} found_in[RING];
static LONG64 hits, matched, seen;

static BOOL match_aborted(void)
{
	for (LONG64 n = get(&aborted); seen < n; seen++) {
		LONG64 call = get(&which[seen % RING]);

		/* those before it found calls that ended by themselves */
		while (matched < hits && found_in[matched % RING].to < call)
			matched++;
		if (matched == hits || found_in[matched % RING].from > call) {
			ok(0, "call %lld was aborted by no cancel of its own\n",
			   (long long)call);
			return FALSE;
		}
		matched++;
	}
	return TRUE;
}

/* One cancel, perhaps with a byte right before or right after it. */
static BOOL cancel_once(void)
{
	unsigned way = rnd(8);
	LONG64 from, to;

	if (way == 0)
		send_one();
	dally();
	from = get(&ended) + 1;
	if (CancelSynchronousIo(reader)) {
		to = get(&begun);
		found_in[hits % RING].from = from;
		found_in[hits % RING].to = to;
		hits++;
		if (way == 1)
			send_one();
		/* but for way 1 no byte comes now: nothing else can end it */
		if (from == to && !await_more(&ended, from - 1)) {
			ok(0, "a cancel was lost\n");
			return FALSE;
		}
	} else if (GetLastError() != ERROR_NOT_FOUND) {
		ok(0, "error %u\n", GetLastError());
		return FALSE;
	}
	return match_aborted();
}

/* A while without cancels: nobody may be hit by an old one. */
static BOOL be_quiet(void)
{
	LONG64 before = 0;

	for (int i = 0; i < 20; i++) {
		send_one();
		if (!await_more(&bytes, sent - 1)) {
			ok(0, "%lld bytes sent, %lld read\n", (long long)sent,
			   (long long)get(&bytes));
			return FALSE;
		}
		if (i == 0)
			before = get(&aborted);
	}
	ok(get(&aborted) == before, "an old cancel hit\n");
	return match_aborted();
}

/* K-041 K-046 K-047 K-056 K-106: in all interleavings that time provides. */
static void random_moments(void)
{
	const char *text = getenv("WINCANCEL_LABEL_CANCELS");
	LONG64 cancels = text ? atoll(text) : 1000000, i;
	HANDLE signaller;

	works(CreatePipe(&rd, &wr, NULL, 0));
	reader = CreateThread(NULL, 0, keep_reading, NULL, 0, &reader_id);
	signaller = CreateThread(NULL, 0, keep_signalling, NULL, 0, NULL);
	for (i = 0; i < cancels; i++)
		if (!cancel_once() || (i % 1000 == 999 && !be_quiet()))
			break;
	ok(i == cancels, "ended after %lld cancels\n", (long long)i);
	__atomic_store_n(&stopping, 1, __ATOMIC_SEQ_CST);
	send_one();
	ok(WaitForSingleObject(reader, 20000) == WAIT_OBJECT_0,
	   "the reader hangs\n");
	ok(WaitForSingleObject(signaller, 20000) == WAIT_OBJECT_0,
	   "the signaller hangs\n");
	ok(get(&bytes) == sent, "%lld bytes sent, %lld read\n",
	   (long long)sent, (long long)get(&bytes));
	ok(hits > cancels / 4, "only %lld hits\n", (long long)hits);
	ok(get(&aborted) > cancels / 8, "only %lld aborted\n",
	   (long long)get(&aborted));
	ok(foreign[0] > 100 && foreign[1] > 100, "foreign signals: %d and %d\n",
	   (int)foreign[0], (int)foreign[1]);
	trace("%lld cancels: %lld found a call, %lld aborted it\n",
	      (long long)i, (long long)hits, (long long)get(&aborted));
	trace("%lld bytes, foreign signals: %d interrupting, %d restarting\n",
	      (long long)get(&bytes), (int)foreign[0], (int)foreign[1]);
	CloseHandle(reader);
	CloseHandle(signaller);
	CloseHandle(rd);
	CloseHandle(wr);
}

START_TEST(label)
{
	RUN_LIMIT(random_moments, 300);
}
