/*
 * The storm's datagrams: numbered, as many under way as have room, so that each comes
 * once, whole and in its order, whatever is cancelled.
 */
#ifndef TESTS_STRESS_SOCKETS_UDP_H
#define TESTS_STRESS_SOCKETS_UDP_H

#include "sockets.h"

#define UNDER_WAY 24
#define DATAGRAM 1400
#define WAITING 3

static struct {
	SOCKET from, to;
	struct sockaddr_in from_name, to_name;
	LONG sent, received, sender_gone;
} udp;

struct datagram {
	LONG number;
	unsigned char body[DATAGRAM];
};

static inline DWORD datagram_size(LONG number)
{
	return sizeof(LONG) + number * 7919u % DATAGRAM;
}

static inline void udp_init(void)
{
	udp.sent = udp.received = udp.sender_gone = 0;
	udp.from = sock_bound(SOCK_DGRAM, &udp.from_name);
	udp.to = sock_bound(SOCK_DGRAM, &udp.to_name);
}

static inline void udp_fini(void)
{
	closesocket(udp.from);
	closesocket(udp.to);
	ok(udp.sent == udp.received, "%d datagrams sent, %d received\n", udp.sent,
	   udp.received);
	add64(&books.datagrams, udp.received);
}

static DWORD WINAPI send_datagrams(void *arg)
{
	WSAOVERLAPPED ov = {0};
	struct datagram d;
	unsigned seed = 4099;

	(void)arg;
	ov.hEvent = WSACreateEvent();
	while (!load(&stopping)) {
		LONG n = load(&udp.sent);
		DWORD size = datagram_size(n), moved = 0, flags;
		WSABUF b[2] = {{sizeof(LONG), (char *)&d.number},
			       {size - sizeof(LONG), (char *)d.body}};
		int error = 0;

		if (n - load(&udp.received) >= UNDER_WAY) {
			SwitchToThread();
			continue;
		}
		d.number = n;
		memset(d.body, n * 13, size - sizeof(LONG));
		if (rnd(&seed, 2)) {
			if (WSASendTo(udp.from, b, 2, &moved, 0,
				      (struct sockaddr *)&udp.to_name,
				      sizeof(udp.to_name), &ov, NULL) &&
			    WSAGetLastError() != WSA_IO_PENDING)
				error = WSAGetLastError();
			else if (WaitForSingleObject(ov.hEvent, INFINITE) ||
				 !WSAGetOverlappedResult(udp.from, &ov, &moved,
							 FALSE, &flags))
				error = WSAGetLastError();
		} else {
			int ret = sendto(udp.from, (char *)&d, size, 0,
					 (struct sockaddr *)&udp.to_name,
					 sizeof(udp.to_name));

			error = ret < 0 ? WSAGetLastError() : 0;
			moved = ret;
		}
		if (error) {
			ok(error == WSA_OPERATION_ABORTED, "error %d\n", error);
			continue;
		}
		ok(moved == size, "moved %u of %u\n", moved, size);
		InterlockedIncrement(&udp.sent);
	}
	WSACloseEvent(ov.hEvent);
	InterlockedExchange(&udp.sender_gone, 1);
	return 0;
}

struct wait {
	WSAOVERLAPPED ov;
	struct datagram d;
	struct sockaddr_in from;
	int from_length;
	DWORD room;
	BOOL busy;
};

static inline void datagram_came(const struct wait *w, int error, DWORD moved)
{
	LONG n = load(&udp.received);
	DWORD size = datagram_size(n), got = size < w->room ? size : w->room;
	DWORD i = 0;

	if (error == WSA_OPERATION_ABORTED) {
		add64(&books.waits_cancelled, 1);
		return;
	}
	if (error != (size > w->room ? WSAEMSGSIZE : 0) || (!error && moved != size))
		ok(0, "datagram %d: error %d, %u of %u, room %u\n", n, error,
		   moved, size, w->room);
	if (w->d.number != n)
		ok(0, "datagram %d, not %d\n", w->d.number, n);
	if (w->from_length != sizeof(w->from) ||
	    w->from.sin_port != udp.from_name.sin_port)
		ok(0, "from port %u\n", ntohs(w->from.sin_port));
	while (i + sizeof(LONG) < got && w->d.body[i] == (unsigned char)(n * 13))
		i++;
	if (i + sizeof(LONG) != got)
		ok(0, "datagram %d: byte %u is another's\n", n, i);
	InterlockedIncrement(&udp.received);
}

/* TRUE: it has begun. */
static inline BOOL wait_begin(struct wait *w, unsigned *seed)
{
	WSABUF b;
	DWORD moved, flags = 0;

	w->room = rnd(seed, 8) ? sizeof(w->d) : sizeof(LONG) + rnd(seed, 200);
	w->from_length = sizeof(w->from);
	memset(&w->from, 0, sizeof(w->from));
	b = (WSABUF){w->room, (char *)&w->d};
	if (WSARecvFrom(udp.to, &b, 1, &moved, &flags, (struct sockaddr *)&w->from,
			&w->from_length, &w->ov, NULL) &&
	    WSAGetLastError() != WSA_IO_PENDING && WSAGetLastError() != WSAEMSGSIZE) {
		ok(0, "error %d\n", WSAGetLastError());
		return FALSE;
	}
	w->busy = TRUE;
	return TRUE;
}

static inline void wait_end(struct wait *w)
{
	DWORD moved = 0, flags;
	BOOL done;

	if (WaitForSingleObject(w->ov.hEvent, INFINITE))
		ok(0, "wait: error %u\n", GetLastError());
	done = WSAGetOverlappedResult(udp.to, &w->ov, &moved, FALSE, &flags);
	w->busy = FALSE;
	datagram_came(w, done ? 0 : WSAGetLastError(), moved);
}

static inline void wait_blocking(struct wait *w)
{
	int ret;

	w->room = sizeof(w->d);
	w->from_length = sizeof(w->from);
	ret = recvfrom(udp.to, (char *)&w->d, w->room, 0,
		       (struct sockaddr *)&w->from, &w->from_length);
	datagram_came(w, ret < 0 ? WSAGetLastError() : 0, ret < 0 ? 0 : ret);
}

/* Several at a time, or one that blocks: never both, their order would be open. */
static DWORD WINAPI receive_datagrams(void *arg)
{
	static struct wait w[WAITING];
	unsigned seed = 65537;

	(void)arg;
	memset(w, 0, sizeof(w));
	for (int i = 0; i < WAITING; i++)
		w[i].ov.hEvent = WSACreateEvent();
	while (!load(&udp.sender_gone) || load(&udp.received) < load(&udp.sent)) {
		if (rnd(&seed, 3) == 0) {
			wait_blocking(&w[0]);
			continue;
		}
		for (int i = 0; i < WAITING; i++)
			wait_begin(&w[i], &seed);
		for (int i = 0; i < WAITING; i++)
			if (w[i].busy)
				wait_end(&w[i]);
	}
	for (int i = 0; i < WAITING; i++)
		WSACloseEvent(w[i].ov.hEvent);
	return 0;
}

#endif
