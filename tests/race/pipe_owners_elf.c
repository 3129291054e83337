/*
 * The instances of one named pipe in several processes: each client is its
 * server's alone, and with a server that dies only its own instances go, for
 * those who are connected, who wait for the name, and who want to have it.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "puppet.h"

#define OWNERS 3

static DWORD server_of(HANDLE h)
{
	ULONG pid = 0;

	works(GetNamedPipeServerProcessId(h, &pid));
	return pid;
}

static int index_of(struct peer *p, HANDLE h)
{
	for (int i = 0; i < OWNERS; i++)
		if ((DWORD)p[i].pid == server_of(h))
			return i;
	ok(0, "nobody's server: %u\n", server_of(h));
	return 0;
}

/* Its read ends with this. */
static void reads(HANDLE h, DWORD error)
{
	struct blocked b = {.file = h};

	blocked_start(&b, blocked_read);
	blocked_ends(&b, error, error ? 0 : 4);
}

static void several_owners(void)
{
	struct peer p[OWNERS], more;
	HANDLE h[OWNERS];
	int killed, other;

	if (puppet_played())
		return;
	for (int i = 0; i < OWNERS; i++) {
		puppet_start(&p[i]);
		puppet_does(&p[i], PUPPET_SERVE);
	}
	for (int i = 0; i < OWNERS; i++) {
		h[i] = puppet_open(0);
		ok(h[i] != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	}
	ok(server_of(h[0]) != server_of(h[1]) &&
		   server_of(h[1]) != server_of(h[2]) &&
		   server_of(h[0]) != server_of(h[2]),
	   "two have the same server\n");
	fails(puppet_open(0) != INVALID_HANDLE_VALUE, ERROR_PIPE_BUSY);
	killed = index_of(p, h[0]);
	peer_kill(&p[killed]);
	reads(h[0], ERROR_BROKEN_PIPE);
	fails(puppet_open(0) != INVALID_HANDLE_VALUE, ERROR_PIPE_BUSY);
	other = index_of(p, h[1]);
	puppet_does(&p[other], PUPPET_WRITE);
	reads(h[1], 0);
	/* another may serve in its place */
	puppet_start(&more);
	puppet_does(&more, PUPPET_SERVE);
	works(CloseHandle(h[0]));
	h[0] = puppet_open(0);
	ok(server_of(h[0]) == (DWORD)more.pid, "not the new one's\n");
	puppet_does(&more, PUPPET_WRITE);
	reads(h[0], 0);
	for (int i = 0; i < OWNERS; i++)
		if (i != killed)
			peer_end(&p[i]);
	peer_end(&more);
	/* They ended without closing, and we have not closed yet. */
	peer_nothing_left();
	for (int i = 0; i < OWNERS; i++)
		works(CloseHandle(h[i]));
}

/* The dead are not counted: there may be four. */
static void dead_ones_make_room(void)
{
	struct peer p[4];
	HANDLE mine;

	if (puppet_played())
		return;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 4; i++) {
			puppet_start(&p[i]);
			puppet_does(&p[i], PUPPET_SERVE);
		}
		fails(puppet_serve(0) != INVALID_HANDLE_VALUE, ERROR_PIPE_BUSY);
		for (int i = 0; i < 4; i++)
			peer_kill(&p[i]);
	}
	mine = CreateNamedPipeA(PEER_PIPE,
				DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE, BYTES,
				1, 1, 1, 0, NULL);
	ok(mine != INVALID_HANDLE_VALUE, "the name is taken: %u\n",
	   GetLastError());
	works(CloseHandle(mine));
	peer_nothing_left();
}

/* An old client of a dead server stays what it is. */
static void name_taken_again(void)
{
	struct pipe_ends p;
	struct peer dead;
	HANDLE old;

	if (puppet_played())
		return;
	puppet_start(&dead);
	puppet_does(&dead, PUPPET_SERVE);
	old = puppet_open(0);
	peer_kill(&dead);
	p.server = CreateNamedPipeA(PEER_PIPE,
				    DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
				    MESSAGES, 1, QUOTA, QUOTA, 0, NULL);
	ok(p.server != INVALID_HANDLE_VALUE, "the name is taken: %u\n",
	   GetLastError());
	reads(old, ERROR_BROKEN_PIPE);
	/* its close sweeps what the dead has left, and no more */
	works(CloseHandle(old));
	p.client = puppet_open(0);
	ok(p.client != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pipe_put(p.server, "new", 3);
	pipe_get(p.client, 8, 0, "new", 3);
	pipe_close(&p);
	peer_nothing_left();
}

/* Whoever waits for an instance to be free learns that there is none any more. */
static void waiter_sees_death(void)
{
	struct blocked b = {.path = PEER_PIPE, .size = NMPWAIT_WAIT_FOREVER};
	struct peer p[2];
	HANDLE h[2];
	double start;

	if (puppet_played())
		return;
	for (int i = 0; i < 2; i++) {
		puppet_start(&p[i]);
		puppet_does(&p[i], PUPPET_SERVE);
	}
	for (int i = 0; i < 2; i++)
		h[i] = puppet_open(0);
	blocked_start(&b, blocked_wait_name);
	await_asleep(b.thread);
	peer_kill(&p[0]);
	/* the other one is busy, and there */
	ok(WaitForSingleObject(b.thread, 50) == WAIT_TIMEOUT, "not waiting\n");
	start = now_ms();
	peer_kill(&p[1]);
	blocked_ends(&b, ERROR_FILE_NOT_FOUND, 0);
	ok(now_ms() - start < peer_soon(), "after %.1f ms\n",
	   now_ms() - start);
	for (int i = 0; i < 2; i++)
		works(CloseHandle(h[i]));
	peer_nothing_left();
}

/* The one dies, the other serves the next: that ends the wait too. */
static void waiter_sees_the_other(void)
{
	struct blocked b = {.path = PEER_PIPE, .size = NMPWAIT_WAIT_FOREVER};
	struct peer p[2];
	HANDLE h[2];

	if (puppet_played())
		return;
	for (int i = 0; i < 2; i++) {
		puppet_start(&p[i]);
		puppet_does(&p[i], PUPPET_SERVE);
	}
	for (int i = 0; i < 2; i++)
		h[i] = puppet_open(0);
	blocked_start(&b, blocked_wait_name);
	await_asleep(b.thread);
	peer_kill(&p[0]);
	puppet_does(&p[1], PUPPET_DISCONNECT);
	peer_say(&p[1], PUPPET_CONNECT);
	blocked_ends(&b, 0, 0);
	peer_kill(&p[1]);
	for (int i = 0; i < 2; i++)
		works(CloseHandle(h[i]));
	peer_nothing_left();
}

START_TEST(pipe_owners_elf)
{
	RUN(several_owners);
	RUN(dead_ones_make_room);
	RUN(name_taken_again);
	RUN(waiter_sees_death);
	RUN(waiter_sees_the_other);
}
