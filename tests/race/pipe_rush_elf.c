/*
 * Clients that come to a named pipe faster than they can be turned away, for ever:
 * whoever handles readiness has other things to do as well.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "lib/sync.h"
#include "fuzz/pipe_wire.h"

static int on;
static volatile LONG came;

/* Each that is let in brings along the next. */
static void bring_next(void *arg)
{
	int s;

	(void)arg;
	if (!raised(&on))
		return;
	InterlockedIncrement(&came);
	s = wire_connect("peer/b1");
	if (s >= 0)
		close(s);
}

static void others_go_on(void)
{
	struct pipe_ends p, beside;
	struct io io;

	peer_names();
	p.server = CreateNamedPipeA(PEER_PIPE, DUPLEX | FILE_FLAG_OVERLAPPED,
				    MESSAGES, 1, QUOTA, QUOTA, 0, NULL);
	p.client = pipe_open(PEER_PIPE, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	ok(p.client != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pipe_pair(&beside, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	point_arm("pipe:accepted", bring_next, NULL);
	raise_flag(&on);
	bring_next(NULL);
	while (came < 100)
		SwitchToThread();
	/* This thread does not yet know that it could look itself. */
	io_read(beside.server, &io);
	pipe_put(beside.client, "x", 1);
	waits(io.ov.hEvent, 10000, WAIT_OBJECT_0);
	__atomic_store_n(&on, 0, __ATOMIC_SEQ_CST);
	io_ends(beside.server, &io, 0, 1);
	ok(came > 100, "nobody came meanwhile\n");
	/* and none of those that came was forgotten */
	fails(pipe_open(PEER_PIPE, BOTH_WAYS, 0) != INVALID_HANDLE_VALUE,
	      ERROR_PIPE_BUSY);
	io_fini(&io);
	pipe_close(&beside);
	pipe_close(&p);
	peer_nothing_left();
}

START_TEST(pipe_rush_elf)
{
	RUN(others_go_on);
}
