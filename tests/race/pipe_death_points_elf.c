/*
 * One process of a named pipe killed between two steps of what it does: making
 * an instance, meeting, a transfer, leaving. Whatever the moment, the other is
 * told soon, may go on with the name, and nothing is left of it.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "puppet.h"

static char many[4 * QUOTA];

/* ---- the one is in a call, the other waits ------------------------------ */

/* What the dying one does, where it dies of it, and what the other's pending
 * read gives: first so many bytes, then this error. */
static const struct moment {
	BOOL server;
	char fatal;
	int at;
	DWORD bytes, error;
} moments[] = {
	{ TRUE, PUPPET_READ, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_WRITE, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_TRANSACT, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_FLUSH, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_WRITE, AT_BELL, 4, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_TRANSACT, AT_BELL, 4, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_WRITE, AT_LEAVE, 4, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_DISCONNECT, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_DISCONNECT, AT_LEAVING, 0, ERROR_PIPE_NOT_CONNECTED },
	{ TRUE, PUPPET_CLOSE, AT_CLOSE, 0, ERROR_BROKEN_PIPE },
	{ TRUE, PUPPET_CLOSE, AT_LEAVING, 0, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_READ, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_WRITE, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_TRANSACT, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_FLUSH, AT_ENTER, 0, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_WRITE, AT_BELL, 4, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_TRANSACT, AT_BELL, 4, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_WRITE, AT_LEAVE, 4, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_CLOSE, AT_CLOSE, 0, ERROR_BROKEN_PIPE },
	{ FALSE, PUPPET_CLOSE, AT_LEAVING, 0, ERROR_BROKEN_PIPE },
};

static double died;

/* It does what kills it. */
static void let_die(struct peer *p, int fatal)
{
	peer_say(p, fatal);
	puppet_dies(p);
	died = now_ms();
}

static void is_soon(void)
{
	ok(now_ms() - died < peer_soon(), "after %.1f ms\n",
	   now_ms() - died);
}

/* The next read may still have to wait for the news. */
static void is_over(HANDLE h, DWORD error)
{
	OVERLAPPED ov = {.hEvent = manual_event(FALSE)};
	DWORD moved, err;
	char byte;
	BOOL ret = ReadFile(h, &byte, 1, &moved, &ov);

	if (!ret && GetLastError() == ERROR_IO_PENDING)
		ret = GetOverlappedResult(h, &ov, &moved, TRUE);
	err = GetLastError();
	ok(!ret && err == error, "%d, error %u, not %u\n", ret, err, error);
	is_soon();
	CloseHandle(ov.hEvent);
}

static void read_blocking(HANDLE h, struct peer *p, const struct moment *m)
{
	struct blocked b = {.file = h};

	blocked_start(&b, blocked_read);
	await_asleep(b.thread);
	let_die(p, m->fatal);
	blocked_ends(&b, m->bytes ? 0 : m->error, m->bytes);
}

static void read_overlapped(HANDLE h, struct peer *p, const struct moment *m)
{
	struct io io;

	io_init(&io);
	io_read(h, &io);
	let_die(p, m->fatal);
	waits(io.ov.hEvent, LONG_WAIT, WAIT_OBJECT_0);
	io_ends(h, &io, m->bytes ? 0 : m->error, m->bytes);
	io_fini(&io);
}

static void die_at(const struct moment *m, DWORD flags)
{
	struct peer p;
	HANDLE h;

	winetest_push_context("%s %c at %s, %s",
			      m->server ? "server" : "client", m->fatal,
			      puppet_points[m->at],
			      flags ? "overlapped" : "blocking");
	puppet_start(&p);
	if (m->server) {
		puppet_does(&p, PUPPET_SERVE);
		h = puppet_open(flags);
	} else {
		h = puppet_serve(flags);
		puppet_does(&p, PUPPET_OPEN);
	}
	ok(h != INVALID_HANDLE_VALUE, "no end: %u\n", GetLastError());
	puppet_does(&p, '0' + m->at);
	if (flags)
		read_overlapped(h, &p, m);
	else
		read_blocking(h, &p, m);
	is_over(h, m->error);
	works(CloseHandle(h));
	peer_nothing_left();
	winetest_pop_context();
}

static void in_a_call(void)
{
	if (puppet_played())
		return;
	for (unsigned i = 0; i < ARRAYSIZE(moments); i++) {
		die_at(&moments[i], 0);
		die_at(&moments[i], FILE_FLAG_OVERLAPPED);
	}
}

/* K-104: it had taken a part, and the bell for it never came. */
static void reader_of_a_write(void)
{
	if (puppet_played())
		return;
	for (int server = 0; server < 2; server++) {
		struct io io;
		struct peer p;
		DWORD moved = 0;
		HANDLE h;
		BOOL ret;

		puppet_start(&p);
		if (server) {
			puppet_does(&p, PUPPET_SERVE);
			h = puppet_open(FILE_FLAG_OVERLAPPED);
		} else {
			h = puppet_serve(FILE_FLAG_OVERLAPPED);
			puppet_does(&p, PUPPET_OPEN);
		}
		puppet_does(&p, '0' + AT_BELL);
		io_init(&io);
		io_pends(__FILE__, __LINE__,
			 WriteFile(h, many, sizeof(many), NULL, &io.ov));
		let_die(&p, PUPPET_READ);
		ret = GetOverlappedResult(h, &io.ov, &moved, TRUE);
		is_soon();
		ok(ret && moved == 64, "%d, error %u, %u bytes\n", ret,
		   GetLastError(), moved);
		io_fini(&io);
		works(CloseHandle(h));
		peer_nothing_left();
	}
}

