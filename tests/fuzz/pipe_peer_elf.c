/*
 * Named pipes with a hostile process of the same user at the other end, which
 * speaks the protocol by hand and writes into the shared memory what it likes.
 * The honest end gets errors or garbage, never a crash or a hang: whatever it
 * has begun can be cancelled and its handle closed. Its other connections do not
 * notice.
 *
 *   WINCANCEL_FUZZ_ROUNDS=n  connections of each kind (150)
 */
#include <windows.h>
#include <sched.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "descriptors.h"
#include "pipe_hostile.h"

#define STEPS 20000
#define PENDING 6
#define ROOM 70000
#define GUARD 0xa5

/* ---- the hostile process ------------------------------------------------------ */

static void join_and_harm(struct hostile *h)
{
	h->s = h->memory < 0 ? NULL : wire_map(h->memory);
	if (h->s) {
		be_hostile(h, rnd(&h->seed, 4) ? STEPS : rnd(&h->seed, STEPS));
		munmap(h->s, sizeof(*h->s));
	}
	close(h->memory);
	close(h->socket);
}

static void hostile_client(void)
{
	struct hostile h = {.seed = getpid(), .me = 0};

	for (;;) {
		h.socket = wire_connect("peer/l1");
		if (h.socket < 0) {
			sched_yield();
			continue;
		}
		h.memory = wire_receive(h.socket);
		join_and_harm(&h);
	}
}

static void hostile_server(void)
{
	struct hostile h = {.seed = getpid(), .me = 1};
	struct peer wire = peer_parent();
	struct wire_greeting g = wire_hello();
	int listener = wire_serve();

	ok(listener >= 0, "no listener\n");
	peer_say(&wire, '.');
	for (;;) {
		h.socket = accept(listener, NULL, NULL);
		h.memory = wire_memory(sizeof(*h.s), WIRE_SEALS);
		wire_send(h.socket, &g, sizeof(g), &h.memory, 1);
		join_and_harm(&h);
	}
}

/* ---- the honest one ------------------------------------------------------------- */

struct begun {
	OVERLAPPED ov;
	unsigned char *buf;
	DWORD size;
	BOOL reads, pending;
};

static struct begun begun[PENDING];
static unsigned seed;
static unsigned long counts[2]; /* moved something, did not */

static void hangs(const char *what)
{
	ok(0, "%s hangs\n", what);
	exit(1);
}

static void begin(HANDLE h, struct begun *b)
{
	HANDLE event = b->ov.hEvent;
	unsigned what = rnd(&seed, 8);
	BOOL ret;

	memset(&b->ov, 0, sizeof(b->ov));
	b->ov.hEvent = event;
	b->size = 1 + rnd(&seed, rnd(&seed, 4) ? 500 : ROOM);
	b->reads = what < 5;
	memset(b->buf, GUARD, ROOM + 64);
	if (what == 4)
		ret = TransactNamedPipe(h, "x", 1, b->buf, b->size, NULL,
					&b->ov);
	else if (b->reads)
		ret = ReadFile(h, b->buf, b->size, NULL, &b->ov);
	else
		ret = WriteFile(h, b->buf, b->size, NULL, &b->ov);
	b->pending = !ret && GetLastError() == ERROR_IO_PENDING;
}

static void finish(HANDLE h, struct begun *b)
{
	DWORD moved = 0;
	BOOL ret;

	if (!b->pending)
		return;
	b->pending = FALSE;
	if (WaitForSingleObject(b->ov.hEvent, peer_scaled(10000)))
		hangs("a cancelled operation");
	ret = GetOverlappedResult(h, &b->ov, &moved, TRUE);
	counts[!moved]++;
	if (moved > b->size)
		ok(0, "%u bytes of %u, %d\n", moved, b->size, ret);
	for (unsigned i = 0; b->reads && i < 64; i++)
		if (b->buf[b->size + i] != GUARD) {
			ok(0, "written behind the buffer\n");
			exit(1);
		}
}

