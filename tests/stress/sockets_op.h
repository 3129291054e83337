/*
 * The storm's overlapped operation on a stream: begun and told in one of three ways
 * (by event, by routine, by packet), and entered into the books once.
 */
#ifndef TESTS_STRESS_SOCKETS_OP_H
#define TESTS_STRESS_SOCKETS_OP_H

#include "sockets.h"

enum way { BY_EVENT,
	   BY_ROUTINE,
	   BY_PACKET };

struct slot {
	WSAOVERLAPPED ov;
	HANDLE event, told; /* told: by who took the packet */
	unsigned char *buf;
	DWORD size;
	enum way way;
	BOOL busy;
	LONG completions;
	int error;
	DWORD moved;
	struct stream *stream;
	LONG message; /* -1: it receives */
	int from;
};

static inline void slot_init(struct slot *s)
{
	memset(s, 0, sizeof(*s));
	s->event = WSACreateEvent();
	s->told = CreateEventA(NULL, FALSE, FALSE, NULL);
	s->buf = malloc(BIG);
	s->ov.Internal = s->ov.InternalHigh = MAGIC;
}

/* An operation is over: nothing may touch its block until the next begins. */
static inline void slot_check_idle(struct slot *s)
{
	if (s->ov.Internal != MAGIC || s->ov.InternalHigh != MAGIC)
		ok(0, "a block was written after its end: %#x\n",
		   (unsigned)s->ov.Internal);
	if (load(&s->completions) > 1)
		ok(0, "%d completions\n", s->completions);
}

static inline void slot_fini(struct slot *s)
{
	slot_check_idle(s);
	WSACloseEvent(s->event);
	CloseHandle(s->told);
	free(s->buf);
}

static void CALLBACK slot_routine(DWORD error, DWORD moved, WSAOVERLAPPED *ov,
				  DWORD flags)
{
	struct slot *s = CONTAINING_RECORD(ov, struct slot, ov);

	(void)flags;
	s->error = error;
	s->moved = moved;
	InterlockedIncrement(&s->completions);
}

/* By who takes packets. */
static inline void slot_packet(OVERLAPPED *ov, DWORD moved)
{
	struct slot *s = CONTAINING_RECORD(ov, struct slot, ov);
	DWORD flags;

	if (s->way != BY_PACKET)
		ok(0, "a packet of none that has one\n");
	s->moved = moved;
	s->error = WSAGetOverlappedResult(INVALID_SOCKET, &s->ov, &s->moved,
					  FALSE, &flags) ? 0 : WSAGetLastError();
	if (s->moved != moved)
		ok(0, "moved %u, the packet said %u\n", s->moved, moved);
	InterlockedIncrement(&s->completions);
	SetEvent(s->told);
}

static DWORD WINAPI take_packets(void *arg)
{
	(void)arg;
	for (;;) {
		OVERLAPPED *ov = NULL;
		ULONG_PTR key;
		DWORD moved;

		GetQueuedCompletionStatus(port, &moved, &key, &ov, INFINITE);
		if (!ov)
			return 0;
		slot_packet(ov, moved);
	}
}

/* Into the books, and out of its stream. */
static inline void slot_end(struct slot *s)
{
	enum outcome how = DONE;

	if (s->error) {
		if (s->moved)
			ok(0, "error %d and moved %u\n", s->error, s->moved);
		how = failed(s->stream, s->error);
	} else if (s->moved > s->size || (s->message >= 0 && !s->moved)) {
		ok(0, "moved %u of %u\n", s->moved, s->size);
	} else if (s->message >= 0) {
		if (s->moved < s->size)
			how = PARTIAL;
		s->stream->sent[s->from].moved[s->message] = s->moved;
	}
	s->busy = FALSE;
	s->ov.Internal = s->ov.InternalHigh = MAGIC;
	book(how);
	stream_leave(s->stream);
}

/*
 * Begins what the slot says on this socket, whose stream the caller has entered; that
 * goes over to the operation. FALSE: refused, and booked.
 */
static inline BOOL slot_begin(struct slot *s, SOCKET sock, unsigned *seed)
{
	DWORD moved, flags = 0, cut = rnd(seed, s->size);
	WSABUF b[2] = {{cut, (char *)s->buf}, {s->size - cut, (char *)s->buf + cut}};
	WSABUF *first = rnd(seed, 3) ? &b[0] : (b[0].len = s->size, &b[0]);
	DWORD n = b[0].len == s->size ? 1 : 2;
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = NULL;
	int ret;

	slot_check_idle(s);
	memset(&s->ov, 0, sizeof(s->ov));
	s->completions = 0;
	s->moved = 0;
	s->busy = TRUE;
	s->way = s->stream->by_port ? (rnd(seed, 2) ? BY_PACKET : BY_EVENT) :
	         rnd(seed, 2) ? BY_ROUTINE : BY_EVENT;
	if (s->way == BY_EVENT)
		/* the low bit: no packet */
		s->ov.hEvent = (HANDLE)((ULONG_PTR)s->event |
					s->stream->by_port);
	else if (s->way == BY_ROUTINE)
		routine = slot_routine;
	add64(&books.begun, 1);
	ret = s->message < 0 ?
		      WSARecv(sock, first, n, &moved, &flags, &s->ov, routine) :
		      WSASend(sock, first, n, &moved, 0, &s->ov, routine);
	if (!ret || WSAGetLastError() == WSA_IO_PENDING)
		return TRUE;
	s->error = WSAGetLastError();
	s->way = BY_EVENT;
	slot_end(s);
	return FALSE;
}

/* Whether it has ended; how: waits for that. */
static inline BOOL slot_ended(struct slot *s, BOOL wait)
{
	DWORD flags;

	switch (s->way) {
	case BY_ROUTINE:
		if (!wait)
			SleepEx(0, TRUE);
		while (wait && !load(&s->completions))
			SleepEx(INFINITE, TRUE);
		return load(&s->completions) != 0;
	case BY_PACKET:
		return WaitForSingleObject(s->told, wait ? INFINITE : 0) ==
		       WAIT_OBJECT_0;
	case BY_EVENT:
		if (WaitForSingleObject(s->event, wait ? INFINITE : 0) !=
		    WAIT_OBJECT_0)
			return FALSE;
		s->error = WSAGetOverlappedResult(INVALID_SOCKET, &s->ov,
						  &s->moved, FALSE, &flags) ?
				   0 : WSAGetLastError();
		return TRUE;
	}
	return FALSE;
}

#endif
