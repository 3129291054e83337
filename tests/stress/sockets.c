/*
 * The storm of sockets: TCP connections over loopback that are made, used by several
 * senders and a receiver, and ended in five ways while cancellers with all three calls
 * are at work; and datagrams. Every operation ends once, in one of the ways that its
 * stream allows; every byte arrives once, in its place, up to where its stream was torn;
 * nothing is left over. W-051 W-053 W-054 W-055 W-057 W-059 W-060 K-017 K-020 under load.
 *
 *   WINCANCEL_STORM_OPS=n      how many operations (100,000)
 *   WINCANCEL_STORM_SECONDS=s  that long instead
 */
#include "sockets_op.h"
#include "sockets_make.h"
#include "sockets_close.h"
#include "sockets_udp.h"
#include "leftovers.h"

#define SLOTS 4
#define RECEIVERS 3 /* the last one blocks */
#define CANCELLERS 2
#define TAKERS 2
#define BLOCKING 4 /* threads that CancelSynchronousIo may find in a call */

struct taking {
	struct slot slot[SLOTS];
	unsigned first, count; /* a ring, in the order in which they were begun */
	BOOL active, over;
};

static struct slot sends[SENDERS - 1][SLOTS];
static struct taking takings[STREAMS];
static HANDLE blocking[BLOCKING];
static LONG calm; /* the last stage of an end: no cancels any more */

/* Overlapped sends on any of the streams. */
static DWORD WINAPI send_some(void *arg)
{
	int me = (int)(ULONG_PTR)arg;
	unsigned seed = 1009 + me;
	BOOL busy = TRUE;

	while (busy) {
		struct slot *s = &sends[me][rnd(&seed, SLOTS)];
		struct stream *st = &streams[rnd(&seed, STREAMS)];
		SOCKET sock;

		if (s->busy) {
			if (slot_ended(s, rnd(&seed, 8) == 0))
				slot_end(s);
			else if (rnd(&seed, 64) == 0)
				CancelIo((HANDLE)stream_socket(s->stream, GIVE));
			else
				SwitchToThread();
		} else if (!load(&stopping) && stream_enter(st)) {
			s->size = 1 + rnd(&seed, rnd(&seed, 3) ? 300 : BIG);
			s->from = me;
			s->message = message_new(st, me, s->size);
			if (s->message < 0) {
				stream_leave(st);
				SwitchToThread();
				continue;
			}
			s->stream = st;
			fill_in(s->buf, st, me, s->message, s->size);
			sock = stream_socket(st, GIVE);
			if (slot_begin(s, sock, &seed) && s->size > 4096 &&
			    rnd(&seed, 4) == 0)
				CancelIoEx((HANDLE)sock, &s->ov);
		}
		busy = !load(&stopping);
		for (int i = 0; i < SLOTS; i++)
			busy |= sends[me][i].busy;
	}
	return 0;
}

/* The same, each waited for in the call. */
static DWORD WINAPI send_blocking(void *arg)
{
	static unsigned char buf[BIG];
	unsigned seed = 2003;
	int me = SENDERS - 1;

	(void)arg;
	while (!load(&stopping)) {
		struct stream *st = &streams[rnd(&seed, STREAMS)];
		DWORD size = 1 + rnd(&seed, rnd(&seed, 3) ? 300 : BIG);
		LONG k;
		int n;

		if (!stream_enter(st)) {
			SwitchToThread();
			continue;
		}
		k = message_new(st, me, size);
		if (k >= 0) {
			fill_in(buf, st, me, k, size);
			add64(&books.begun, 1);
			n = send(stream_socket(st, GIVE), (char *)buf, size, 0);
			if (n > 0)
				st->sent[me].moved[k] = n;
			book(n < 0 ? failed(st, WSAGetLastError()) :
			     (DWORD)n < size ? PARTIAL : DONE);
		}
		stream_leave(st);
		if (k < 0)
			SwitchToThread();
	}
	return 0;
}

/* What came to the one that was begun first. */
static void take_one(struct taking *t, struct stream *st)
{
	struct slot *s = &t->slot[t->first];

	if (!s->error)
		received(st, s->buf, s->moved);
	t->over |= s->error ? s->error != WSA_OPERATION_ABORTED : !s->moved;
	slot_end(s);
	t->first = (t->first + 1) % SLOTS;
	t->count--;
}