static void look_around(HANDLE h)
{
	unsigned char part[64 + 8];
	DWORD moved = 0, total, left, flags, out, in, most;

	memset(part, GUARD, sizeof(part));
	PeekNamedPipe(h, part, 64, &moved, &total, &left);
	ok(moved <= 64, "%u bytes of 64\n", moved);
	ok(part[64] == GUARD && part[71] == GUARD, "behind the buffer\n");
	GetNamedPipeInfo(h, &flags, &out, &in, &most);
	GetNamedPipeHandleStateA(h, &flags, &most, NULL, NULL, NULL, 0);
}

/* A flush waits for the other's reading, which may never come. */
static void flush(HANDLE h)
{
	struct blocked b = {.file = h};
	DWORD start = GetTickCount();

	b.thread = CreateThread(NULL, 0, blocked_flush, &b, 0, NULL);
	while (WaitForSingleObject(b.thread, 0) == WAIT_TIMEOUT) {
		CancelSynchronousIo(b.thread);
		SwitchToThread();
		if (GetTickCount() - start > (DWORD)peer_scaled(10000))
			hangs("a flush");
	}
	CloseHandle(b.thread);
}

static void use_overlapped(HANDLE h)
{
	for (unsigned turn = 0; turn < 20; turn++) {
		unsigned n = 1 + rnd(&seed, PENDING);

		for (unsigned i = 0; i < n; i++)
			begin(h, &begun[i]);
		look_around(h);
		for (unsigned i = rnd(&seed, 4); i; i--)
			SwitchToThread();
		switch (rnd(&seed, 3)) {
		case 0:
			CancelIo(h);
			break;
		case 1:
			for (unsigned i = 0; i < n; i++)
				CancelIoEx(h, &begun[i].ov);
			break;
		default:
			CancelIoEx(h, NULL);
		}
		for (unsigned i = 0; i < n; i++)
			finish(h, &begun[i]);
		if (rnd(&seed, 8) == 0)
			flush(h);
	}
	/* and some left for the close or the disconnect */
	for (unsigned i = 0; i < 3; i++)
		begin(h, &begun[i]);
}

static DWORD WINAPI use_blocking(void *arg)
{
	static unsigned char buf[ROOM + 64];
	struct blocked *b = arg;
	DWORD moved, size;

	for (unsigned turn = 0; turn < 30; turn++) {
		size = 1 + rnd(&b->size, rnd(&b->size, 4) ? 500 : ROOM);
		memset(buf + size, GUARD, 64);
		moved = 0;
		switch (rnd(&b->size, 4)) {
		case 0:
			WriteFile(b->file, buf, size, &moved, NULL);
			break;
		case 1:
			FlushFileBuffers(b->file);
			break;
		case 2:
			TransactNamedPipe(b->file, "x", 1, buf, size, &moved,
					  NULL);
			break;
		default:
			ReadFile(b->file, buf, size, &moved, NULL);
		}
		if (moved > size || buf[size] != GUARD ||
		    buf[size + 63] != GUARD) {
			ok(0, "%u bytes of %u\n", moved, size);
			exit(1);
		}
	}
	return 0;
}

static void use_synchronous(HANDLE h)
{
	struct blocked b = {.file = h, .size = 1 + rnd(&seed, 1000000)};
	DWORD start = GetTickCount();

	b.thread = CreateThread(NULL, 0, use_blocking, &b, 0, NULL);
	while (WaitForSingleObject(b.thread, 0) == WAIT_TIMEOUT) {
		for (unsigned i = rnd(&seed, 20); i; i--)
			SwitchToThread();
		CancelSynchronousIo(b.thread);
		if (GetTickCount() - start > (DWORD)peer_scaled(15000))
			hangs("a call");
	}
	CloseHandle(b.thread);
}

/* A connection of this process with itself. */
static struct pipe_ends honest;

static void honest_goes_on(void)
{
	char text[32];
	static unsigned n;

	sprintf(text, "honest %u", ++n);
	pipe_put(honest.client, text, strlen(text));
	pipe_get(honest.server, 64, 0, text, strlen(text));
	pipe_put(honest.server, text, strlen(text));
	pipe_get(honest.client, 64, 0, text, strlen(text));
}

