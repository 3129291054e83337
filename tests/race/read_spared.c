/*
 * A receiver of a thread that is told of many at a time is not tried where the last
 * one has emptied the socket: it is queued at once. What ends a stream, is urgent or
 * has come meanwhile is received all the same, whenever it came.
 *
 * The service thread is held, so that the thread at the port is told of all at once.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "sock.h"
#include "port.h"

#define MANY 8
#define LESSONS 4

struct link {
	struct io io;
	SOCKET near_end, far_end;
	char buf[16];
};

static struct link links[MANY], bell;
static HANDLE port;
static int held, let_go;
static __thread BOOL at_port;

static void hold_service(void *arg)
{
	(void)arg;
	if (at_port || raised(&held))
		return;
	raise_flag(&held);
	await_flag(&let_go);
}

static void nothing(void *arg)
{
	(void)arg;
}

static void begin(struct link *l)
{
	WSABUF all = {sizeof(l->buf), l->buf};
	DWORD flags = 0;

	memset(l->buf, 0, sizeof(l->buf));
	memset(&l->io.ov, 0, sizeof(l->io.ov));
	ok(!WSARecv(l->near_end, &all, 1, NULL, &flags, &l->io.ov, NULL) ||
	   WSAGetLastError() == WSA_IO_PENDING, "error %d\n", WSAGetLastError());
}

static void begin_all(void)
{
	for (int i = 0; i < MANY; i++)
		begin(&links[i]);
}

/* It may look without waiting: then nobody has to wake it, which would teach it to
 * leave the waiting for readiness to others. */
static BOOL take_one(BOOL waits, DWORD *moved, ULONG_PTR *key, OVERLAPPED **which)
{
	BOOL good;

	for (;;) {
		good = GetQueuedCompletionStatus(port, moved, key, which,
						 waits ? 10000 : 0);
		if (waits || *which || GetLastError() != WAIT_TIMEOUT)
			return good;
		SwitchToThread();
	}
}

/* Each of them once, with so many bytes, and an error if there are to be none. */
static void take_each(BOOL waits, DWORD bytes, DWORD error)
{
	int taken[MANY] = {0};

	for (int i = 0; i < MANY; i++) {
		OVERLAPPED *which = NULL;
		ULONG_PTR key = 0;
		DWORD moved = UNTOUCHED;
		BOOL good = take_one(waits, &moved, &key, &which);

		ok(which != NULL, "only %d of %d, error %u\n", i, MANY,
		   GetLastError());
		if (!which)
			return;
		ok(good == !error, "%d, error %u\n", good, GetLastError());
		ok(moved == bytes, "moved %u\n", moved);
		ok(key < MANY && which == &links[key].io.ov, "of another\n");
		ok(key < MANY && !taken[key]++, "twice\n");
	}
}

static void take_all(DWORD bytes, DWORD error)
{
	take_each(TRUE, bytes, error);
}

static void send_all(const char *text, int length, int flags)
{
	for (int i = 0; i < MANY; i++)
		ok(send(links[i].far_end, text, length, flags) == length,
		   "error %d\n", WSAGetLastError());
}

static void open_link(struct link *l, ULONG_PTR key)
{
	BOOL now = TRUE;

	tcp_pair(&l->far_end, &l->near_end);
	setsockopt(l->far_end, IPPROTO_TCP, TCP_NODELAY, (char *)&now,
		   sizeof(now));
	ok(CreateIoCompletionPort((HANDLE)l->near_end, port, key, 0) == port,
	   "error %u\n", GetLastError());
}

/* From here on this thread is told of all at once, and nobody else of anything. */
static void open_all(void)
{
	at_port = TRUE;
	held = let_go = 0;
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	for (int i = 0; i < MANY; i++)
		open_link(&links[i], i);
	open_link(&bell, MANY);
	/* What ends by readiness teaches it to wait for that itself. */
	for (int i = 0; i < LESSONS; i++) {
		begin_all();
		send_all("l", 1, 0);
		take_each(FALSE, 1, 0);
	}
	begin(&bell);
	point_arm("ready:event", hold_service, NULL);
	ok(send(bell.far_end, "b", 1, 0) == 1, "error %d\n", WSAGetLastError());
	await_flag(&held);
	point_arm("try:spared", nothing, NULL);
	begin_all();
	send_all("m", 1, 0);
	take_all(1, 0);
}