static void take_more(struct taking *t, struct stream *st, unsigned *seed)
{
	while (t->count < SLOTS && !t->over) {
		struct slot *s = &t->slot[(t->first + t->count) % SLOTS];

		s->stream = st;
		s->message = -1;
		s->size = 1 + rnd(seed, rnd(seed, 2) ? BIG : 300);
		InterlockedIncrement(&st->busy);
		if (slot_begin(s, stream_socket(st, TAKE), seed))
			t->count++;
		else
			t->over = TRUE;
	}
}

/* TRUE: its receiver has nothing to do with it. */
static BOOL rests(struct taking *t, struct stream *st)
{
	if (!t->active) {
		t->active = load(&st->state) != WANTED;
		t->over = FALSE;
	} else if (t->over && !t->count && stream_over(st)) {
		t->active = FALSE;
	}
	return !t->active;
}

/* Several overlapped receives at a time, on each of a third of the streams. */
static DWORD WINAPI receive_some(void *arg)
{
	int me = (int)(ULONG_PTR)arg;
	unsigned seed = 3001 + me;
	BOOL busy = TRUE;

	while (!load(&closing) || busy) {
		BOOL moved = FALSE;

		busy = FALSE;
		for (int i = me; i < STREAMS; i += RECEIVERS) {
			struct taking *t = &takings[i];

			if (rests(t, &streams[i]))
				continue;
			busy = TRUE;
			take_more(t, &streams[i], &seed);
			if (t->count && slot_ended(&t->slot[t->first],
						   rnd(&seed, 32) == 0)) {
				take_one(t, &streams[i]);
				moved = TRUE;
			} else if (rnd(&seed, 256) == 0) {
				CancelIo((HANDLE)stream_socket(&streams[i], TAKE));
			}
		}
		if (!moved)
			SwitchToThread();
	}
	return 0;
}

/* One of the streams for a while, waited for in the call. */
static void receive_from(struct taking *t, struct stream *st, unsigned *seed)
{
	static unsigned char buf[BIG];

	for (unsigned i = rnd(seed, 60); i && !t->over; i--) {
		int size = 1 + rnd(seed, BIG);
		int flags = rnd(seed, 2) ? MSG_WAITALL : 0, n, error;

		add64(&books.begun, 1);
		n = recv(stream_socket(st, TAKE), (char *)buf, size, flags);
		error = n < 0 ? WSAGetLastError() : 0;
		if (n > 0)
			received(st, buf, n);
		t->over = n < 0 ? error != WSA_OPERATION_ABORTED : !n;
		book(n < 0 ? failed(st, error) : DONE);
	}
}

static DWORD WINAPI receive_blocking(void *arg)
{
	unsigned seed = 5003;
	BOOL busy = TRUE;

	(void)arg;
	while (!load(&closing) || busy) {
		busy = FALSE;
		for (int i = RECEIVERS - 1; i < STREAMS; i += RECEIVERS) {
			if (rests(&takings[i], &streams[i]))
				continue;
			busy = TRUE;
			receive_from(&takings[i], &streams[i], &seed);
		}
		SwitchToThread();
	}
	return 0;
}

static DWORD WINAPI cancel(void *arg)
{
	unsigned seed = 7001 + (int)(ULONG_PTR)arg;

	while (!load(&calm)) {
		struct stream *st = &streams[rnd(&seed, STREAMS)];
		int i = rnd(&seed, SLOTS);
		BOOL ret = TRUE;

		switch (rnd(&seed, 8)) {
		case 0:
		case 1:
			ret = CancelSynchronousIo(blocking[rnd(&seed, BLOCKING)]);
			break;
		case 2:
			ret = CancelIoEx((HANDLE)stream_socket(st, rnd(&seed, 2)),
					 NULL);
			break;
		case 3:
			ret = CancelIoEx((HANDLE)makers[rnd(&seed, MAKERS)].listener,
					 NULL);
			break;
		case 4:
			ret = CancelIoEx((HANDLE)(rnd(&seed, 2) ? udp.to : udp.from),
					 NULL);
			break;
		case 5:
			ret = CancelIoEx((HANDLE)stream_socket(st, GIVE),
					 &sends[rnd(&seed, SENDERS - 1)][i].ov);
			break;
		default:
			ret = CancelIoEx((HANDLE)stream_socket(st, TAKE),
					 &takings[st->number].slot[i].ov);
		}
		if (!ret && GetLastError() != ERROR_NOT_FOUND &&
		    GetLastError() != ERROR_INVALID_HANDLE)
			ok(0, "error %u\n", GetLastError());
		yield_times(rnd(&seed, 8));
	}
	return 0;
}

