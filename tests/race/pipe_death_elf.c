/*
 * One process at a named pipe's end is killed, or ends without closing: what the
 * other is told, how soon, and what is left of the names. Every call that can
 * wait for the other end waits when it happens; pipe_death_points_elf.c has the
 * moments in between.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "puppet.h"

static char many[4 * QUOTA];

static const char *const ends[] = { "server", "client" };

/* Our end, the puppet having the other. */
static HANDLE meet(struct peer *p, BOOL server, BOOL overlapped)
{
	DWORD flags = overlapped ? FILE_FLAG_OVERLAPPED : 0;
	HANDLE h;

	puppet_start(p);
	if (server) {
		h = puppet_serve(flags);
		puppet_does(p, PUPPET_OPEN);
	} else {
		puppet_does(p, PUPPET_SERVE);
		h = puppet_open(flags);
	}
	ok(h != INVALID_HANDLE_VALUE, "no end: %u\n", GetLastError());
	return h;
}

/* An operation on either kind of handle ends at once with this error. */
#define refused(call, h, error) \
	do { \
		OVERLAPPED ov = {.hEvent = manual_event(FALSE)}; \
		DWORD moved; \
		BOOL ret; \
		SetLastError(0); \
		ret = call; \
		if (!ret && GetLastError() == ERROR_IO_PENDING) \
			ret = GetOverlappedResult(h, &ov, &moved, TRUE); \
		ok(!ret && GetLastError() == error, #call ": %d, error %u\n", \
		   ret, GetLastError()); \
		CloseHandle(ov.hEvent); \
	} while (0)

/* K-100 K-150: what each call says from now on. */
static void is_broken(HANDLE h, BOOL server)
{
	char byte;

	refused(ReadFile(h, &byte, 1, &moved, &ov), h, ERROR_BROKEN_PIPE);
	refused(WriteFile(h, "x", 1, &moved, &ov), h, ERROR_NO_DATA);
	refused(PeekNamedPipe(h, NULL, 0, NULL, &moved, NULL), h,
		ERROR_BROKEN_PIPE);
	refused(TransactNamedPipe(h, "x", 1, &byte, 1, &moved, &ov), h,
		ERROR_NO_DATA);
	if (server)
		refused(ConnectNamedPipe(h, &ov), h, ERROR_NO_DATA);
}

/* A server whose client has gone serves the next one. */
static void serves_again(HANDLE h, BOOL overlapped)
{
	OVERLAPPED ov = {.hEvent = manual_event(FALSE)};
	struct blocked b = {.file = h};
	struct peer next;
	DWORD moved;

	works(DisconnectNamedPipe(h));
	if (overlapped) {
		io_pends(__FILE__, __LINE__, ConnectNamedPipe(h, &ov));
	} else {
		blocked_start(&b, blocked_connect);
		await_asleep(b.thread);
	}
	puppet_start(&next);
	puppet_does(&next, PUPPET_OPEN);
	if (overlapped)
		works(GetOverlappedResult(h, &ov, &moved, TRUE));
	else
		blocked_ends(&b, 0, 0);
	puppet_does(&next, PUPPET_WRITE);
	pipe_get(h, 64, 0, "last", 4);
	peer_end(&next);
	CloseHandle(ov.hEvent);
}

static void part(HANDLE h, BOOL server, BOOL overlapped)
{
	is_broken(h, server);
	if (server)
		serves_again(h, overlapped);
	works(CloseHandle(h));
	peer_nothing_left();
}

/* ---- synchronous -------------------------------------------------------- */

static const struct {
	const char *name;
	LPTHREAD_START_ROUTINE call;
} calls[] = {
	{ "read", blocked_read },
	{ "write", blocked_write },
	{ "transact", blocked_transact },
	{ "flush", blocked_flush },
};

