/*
 * Two sends on one stream, one of which takes the queue's place without the lock: at
 * each of its steps another one comes. Both go out whole, and nobody waits for a
 * wake-up that is over.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "sock.h"

static int once, held, go, over;
static char big[8 << 20], all[8 << 20];

static void hold(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&held);
	await_flag(&go);
}

struct sender {
	SOCKET s;
	char what;
	OVERLAPPED o;
};

static BOOL sent(struct sender *a, char *buffer, DWORD length)
{
	WSABUF b = {length, buffer};

	a->o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	return !WSASend(a->s, &b, 1, NULL, 0, &a->o, NULL) ||
	       WSAGetLastError() == WSA_IO_PENDING;
}

static DWORD WINAPI send_one(void *arg)
{
	struct sender *a = arg;
	BOOL ret = sent(a, &a->what, 1);

	/* It would take what is pending along. */
	await_flag(&over);
	return ret;
}

static DWORD take(SOCKET s, DWORD length)
{
	DWORD total = 0;
	int n;

	while (total < length &&
	       (n = recv(s, all + total, sizeof(all) - total, 0)) > 0)
		total += n;
	return total;
}

/* One that had to wait: from now on the library is told when there is room, and
 * no more than once. */
static void send_with_waiting(SOCKET s, SOCKET peer)
{
	struct sender a = {.s = s};
	DWORD moved, flags;

	ok(sent(&a, big, sizeof(big)), "error %d\n", WSAGetLastError());
	ok(take(peer, sizeof(big)) == sizeof(big), "bytes are lost\n");
	works(WSAGetOverlappedResult(s, &a.o, &moved, TRUE, &flags));
	CloseHandle(a.o.hEvent);
}

/* The other one comes while the first is held at this point. */
static void meet_at(const char *point, char *buffer, DWORD length,
		    const char *order)
{
	struct sender a = {.what = 'a'}, b = {.what = 'b'};
	DWORD moved, flags, total;
	HANDLE thread;
	SOCKET peer;

	tcp_pair(&a.s, &peer);
	b.s = a.s;
	send_with_waiting(a.s, peer);
	point_arm(point, hold, NULL);
	thread = CreateThread(NULL, 0, send_one, &a, 0, NULL);
	await_flag(&held);
	ok(sent(&b, buffer, length), "error %d\n", WSAGetLastError());
	raise_flag(&go);
	total = take(peer, length + 1);
	ok(total == length + 1, "%u of %u bytes\n", total, length + 1);
	ok(all[0] == order[0] && all[length] == order[1], "%c ... %c\n", all[0],
	   all[length]);
	works(WSAGetOverlappedResult(a.s, &a.o, &moved, TRUE, &flags));
	works(WSAGetOverlappedResult(b.s, &b.o, &moved, TRUE, &flags));
	ok(moved == length, "moved %u\n", moved);
	raise_flag(&over);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "it hangs\n");
	CloseHandle(thread);
	point_arm(point, NULL, NULL);
	CloseHandle(a.o.hEvent);
	CloseHandle(b.o.hEvent);
	closesocket(a.s);
	closesocket(peer);
}

/* The first has sent all, and looks no more at the queue. */
static void leaving(void)
{
	meet_at("write:leave", "b", 1, "ab");
}

/* The first has the place, and finds somebody in the queue. */
static void entering(void)
{
	meet_at("write:enter", "b", 1, "ba");
}

/* The first has found the queue empty; a part of the other one is gone when it
 * takes the place, and nothing comes between its parts. */
static void looking(void)
{
	memset(big, 'b', sizeof(big));
	meet_at("write:look", big, sizeof(big) - 1, "ba");
}

START_TEST(writers_meet)
{
	RUN(leaving);
	RUN(entering);
	RUN(looking);
}