static HANDLE thread_begin(LPTHREAD_START_ROUTINE routine, int number)
{
	HANDLE h = CreateThread(NULL, 0, routine, (void *)(ULONG_PTR)number, 0,
				NULL);

	ok(h != NULL, "error %u\n", GetLastError());
	return h;
}

/* Nothing can be said of what is still used: the case ends here. */
static void give_up(const char *whose)
{
	for (int i = 0; i < STREAMS; i++)
		trace("stream %d: state %d, ended by %d, %d busy, %d to receive%s\n",
		      i, streams[i].state, streams[i].ending, streams[i].busy,
		      takings[i].count, takings[i].over ? ", over" : "");
	trace("%d datagrams sent, %d received\n", udp.sent, udp.received);
	ok(0, "an operation of %s never ends\n", whose);
	_exit(1);
}

static void join(HANDLE *thread, DWORD n, const char *whose)
{
	if (WaitForMultipleObjects(n, thread, TRUE, 60000) != WAIT_OBJECT_0)
		give_up(whose);
	for (DWORD i = 0; i < n; i++)
		CloseHandle(thread[i]);
}

static void prepare(void)
{
	stopping = closing = calm = 0;
	memset(&books, 0, sizeof(books));
	for (int i = 0; i < STREAMS; i++) {
		streams[i].number = i;
		streams[i].s[TAKE] = streams[i].s[GIVE] = INVALID_SOCKET;
		streams[i].got = malloc(STREAM_ROOM);
		memset(&takings[i], 0, sizeof(takings[i]));
		for (int j = 0; j < SLOTS; j++)
			slot_init(&takings[i].slot[j]);
	}
	for (int i = 0; i < SENDERS - 1; i++)
		for (int j = 0; j < SLOTS; j++)
			slot_init(&sends[i][j]);
	for (int i = 0; i < MAKERS; i++)
		maker_init(&makers[i], i);
	udp_init();
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
}

static void put_away(void)
{
	for (int i = 0; i < STREAMS; i++) {
		free(streams[i].got);
		for (int j = 0; j < SLOTS; j++)
			slot_fini(&takings[i].slot[j]);
	}
	for (int i = 0; i < SENDERS - 1; i++)
		for (int j = 0; j < SLOTS; j++)
			slot_fini(&sends[i][j]);
	for (int i = 0; i < MAKERS; i++)
		maker_fini(&makers[i]);
	udp_fini();
	CloseHandle(port);
}

/* Runs until enough has ended or the time is over; then ends stage by stage. */
static void blow(LONG64 operations, DWORD ms)
{
	HANDLE taker[TAKERS], canceller[CANCELLERS], receiver[RECEIVERS + 1];
	HANDLE other[SENDERS + MAKERS + 1], closer;
	DWORD start = GetTickCount(), n = 0;

	prepare();
	for (int i = 0; i < TAKERS; i++)
		taker[i] = thread_begin(take_packets, i);
	for (int i = 0; i < RECEIVERS - 1; i++)
		receiver[i] = thread_begin(receive_some, i);
	receiver[RECEIVERS - 1] = blocking[0] = thread_begin(receive_blocking, 0);
	receiver[RECEIVERS] = blocking[1] = thread_begin(receive_datagrams, 0);
	for (int i = 0; i < SENDERS - 1; i++)
		other[n++] = thread_begin(send_some, i);
	other[n++] = blocking[2] = thread_begin(send_blocking, 0);
	other[n++] = thread_begin(send_datagrams, 0);
	for (int i = 0; i < MAKERS; i++)
		other[n++] = blocking[3] =
			CreateThread(NULL, 0, make, &makers[i], 0, NULL);
	closer = thread_begin(close_some, 0);
	for (int i = 0; i < CANCELLERS; i++)
		canceller[i] = thread_begin(cancel, i);
	while (ms ? GetTickCount() - start < ms : all_ended() < operations)
		if (WaitForSingleObject(closer, 100) != WAIT_TIMEOUT ||
		    GetTickCount() - start > 600000 + ms)
			break;
	InterlockedExchange(&stopping, 1);
	join(other, n, "a sender or maker");
	InterlockedExchange(&closing, 1);
	join(&closer, 1, "the closer");
	join(receiver, RECEIVERS + 1, "a receiver");
	InterlockedExchange(&calm, 1);
	join(canceller, CANCELLERS, "a canceller");
	for (int i = 0; i < TAKERS; i++)
		PostQueuedCompletionStatus(port, 0, 0, NULL);
	join(taker, TAKERS, "a taker");
	put_away();
}