static void close_all(void)
{
	OVERLAPPED *which = NULL;
	ULONG_PTR key;
	DWORD moved;

	raise_flag(&let_go);
	ok(GetQueuedCompletionStatus(port, &moved, &key, &which, 10000) &&
	   which == &bell.io.ov, "error %u\n", GetLastError());
	for (int i = 0; i < MANY; i++) {
		closesocket(links[i].near_end);
		closesocket(links[i].far_end);
	}
	closesocket(bell.near_end);
	closesocket(bell.far_end);
	CloseHandle(port);
}

static unsigned spared(void)
{
	return point_count("try:spared");
}

static void spared_from(unsigned before, BOOL are)
{
	ok((spared() == before + MANY) == are && (are || spared() == before),
	   "%u of %d were not tried\n", spared() - before, MANY);
}

/* Before the next receiver and after it. */
static void data(void)
{
	unsigned before;

	open_all();
	for (int i = 0; i < 3; i++) {
		before = spared();
		begin_all();
		spared_from(before, TRUE);
		send_all("data", 4, 0);
		take_all(4, 0);
		send_all("before", 6, 0);
		before = spared();
		begin_all();
		spared_from(before, TRUE);
		take_all(6, 0);
	}
	/* As much as there was room for: more may be there. */
	send_all("0123456789abcdefrest", 20, 0);
	begin_all();
	take_all(16, 0);
	before = spared();
	begin_all();
	spared_from(before, FALSE);
	take_all(4, 0);
	close_all();
}

/* With the last bytes, in one event: no other comes. */
static void end_with_data(void)
{
	unsigned before;

	open_all();
	begin_all();
	send_all("x", 1, 0);
	for (int i = 0; i < MANY; i++)
		shutdown(links[i].far_end, SD_SEND);
	take_all(1, 0);
	before = spared();
	begin_all();
	spared_from(before, FALSE);
	take_all(0, 0);
	close_all();
}

static void end_after_data(void)
{
	open_all();
	begin_all();
	send_all("x", 1, 0);
	take_all(1, 0);
	for (int i = 0; i < MANY; i++)
		shutdown(links[i].far_end, SD_SEND);
	begin_all();
	take_all(0, 0);
	begin_all();
	take_all(0, 0);
	close_all();
}

static int tries;

/* Between the event and what it makes somebody try. */
static void end_now(void *arg)
{
	(void)arg;
	if (first_time(&tries))
		for (int i = 0; i < MANY; i++)
			shutdown(links[i].far_end, SD_SEND);
}

static void end_meanwhile(void)
{
	open_all();
	begin_all();
	send_all("x", 1, 0);
	tries = 0;
	point_arm("drain:try", end_now, NULL);
	take_all(1, 0);
	ok(raised(&tries), "nothing was tried\n");
	begin_all();
	take_all(0, 0);
	point_arm("drain:try", nothing, NULL);
	close_all();
}

static void reset(BOOL before)
{
	struct linger at_once = {1, 0};

	open_all();
	begin_all();
	if (!before) {
		send_all("x", 1, 0);
		take_all(1, 0);
	}
	for (int i = 0; i < MANY; i++) {
		setsockopt(links[i].far_end, SOL_SOCKET, SO_LINGER,
			   (char *)&at_once, sizeof(at_once));
		closesocket(links[i].far_end);
		links[i].far_end = INVALID_SOCKET;
	}
	if (!before)
		begin_all();
	take_all(0, ERROR_NETNAME_DELETED);
	close_all();
}

static void reset_first(void)
{
	reset(TRUE);
}

static void reset_after_data(void)
{
	reset(FALSE);
}

/* A receiver stops in front of an urgent byte, though there is more behind it. */
static void urgent(void)
{
	unsigned before;

	open_all();
	begin_all();
	send_all("ab", 2, 0);
	send_all("!", 1, MSG_OOB);
	send_all("cd", 2, 0);
	take_all(2, 0);
	before = spared();
	begin_all();
	spared_from(before, FALSE);
	take_all(2, 0);
	for (int i = 0; i < MANY; i++)
		ok(!memcmp(links[i].buf, "cd", 2), "%s\n", links[i].buf);
	close_all();
}

START_TEST(read_spared)
{
	RUN(data);
	RUN(end_with_data);
	RUN(end_after_data);
	RUN(end_meanwhile);
	RUN(reset_first);
	RUN(reset_after_data);
	RUN(urgent);
}
