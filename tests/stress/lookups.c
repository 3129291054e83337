/*
 * A storm of look-ups: a thousand in flight, some answered by a real name server, some
 * by nobody; half of them cancelled at random moments from four threads; ten rounds.
 * Each ends in exactly one of a message and a successful cancel, and the buffers of
 * the cancelled ones are as they were.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <string.h>
#include "wine/test.h"
#include "lib/names.h"
#include "lib/window.h"
#include "lib/lookup.h"

#define MANY 1000
#define ROUNDS 10
#define CANCELLERS 4
#define POISON 0x5a

static struct request {
	HANDLE task;
	BOOL hangs, doomed;
	LONG cancelled, messages;
	char buffer[512];
} requests[MANY];

static HANDLE go;
static int answered, stopped;

static unsigned pick(unsigned *seed, unsigned n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

static BOOL untouched(const char *buffer, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (buffer[i] != POISON)
			return FALSE;
	return TRUE;
}

/* Each canceller has a share, in a random order of its own. */
static DWORD WINAPI cancel_some(void *arg)
{
	unsigned share = (unsigned)(ULONG_PTR)arg, seed = GetTickCount() + share;
	unsigned from = share * (MANY / CANCELLERS), at;

	WaitForSingleObject(go, INFINITE);
	at = pick(&seed, MANY / CANCELLERS);
	for (unsigned i = 0; i < MANY / CANCELLERS; i++) {
		struct request *r =
			&requests[from + (at + i * 7) % (MANY / CANCELLERS)];
		if (!r->doomed)
			continue;
		for (unsigned n = pick(&seed, 40); n; n--)
			SwitchToThread();
		if (!WSACancelAsyncRequest(r->task))
			r->cancelled = 1;
		else
			ok(WSAGetLastError() == WSAEALREADY, "error %d\n",
			   WSAGetLastError());
	}
	return 0;
}

static struct request *request_of(WPARAM task)
{
	for (unsigned i = 0; i < MANY; i++)
		if (requests[i].task == (HANDLE)task)
			return &requests[i];
	return NULL;
}

static void begin_all(HWND window, unsigned *seed)
{
	for (unsigned i = 0; i < MANY; i++) {
		struct request *r = &requests[i];
		char name[64];
		memset(r, 0, sizeof(*r));
		memset(r->buffer, POISON, sizeof(r->buffer));
		r->hangs = pick(seed, 2);
		r->doomed = pick(seed, 2);
		sprintf(name, r->hangs ? "n%u.hang.example." :
					 "www.test.example.", i);
		r->task = WSAAsyncGetHostByName(window, WM_FOUND, name,
						r->buffer, sizeof(r->buffer));
		ok(r->task != NULL, "refused: %d\n", WSAGetLastError());
	}
}

static void take(const MSG *msg)
{
	struct request *r = request_of(msg->wParam);
	int error = WSAGETASYNCERROR(msg->lParam);

	ok(r != NULL, "a message of nobody\n");
	if (!r)
		return;
	ok(++r->messages == 1, "a second message\n");
	/* The server drops what it has no room for, so it may have to say this. */
	ok(error == WSATRY_AGAIN || (!error && !r->hangs), "error %d\n", error);
	answered += !error;
	ok(error ? untouched(r->buffer, sizeof(r->buffer)) :
		   !strcmp(((struct hostent *)r->buffer)->h_name,
			   "www.test.example"),
	   "not in its buffer\n");
}

static void one_round(HWND window, unsigned *seed)
{
	HANDLE thread[CANCELLERS];
	int left = MANY, cancelled = 0;
	MSG msg;

	go = CreateEventA(NULL, TRUE, FALSE, NULL);
	for (unsigned i = 0; i < CANCELLERS; i++)
		thread[i] = CreateThread(NULL, 0, cancel_some,
					 (void *)(ULONG_PTR)i, 0, NULL);
	begin_all(window, seed);
	SetEvent(go);
	WaitForMultipleObjects(CANCELLERS, thread, TRUE, INFINITE);
	for (unsigned i = 0; i < MANY; i++)
		cancelled += requests[i].cancelled;
	for (left = MANY - cancelled; left > 0; left--) {
		if (!window_next(window, &msg, 20000))
			break;
		take(&msg);
	}
	ok(!left, "%d ended in nothing\n", left);
	ok(!window_next(window, &msg, 50), "one message too many\n");
	for (unsigned i = 0; i < MANY; i++) {
		struct request *r = &requests[i];
		ok(r->cancelled + r->messages == 1, "%u: %d cancels, %d messages\n",
		   i, r->cancelled, r->messages);
		ok(!r->cancelled || untouched(r->buffer, sizeof(r->buffer)),
		   "%u: cancelled, and written\n", i);
	}
	stopped += cancelled;
	for (unsigned i = 0; i < CANCELLERS; i++)
		CloseHandle(thread[i]);
	CloseHandle(go);
}

/* W-001, W-012, W-031 */
static void storm(void)
{
	HWND window = window_new();
	unsigned seed = GetTickCount();

	if (!names_real()) {
		skip("no name server\n");
		return;
	}
	winsock_begin();
	for (int i = 0; i < ROUNDS; i++)
		one_round(window, &seed);
	/* Of all: on a machine that has much to do, a round may end by time-outs. */
	ok(answered > ROUNDS * MANY / 20, "only %d answered\n", answered);
	ok(stopped > ROUNDS * MANY / 10, "only %d cancelled\n", stopped);
	WSACleanup();
}

#define CROWD 10000

/* Ten thousand in flight, all cancelled: no packet leaves after that. */
static void crowd_is_silent(void)
{
	static HANDLE task[CROWD];
	static char buffer[64];
	HWND window = window_new();

	if (!silent_begin())
		return;
	for (int i = 0; i < CROWD; i++) {
		char name[64];
		sprintf(name, "n%d.hang.example.", i);
		task[i] = WSAAsyncGetHostByName(window, WM_FOUND, name, buffer,
						sizeof(buffer));
		ok(task[i] != NULL, "%d refused: %d\n", i, WSAGetLastError());
	}
	int cancelled = 0;
	for (int i = 0; i < CROWD; i++)
		cancelled += !WSACancelAsyncRequest(task[i]);
	/* On a slow machine the first have timed out by then. */
	ok(cancelled > CROWD / 10, "only %d were still running\n", cancelled);
	names_packets();
	ok(!names_packets_wait(1, 1500), "a packet after the cancel\n");
	WSACleanup();
}

START_TEST(lookups)
{
	RUN_LIMIT(storm, 120);
	RUN_LIMIT(crowd_is_silent, 60);
}