/* ---- meeting ------------------------------------------------------------ */

static void name_is_free(void)
{
	HANDLE h = CreateNamedPipeA(PEER_PIPE,
				    DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
				    BYTES, 1, 1, 1, 0, NULL);

	ok(h != INVALID_HANDLE_VALUE, "the name is taken: %u\n",
	   GetLastError());
	works(CloseHandle(h));
	peer_nothing_left();
}

/* A server dies as we come; at is where. */
static void server_dies_meeting(int at, DWORD error)
{
	struct blocked b = {.path = PEER_PIPE, .access = BOTH_WAYS};
	struct peer p;

	winetest_push_context("at %s", puppet_points[at]);
	puppet_start(&p);
	puppet_does(&p, PUPPET_SERVE);
	puppet_does(&p, '0' + at);
	blocked_start(&b, blocked_open);
	puppet_dies(&p);
	died = now_ms();
	ok(WaitForSingleObject(b.thread, LONG_WAIT) == WAIT_OBJECT_0,
	   "still blocked\n");
	/* Its socket was closed a moment before its lock. */
	while (b.err == ERROR_PIPE_BUSY && now_ms() - died < 10 * peer_soon())
		blocked_open(&b);
	b.count = 0;
	blocked_ends(&b, error, 0);
	is_soon();
	if (!error) {
		is_over(b.opened, ERROR_BROKEN_PIPE);
		works(CloseHandle(b.opened));
	}
	peer_nothing_left();
	name_is_free();
	winetest_pop_context();
}

static void server_dies_as_a_client_comes(void)
{
	if (puppet_played())
		return;
	server_dies_meeting(AT_ARRIVED, ERROR_FILE_NOT_FOUND);
	server_dies_meeting(AT_SHOWN, ERROR_FILE_NOT_FOUND);
	server_dies_meeting(AT_GREETED, 0);
}

/* It has a number already, and nobody can reach it yet. */
static void server_dies_being_made(void)
{
	struct peer p;

	if (puppet_played())
		return;
	for (int who = 0; who < 3; who++) {
		puppet_start(&p);
		puppet_does(&p, '0' + AT_ENTERED);
		let_die(&p, PUPPET_SERVE);
		if (who == 0)
			fails(pipe_open(PEER_PIPE, BOTH_WAYS, 0) !=
				      INVALID_HANDLE_VALUE,
			      ERROR_FILE_NOT_FOUND);
		if (who == 1)
			fails(WaitNamedPipeA(PEER_PIPE, 5000),
			      ERROR_FILE_NOT_FOUND);
		is_soon();
		if (who == 0)
			peer_nothing_left();
		name_is_free();
	}
}

/* A client that dies before it is in has been there all the same. */
static void client_dies_meeting(int at, DWORD flags)
{
	OVERLAPPED ov = {.hEvent = manual_event(FALSE)};
	struct blocked b = {0};
	struct peer p;
	DWORD moved;

	winetest_push_context("at %s, flags %#x", puppet_points[at], flags);
	b.file = puppet_serve(flags);
	ok(b.file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	puppet_start(&p);
	puppet_does(&p, '0' + at);
	if (flags)
		io_pends(__FILE__, __LINE__, ConnectNamedPipe(b.file, &ov));
	else
		blocked_start(&b, blocked_connect);
	if (!flags)
		await_asleep(b.thread);
	let_die(&p, PUPPET_OPEN);
	if (flags) {
		waits(ov.hEvent, LONG_WAIT, WAIT_OBJECT_0);
		works(GetOverlappedResult(b.file, &ov, &moved, TRUE));
	} else {
		blocked_ends(&b, 0, 0);
	}
	is_over(b.file, ERROR_BROKEN_PIPE);
	works(DisconnectNamedPipe(b.file));
	works(CloseHandle(b.file));
	CloseHandle(ov.hEvent);
	peer_nothing_left();
	winetest_pop_context();
}

/* K-150 */
static void client_dies_as_it_comes(void)
{
	if (puppet_played())
		return;
	for (int i = 0; i < 4; i++)
		client_dies_meeting(i & 1 ? AT_CONNECTED : AT_LEAVE,
				    i & 2 ? FILE_FLAG_OVERLAPPED : 0);
}

START_TEST(pipe_death_points_elf)
{
	RUN_LIMIT(in_a_call, 60);
	RUN(reader_of_a_write);
	RUN(server_dies_as_a_client_comes);
	RUN(server_dies_being_made);
	RUN(client_dies_as_it_comes);
}
