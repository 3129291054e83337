/*
 * Named pipes: clients of the same user that come in floods, say nothing and
 * leave at once. Each gets an answer and is forgotten: honest clients still get
 * in, other connections go on, and no descriptor stays.
 */
#include <windows.h>
#include <sched.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "descriptors.h"
#include "pipe_wire.h"

#define FLOODERS 2
#define VISITS 6
#define HELD 40
#define PATIENCE 3

/* ---- who comes ------------------------------------------------------------------ */

/* Comes as often as it can; keeps some connections open, greeted or not. */
static void flood(void)
{
	int held[HELD], fd;
	unsigned n = 0;

	memset(held, -1, sizeof(held));
	for (;; n++) {
		int s = wire_connect(n % 8 ? "peer/l1" : "peer/b1");

		if (s < 0) {
			sched_yield();
			continue;
		}
		if (n % 64 == 0) {
			fd = wire_receive(s);
			if (fd >= 0)
				close(fd);
		}
		if (n % 3) {
			close(s);
			continue;
		}
		if (held[n % HELD] >= 0)
			close(held[n % HELD]);
		held[n % HELD] = s;
	}
}

/* One who has something to say: asks and is answered, so many times. */
static void visit(void)
{
	struct peer wire = peer_parent();
	DWORD moved;
	char answer[16];
	HANDLE h;

	peer_say(&wire, '.');
	for (unsigned i = 0; i < VISITS;) {
		h = pipe_open(PEER_PIPE, BOTH_WAYS, 0);
		if (h == INVALID_HANDLE_VALUE) {
			if (GetLastError() != ERROR_PIPE_BUSY)
				ok(0, "error %u\n", GetLastError());
			WaitNamedPipeA(PEER_PIPE, 100);
			continue;
		}
		pipe_read_mode(h, PIPE_READMODE_MESSAGE);
		if (TransactNamedPipe(h, "question", 8, answer, sizeof(answer),
				      &moved, NULL)) {
			ok(moved == 6 && !memcmp(answer, "answer", 6),
			   "another's answer, %u bytes\n", moved);
			i++;
		}
		CloseHandle(h);
	}
	peer_say(&wire, 'v');
	peer_hear(&wire);
}

/* ---- who serves ------------------------------------------------------------------ */

/* Begins or goes on with something that ends within the given time. */
static BOOL within(HANDLE h, OVERLAPPED *ov, BOOL ret, DWORD ms, DWORD *moved)
{
	if (!ret && GetLastError() == ERROR_IO_PENDING) {
		if (WaitForSingleObject(ov->hEvent, ms))
			CancelIoEx(h, ov);
		ret = GetOverlappedResult(h, ov, moved, TRUE);
	} else if (ret) {
		ret = GetOverlappedResult(h, ov, moved, TRUE);
	}
	return ret;
}

/* TRUE: the client had something to say. */
static BOOL serve_one(HANDLE h, OVERLAPPED *ov)
{
	char asked[16];
	DWORD moved = 0;
	BOOL ret = ConnectNamedPipe(h, ov);

	if (!ret && GetLastError() == ERROR_IO_PENDING)
		ret = within(h, ov, FALSE, peer_scaled(10000), &moved);
	else
		ret = GetLastError() == ERROR_PIPE_CONNECTED ||
		      GetLastError() == ERROR_NO_DATA;
	ok(ret, "nobody comes: %u\n", GetLastError());
	ret = within(h, ov, ReadFile(h, asked, sizeof(asked), NULL, ov),
		     PATIENCE, &moved);
	if (ret) {
		ok(moved == 8 && !memcmp(asked, "question", 8),
		   "%u bytes from nobody\n", moved);
		ret = within(h, ov, WriteFile(h, "answer", 6, NULL, ov), 1000,
			     &moved);
		/* until it has been read; then it may be thrown away */
		FlushFileBuffers(h);
	}
	works(DisconnectNamedPipe(h));
	return ret;
}

static void flooded(void)
{
	struct peer p[FLOODERS + 1];
	struct pipe_ends beside;
	OVERLAPPED ov = {0};
	unsigned served = 0, others = 0;
	HANDLE h;
	DWORD start;
	int fds, now;

	if (peer_role()) {
		strcmp(peer_role(), "flood") ? visit() : flood();
		return;
	}
	peer_names();
	ov.hEvent = manual_event(FALSE);
	h = CreateNamedPipeA(PEER_PIPE, DUPLEX | FILE_FLAG_OVERLAPPED, MESSAGES,
			     1, QUOTA, QUOTA, 0, NULL);
	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pipe_pair(&beside, MESSAGES, FILE_FLAG_OVERLAPPED);
	pipe_put(beside.client, "x", 1);
	pipe_get(beside.server, 8, 0, "x", 1);
	for (int i = 0; i < FLOODERS; i++)
		peer_start(&p[i], "flood");
	serve_one(h, &ov);
	fds = count_descriptors();
	peer_start(&p[FLOODERS], "visit");
	peer_says(&p[FLOODERS], '.');
	fds++; /* its wire */
	while (served < VISITS) {
		if (serve_one(h, &ov))
			served++;
		else
			others++;
		pipe_put(beside.client, "beside", 6);
		pipe_get(beside.server, 8, 0, "beside", 6);
	}
	peer_says(&p[FLOODERS], 'v');
	/* Of those who keep coming one or two are just being seen to. */
	start = GetTickCount();
	do
		now = count_descriptors();
	while (now > fds + 1 && GetTickCount() - start < 5000);
	ok(now <= fds + 1, "%d descriptors, not %d\n", now, fds);
	peer_end(&p[FLOODERS]);
	for (int i = 0; i < FLOODERS; i++)
		peer_kill(&p[i]);
	trace("%u served, %u others had come\n", served, others);
	works(CloseHandle(h));
	CloseHandle(ov.hEvent);
	pipe_close(&beside);
	peer_nothing_left();
}

/* Does not even read the greeting. */
static void says_nothing(void)
{
	struct blocked b = {0};
	struct pipe_ends p;
	static char many[4 * QUOTA];
	struct io rd, wr;
	int s;

	peer_names();
	p.server = CreateNamedPipeA(PEER_PIPE, DUPLEX | FILE_FLAG_OVERLAPPED,
				    BYTES, 1, QUOTA, QUOTA, 0, NULL);
	io_init(&rd);
	io_init(&wr);
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &rd.ov));
	s = wire_connect("peer/l1");
	ok(s >= 0, "no connection\n");
	io_ends(p.server, &rd, 0, 0);
	io_read(p.server, &rd);
	io_pends(__FILE__, __LINE__,
		 WriteFile(p.server, many, sizeof(many), NULL, &wr.ov));
	works(CancelIoEx(p.server, &rd.ov));
	io_ends(p.server, &rd, ERROR_OPERATION_ABORTED, 0);
	b.file = p.server;
	blocked_start(&b, blocked_flush);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	works(CancelIoEx(p.server, &wr.ov));
	io_ends(p.server, &wr, ERROR_OPERATION_ABORTED, 0);
	works(DisconnectNamedPipe(p.server));
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &rd.ov));
	p.client = pipe_open(PEER_PIPE, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	ok(p.client != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	io_ends(p.server, &rd, 0, 0);
	pipe_put(p.client, "honest", 6);
	pipe_get(p.server, 8, 0, "honest", 6);
	pipe_close(&p);
	close(s);
	io_fini(&rd);
	io_fini(&wr);
}

START_TEST(pipe_flood_elf)
{
	RUN_LIMIT(flooded, 120);
	RUN(says_nothing);
}