static unsigned prepare(void)
{
	const char *text = getenv("WINCANCEL_FUZZ_ROUNDS");

	peer_names();
	seed = 1 + GetCurrentProcessId();
	trace("seed %u\n", seed);
	pipe_pair(&honest, MESSAGES, FILE_FLAG_OVERLAPPED);
	for (unsigned i = 0; i < PENDING; i++) {
		begun[i].buf = malloc(ROOM + 64);
		begun[i].ov.hEvent = manual_event(FALSE);
	}
	return text ? atoi(text) : 150;
}

static void put_away(void)
{
	pipe_close(&honest);
	for (unsigned i = 0; i < PENDING; i++) {
		CloseHandle(begun[i].ov.hEvent);
		free(begun[i].buf);
	}
	trace("%lu moved something, %lu did not\n", counts[0], counts[1]);
}

/* A connection of the peer's last moment may be on its way out yet. */
static void no_more_than(int fds)
{
	for (int i = 0; count_descriptors() > fds && i < 100000; i++)
		SwitchToThread();
	ok(count_descriptors() <= fds, "%d descriptors, not %d\n",
	   count_descriptors(), fds);
}

static void against_client(DWORD flags)
{
	unsigned rounds = prepare();
	OVERLAPPED ov = {.hEvent = manual_event(FALSE)};
	HANDLE h = CreateNamedPipeA(PEER_PIPE, DUPLEX | flags, MESSAGES, 1,
				    QUOTA, QUOTA, 0, NULL);
	int fds = 0;
	struct peer p;

	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	peer_start(&p, "client");
	for (unsigned i = 0; i < rounds; i++) {
		BOOL ret = ConnectNamedPipe(h, &ov);
		DWORD moved;

		if (!ret && GetLastError() == ERROR_IO_PENDING) {
			if (WaitForSingleObject(ov.hEvent, peer_scaled(10000)))
				hangs("a connect");
			GetOverlappedResult(h, &ov, &moved, TRUE);
		}
		if (flags)
			use_overlapped(h);
		else
			use_synchronous(h);
		honest_goes_on();
		works(DisconnectNamedPipe(h));
		for (unsigned k = 0; k < 3; k++)
			finish(h, &begun[k]);
		if (i == 0)
			fds = count_descriptors();
	}
	peer_kill(&p);
	no_more_than(fds);
	works(CloseHandle(h));
	CloseHandle(ov.hEvent);
	honest_goes_on();
	put_away();
	peer_nothing_left();
}

static void against_server(DWORD flags)
{
	unsigned rounds = prepare();
	struct peer p;
	int fds = 0;

	peer_start(&p, "server");
	peer_says(&p, '.');
	for (unsigned i = 0; i < rounds; i++) {
		HANDLE h;

		/* its backlog may be full for a moment */
		while ((h = pipe_open(PEER_PIPE, BOTH_WAYS, flags)) ==
			       INVALID_HANDLE_VALUE &&
		       GetLastError() == ERROR_PIPE_BUSY)
			SwitchToThread();
		ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
		if (rnd(&seed, 2))
			pipe_read_mode(h, PIPE_READMODE_MESSAGE);
		if (flags)
			use_overlapped(h);
		else
			use_synchronous(h);
		honest_goes_on();
		works(CloseHandle(h));
		for (unsigned k = 0; k < 3; k++)
			finish(NULL, &begun[k]);
		if (i == 0)
			fds = count_descriptors();
	}
	peer_kill(&p);
	no_more_than(fds);
	honest_goes_on();
	put_away();
}

static void client_against_overlapped(void)
{
	if (peer_role())
		hostile_client();
	against_client(FILE_FLAG_OVERLAPPED);
}

static void client_against_synchronous(void)
{
	if (peer_role())
		hostile_client();
	against_client(0);
}

static void server_against_overlapped(void)
{
	if (peer_role())
		hostile_server();
	against_server(FILE_FLAG_OVERLAPPED);
}

static void server_against_synchronous(void)
{
	if (peer_role())
		hostile_server();
	against_server(0);
}

/* K-041: whatever the other end does. */
START_TEST(pipe_peer_elf)
{
	RUN_LIMIT(client_against_overlapped, 300);
	RUN_LIMIT(client_against_synchronous, 300);
	RUN_LIMIT(server_against_overlapped, 300);
	RUN_LIMIT(server_against_synchronous, 300);
}