static void balance(void)
{
	static const char *const names[] = {"done", "cancelled", "partial",
					    "closed", "reset"};
	static const char *const endings[] = {"closed by the sender", "shut down",
					      "disconnected",
					      "closed by the receiver", "aborted"};

	ok(books.begun == all_ended(), "%lld begun, %lld ended\n",
	   (long long)books.begun, (long long)all_ended());
	for (int i = 0; i < OUTCOMES; i++) {
		trace("%-24s %10lld  %5.1f %%\n", names[i],
		      (long long)books.ended[i],
		      100.0 * books.ended[i] / all_ended());
		ok(books.ended[i] > 0, "none %s\n", names[i]);
	}
	for (int i = 0; i < ENDINGS; i++) {
		trace("%-24s %10lld\n", endings[i], (long long)books.lives[i]);
		ok(books.lives[i] > 0, "none %s\n", endings[i]);
	}
	trace("accepts %lld, %lld of them cancelled; connects %lld, %lld\n",
	      (long long)books.accepts, (long long)books.accepts_cancelled,
	      (long long)books.connects, (long long)books.connects_cancelled);
	trace("datagrams %lld, waits for one cancelled %lld\n",
	      (long long)books.datagrams, (long long)books.waits_cancelled);
	trace("%lld bytes sent, %lld received, %lld torn\n",
	      (long long)books.sent, (long long)books.received,
	      (long long)books.torn);
	ok(books.accepts_cancelled && books.waits_cancelled,
	   "nothing was cancelled\n");
}

#define EVERYWHERE 8

/* One that waits, and is cancelled. */
static DWORD WINAPI wait_somewhere(void *arg)
{
	struct sockaddr_in name;
	SOCKET s = sock_bound(SOCK_DGRAM, &name);
	WSAOVERLAPPED ov = {0};
	WSABUF b = {0};
	DWORD moved, flags = 0;

	(void)arg;
	WSARecv(s, &b, 1, &moved, &flags, &ov, NULL);
	works(CancelIoEx((HANDLE)s, &ov));
	closesocket(s);
	return 0;
}

/* Threads wait by way of a few descriptors that the library makes when they are
 * needed: all are, before they are counted. */
static void wait_everywhere(void)
{
	HANDLE thread[EVERYWHERE];

	/* all of them there at a time, so that they are different ones */
	for (int i = 0; i < EVERYWHERE; i++)
		thread[i] = CreateThread(NULL, 0, wait_somewhere, NULL,
					 CREATE_SUSPENDED, NULL);
	for (int i = 0; i < EVERYWHERE; i++)
		ResumeThread(thread[i]);
	join(thread, EVERYWHERE, "a thread");
}

static void storm(void)
{
	DWORD seconds = setting("WINCANCEL_STORM_SECONDS", 0);
	LONG64 operations = setting("WINCANCEL_STORM_OPS", 100000);
	struct leftovers before;

	sock_start();
	rest_handles();
	wait_everywhere();
	blow(operations / 10 + 1, 0);
	leftovers_look(&before);
	blow(operations, seconds * 1000);
	balance();
	leftovers_check(&before);
}

START_TEST(sockets)
{
	RUN_LIMIT(storm, 900);
}