static void synchronous(BOOL server, unsigned i)
{
	struct blocked b = {.data = many, .size = sizeof(many)};
	struct peer p;
	double start;

	winetest_push_context("%s %s", ends[!server], calls[i].name);
	b.file = meet(&p, server, FALSE);
	if (calls[i].call == blocked_flush)
		pipe_put(b.file, "unread", 6);
	if (calls[i].call == blocked_transact)
		b.size = 4;
	blocked_start(&b, calls[i].call);
	await_asleep(b.thread);
	start = now_ms();
	peer_kill(&p);
	blocked_ends(&b, ERROR_BROKEN_PIPE, 0);
	ok(now_ms() - start < peer_soon(), "after %.1f ms\n",
	   now_ms() - start);
	part(b.file, server, FALSE);
	winetest_pop_context();
}

static void server_killed_synchronous(void)
{
	if (puppet_played())
		return;
	for (unsigned i = 0; i < ARRAYSIZE(calls); i++)
		synchronous(FALSE, i);
}

static void client_killed_synchronous(void)
{
	if (puppet_played())
		return;
	for (unsigned i = 0; i < ARRAYSIZE(calls); i++)
		synchronous(TRUE, i);
}

/* ---- overlapped --------------------------------------------------------- */

enum { READ, WRITE, TRANSACT, WRITES, KINDS };

static BOOL begin(HANDLE h, unsigned kind, struct io *io)
{
	if (kind == READ)
		return ReadFile(h, io->buf, sizeof(io->buf), NULL, &io->ov);
	if (kind == TRANSACT)
		return TransactNamedPipe(h, many, 4, io->buf, sizeof(io->buf),
					 NULL, &io->ov);
	return WriteFile(h, many, sizeof(many), NULL, &io->ov);
}

static void overlapped(BOOL server, unsigned kind)
{
	/* more than are ended in one go */
	unsigned n = kind == WRITES ? 40 : 1;
	static struct io io[40];
	struct peer p;
	double start;
	HANDLE h;

	winetest_push_context("%s overlapped %u", ends[!server], kind);
	h = meet(&p, server, TRUE);
	for (unsigned i = 0; i < n; i++) {
		io_init(&io[i]);
		io_pends(__FILE__, __LINE__, begin(h, kind, &io[i]));
	}
	start = now_ms();
	peer_kill(&p);
	for (unsigned i = 0; i < n; i++) {
		waits(io[i].ov.hEvent, LONG_WAIT, WAIT_OBJECT_0);
		io_ends(h, &io[i], ERROR_BROKEN_PIPE, 0);
		io_fini(&io[i]);
	}
	ok(now_ms() - start < peer_soon(), "after %.1f ms\n",
	   now_ms() - start);
	part(h, server, TRUE);
	winetest_pop_context();
}

static void server_killed_overlapped(void)
{
	if (puppet_played())
		return;
	for (unsigned kind = 0; kind < KINDS; kind++)
		overlapped(FALSE, kind);
}

static void client_killed_overlapped(void)
{
	if (puppet_played())
		return;
	for (unsigned kind = 0; kind < KINDS; kind++)
		overlapped(TRUE, kind);
}

/* K-106: what was written before is read first, whoever has gone. */
static void last_words(void)
{
	if (puppet_played())
		return;
	for (int how = 0; how < 4; how++) {
		BOOL server = how & 1, leaves = how & 2;
		struct peer p;
		HANDLE h = meet(&p, server, FALSE);

		puppet_does(&p, PUPPET_WRITE);
		puppet_does(&p, PUPPET_WRITE);
		if (leaves) {
			peer_say(&p, PUPPET_LEAVE);
			ok(!peer_hear(&p), "it is still there\n");
			peer_end(&p);
		} else {
			peer_kill(&p);
		}
		pipe_get(h, 64, 0, "last", 4);
		pipe_get(h, 2, ERROR_MORE_DATA, "la", 2);
		pipe_get(h, 64, 0, "st", 2);
		part(h, server, FALSE);
	}
}

START_TEST(pipe_death_elf)
{
	RUN(server_killed_synchronous);
	RUN(client_killed_synchronous);
	RUN(server_killed_overlapped);
	RUN(client_killed_overlapped);
	RUN(last_words);
}
