/*
 * Named pipes whose ends wait for each other: no order of bells, flags and looks
 * leaves one asleep over what is there.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"
#include "race.h"

#define BELLS 400 /* more than a socket holds */

static int held, holding;

static void hold(void *arg)
{
	(void)arg;
	raise_flag(&holding);
	while (raised(&held))
		SwitchToThread();
}

/* Through a pipe of its own: what was ready before has been seen then. */
static void settle(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_read(p.server, &io);
	pipe_put(p.client, "x", 1);
	io_ends(p.server, &io, 0, 1);
	io_fini(&io);
	pipe_close(&p);
}

/* A bell for each read that waited; cancelled, it is not waited for any more. */
static void ring_in_vain(struct pipe_ends *p, struct io *io)
{
	DWORD moved;

	ReadFile(p->server, io->buf, 1, NULL, &io->ov);
	works(WriteFile(p->client, "x", 1, &moved, NULL));
	if (CancelIoEx(p->server, &io->ov))
		works(ReadFile(p->server, io->buf, 1, NULL, &io->ov));
	else
		works(GetOverlappedResult(p->server, &io->ov, &moved, TRUE));
}

static void wakes(struct pipe_ends *p, struct io *io)
{
	DWORD moved;

	settle();
	io_read(p->server, io);
	works(WriteFile(p->client, "y", 1, &moved, NULL));
	ok(!WaitForSingleObject(io->ov.hEvent, 20000), "not woken\n");
	works(PeekNamedPipe(p->server, NULL, 0, NULL, &moved, NULL));
	ok(!moved, "%u unread\n", moved);
}

/* One edge of readiness stands for all the bells that come before it is seen; if
 * they fill the socket there is no second one. */
static void one_edge(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	pipe_client(&p, BOTH_WAYS, 0);
	io_init(&io);
	raise_flag(&held);
	point_arm("ready:event", hold, NULL);
	for (int i = 0; i < BELLS; i++) {
		ring_in_vain(&p, &io);
		if (!i)
			await_flag(&holding);
	}
	point_arm("ready:event", NULL, NULL);
	__atomic_store_n(&held, 0, __ATOMIC_SEQ_CST);
	wakes(&p, &io);
	io_fini(&io);
	pipe_close(&p);
}

/* The same as it comes. */
static void many_bells(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	pipe_client(&p, BOTH_WAYS, 0);
	io_init(&io);
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < BELLS; i++)
			ring_in_vain(&p, &io);
		wakes(&p, &io);
	}
	io_fini(&io);
	pipe_close(&p);
}

static struct io late;
static HANDLE server;
static int told;

static void read_behind(void *arg)
{
	(void)arg;
	if (__atomic_add_fetch(&told, 1, __ATOMIC_SEQ_CST) == 3)
		io_read(server, &late);
}

/* More connects than are ended in one go; a read begun while they are told. */
static void read_behind_connects(void)
{
	struct pipe_ends p;
	struct io io[20];
	DWORD moved;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	server = p.server;
	io_init(&late);
	for (int i = 0; i < 20; i++) {
		io_init(&io[i]);
		io_pends(__FILE__, __LINE__,
			 ConnectNamedPipe(p.server, &io[i].ov));
	}
	point_arm("publish:status", read_behind, NULL);
	pipe_client(&p, BOTH_WAYS, 0);
	for (int i = 0; i < 20; i++) {
		io_ends(p.server, &io[i], 0, 0);
		io_fini(&io[i]);
	}
	ok(told >= 3, "told %d\n", told);
	works(WriteFile(p.client, "x", 1, &moved, NULL));
	ok(!WaitForSingleObject(late.ov.hEvent, 20000), "not woken\n");
	io_fini(&late);
	pipe_close(&p);
}

/* All places of the ring are taken though the quota is not; then all is read. */
static void full_ring(void)
{
	struct pipe_ends p;
	struct io io;
	OVERLAPPED ov = {0};
	char byte = 'x';

	pipe_name(p.name);
	p.server = CreateNamedPipeA(p.name, DUPLEX | FILE_FLAG_OVERLAPPED,
				    BYTES, 1, 65536, 65536, 0, NULL);
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	for (int i = 0; i < 4096; i++)
		works(WriteFile(p.server, &byte, 1, NULL, &ov));
	io_pends(__FILE__, __LINE__,
		 WriteFile(p.server, "z", 1, NULL, &io.ov));
	pipe_get(p.client, 4096, 0, NULL, 4096);
	io_ends(p.server, &io, 0, 1);
	pipe_get(p.client, 8, 0, "z", 1);
	io_fini(&io);
	pipe_close(&p);
}

START_TEST(pipe_wakeups)
{
	RUN(one_edge);
	RUN(many_bells);
	RUN(read_behind_connects);
	RUN(full_ring);
}
