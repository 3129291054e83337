/*
 * The bell of a named pipe's end, while nobody comes to answer it: however often
 * it was rung meanwhile, the next ring is heard.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "named_pipe.h"

/* more than a socket holds of single bytes */
#define RINGS 1000

static int held, let_go;

/* Whoever handles readiness stays here. */
static void hold(void *arg)
{
	(void)arg;
	raise_flag(&held);
	await_flag(&let_go);
}

/* It waits, is rung, and is cancelled before that is noticed. */
static void ring_once(struct pipe_ends *p, struct io *io)
{
	io_read(p->server, io);
	pipe_put(p->client, "x", 1);
	works(CancelIoEx(p->server, &io->ov));
	io_ends(p->server, io, ERROR_OPERATION_ABORTED, 0);
	pipe_get(p->server, 8, 0, "x", 1);
}

/* K-106: the data of the last ring are not left lying. */
static void rung_too_often(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	ring_once(&p, &io);
	point_arm("ready:event", hold, NULL);
	ring_once(&p, &io);
	await_flag(&held);
	for (unsigned i = 0; i < RINGS; i++)
		ring_once(&p, &io);
	raise_flag(&let_go);
	for (unsigned i = 0; i < 10; i++) {
		io_read(p.server, &io);
		pipe_put(p.client, "y", 1);
		ok(WaitForSingleObject(io.ov.hEvent, 10000) == WAIT_OBJECT_0,
		   "%u: the bell was not heard\n", i);
		CancelIoEx(p.server, &io.ov);
		io_ends(p.server, &io, 0, 1);
	}
	io_fini(&io);
	pipe_close(&p);
}

START_TEST(pipe_bells)
{
	RUN(rung_too_often);
}
