/*
 * What comes of a file while nobody waits for it wakes nobody: a direction whose edge
 * found nothing queued is registered no longer, until something is queued; where that
 * happens again and again, for one event at a time (ready.c). ready:idle is passed by
 * each edge that comes for nothing.
 *
 * A bell, of the same epoll descriptor, is rung after each: its event comes later.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "news.h"

#define ROUNDS 40
/* One, and one that may have been on its way meanwhile. */
#define FEW 2

struct line {
	SOCKET near_end, far_end;
	struct io io;
};

static struct line line, bell;

static void nothing(void *arg)
{
	(void)arg; /* point_count is asked */
}

static void begin(struct line *l, BOOL sends)
{
	WSABUF b = {sizeof(l->io.buf), (char *)l->io.buf};
	DWORD flags = 0;
	int r = sends ? WSASend(l->near_end, &b, 1, NULL, 0, &l->io.ov, NULL) :
			WSARecv(l->near_end, &b, 1, NULL, &flags, &l->io.ov, NULL);

	ok(r < 0 && WSAGetLastError() == WSA_IO_PENDING, "error %d\n",
	   WSAGetLastError());
}

static void ends(struct line *l, DWORD bytes)
{
	DWORD moved = 0, flags;

	ok(WSAGetOverlappedResult(l->near_end, &l->io.ov, &moved, TRUE, &flags) &&
		   moved == bytes,
	   "moved %u, error %d\n", moved, WSAGetLastError());
}

static void comes(struct line *l)
{
	ok(send(l->far_end, "x", 1, 0) == 1, "error %d\n", WSAGetLastError());
}

/* Of what has come before it everybody has been told. */
static void ring(void)
{
	begin(&bell, FALSE);
	comes(&bell);
	ends(&bell, 1);
}

static void line_open(struct line *l)
{
	BOOL now = TRUE;

	tcp_pair(&l->far_end, &l->near_end);
	setsockopt(l->far_end, IPPROTO_TCP, TCP_NODELAY, (char *)&now, sizeof(now));
	io_init(&l->io);
}

static void line_close(struct line *l)
{
	closesocket(l->near_end);
	closesocket(l->far_end);
	io_fini(&l->io);
}

static void open_both(void)
{
	line_open(&line);
	line_open(&bell);
	point_arm("ready:idle", nothing, NULL);
}

static void close_both(void)
{
	line_close(&line);
	line_close(&bell);
}

/* Received by a call that does not wait for it; how many edges came for nothing. */
static unsigned come_for_nobody(int rounds)
{
	unsigned before = point_count("ready:idle");
	char byte;

	for (int i = 0; i < rounds; i++) {
		comes(&line);
		ring();
		ok(recv(line.near_end, &byte, 1, 0) == 1, "error %d\n",
		   WSAGetLastError());
	}
	return point_count("ready:idle") - before;
}

/* Each of them is, for who waits. */
static void come_for_a_receiver(void)
{
	begin(&line, FALSE);
	comes(&line);
	ends(&line, 1);
}

static void reading(void)
{
	unsigned idle;

	open_both();
	come_for_a_receiver();
	idle = come_for_nobody(ROUNDS);
	ok(idle && idle <= FEW, "%u edges for nothing\n", idle);
	come_for_a_receiver();
	close_both();
}

/* What it was registered for as a selected one it is no longer. */
static void reading_once_selected(void)
{
	struct news n;
	unsigned idle;
	u_long off = 0;

	open_both();
	n = news_by_event();
	news_on(&n, line.near_end, FD_READ);
	idle = come_for_nobody(ROUNDS);
	/* for each, by the direction that can be written to as well */
	ok(idle >= ROUNDS, "%u of %d edges\n", idle, ROUNDS);
	news_off(&n, line.near_end);
	ok(!ioctlsocket(line.near_end, FIONBIO, &off), "error %d\n",
	   WSAGetLastError());
	idle = come_for_nobody(ROUNDS);
	ok(idle && idle <= FEW, "%u edges for nothing\n", idle);
	close_both();
	news_end(&n);
}

/* By turns with what comes for somebody. */
static void reading_by_turns(void)
{
	unsigned idle = 0;

	open_both();
	for (int i = 0; i < ROUNDS; i++) {
		come_for_a_receiver();
		idle += come_for_nobody(1);
	}
	ok(idle && idle <= 2 * FEW, "%u edges for nothing\n", idle);
	close_both();
}

static void fill_line(void)
{
	static char much[65536];
	u_long on = 1, off = 0;

	ioctlsocket(line.near_end, FIONBIO, &on);
	for (int size = sizeof(much); size;)
		if (send(line.near_end, much, size, 0) < 0)
			size /= 2;
	ioctlsocket(line.near_end, FIONBIO, &off);
}

/* As much as makes room there. */
static void empty_line(void)
{
	static char much[65536];
	u_long on = 1;

	ioctlsocket(line.far_end, FIONBIO, &on);
	for (WSAPOLLFD p = {line.near_end, POLLWRNORM, 0}; WSAPoll(&p, 1, 0) != 1;)
		while (recv(line.far_end, much, sizeof(much), 0) > 0)
			;
}

static void writing(void)
{
	unsigned before;

	open_both();
	fill_line();
	begin(&line, TRUE);
	empty_line();
	ends(&line, sizeof(line.io.buf));
	before = point_count("ready:idle");
	for (int i = 0; i < ROUNDS; i++) {
		fill_line();
		empty_line();
		ring();
	}
	before = point_count("ready:idle") - before;
	ok(before && before <= FEW, "%u edges for nothing\n", before);
	fill_line();
	begin(&line, TRUE);
	empty_line();
	ends(&line, sizeof(line.io.buf));
	close_both();
}

START_TEST(idle_direction)
{
	RUN(reading);
	RUN(reading_once_selected);
	RUN(reading_by_turns);
	RUN(writing);
}
