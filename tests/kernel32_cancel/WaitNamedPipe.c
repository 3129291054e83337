/*
 * WaitNamedPipe: until an instance has no client, or the time is over.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

static void available(void)
{
	struct pipe_ends p;
	WCHAR wide[80];

	pipe_server(&p, DUPLEX, BYTES);
	for (int i = 0; i < 80; i++)
		wide[i] = p.name[i];
	SetLastError(UNTOUCHED);
	ok(WaitNamedPipeA(p.name, NMPWAIT_USE_DEFAULT_WAIT) &&
		   GetLastError() == UNTOUCHED,
	   "error %u\n", GetLastError());
	works(WaitNamedPipeA(p.name, NMPWAIT_NOWAIT));
	works(WaitNamedPipeW(wide, NMPWAIT_WAIT_FOREVER));
	/* it reserves nothing, and takes nothing */
	pipe_client(&p, BOTH_WAYS, 0);
	pipe_close(&p);
}

static void no_such_name(void)
{
	char name[80];

	pipe_name(name);
	fails(WaitNamedPipeA(name, NMPWAIT_WAIT_FOREVER), ERROR_FILE_NOT_FOUND);
	fails(WaitNamedPipeA(name, 10), ERROR_FILE_NOT_FOUND);
	ok(!WaitNamedPipeA("no-pipe", 10), "a wait for a file\n");
}

/* Every instance has its client: the time runs out. */
static void busy(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	fails(WaitNamedPipeA(p.name, NMPWAIT_NOWAIT), ERROR_SEM_TIMEOUT);
	fails(WaitNamedPipeA(p.name, 20), ERROR_SEM_TIMEOUT);
	/* one without a client, but not waiting for one either */
	CloseHandle(p.client);
	p.client = NULL;
	fails(WaitNamedPipeA(p.name, 20), ERROR_SEM_TIMEOUT);
	works(DisconnectNamedPipe(p.server));
	fails(WaitNamedPipeA(p.name, 20), ERROR_SEM_TIMEOUT);
	pipe_close(&p);
}

/* The time-out that the first instance was made with. */
static void default_time(void)
{
	HANDLE server, client;
	DWORD begun, took;
	char name[80];

	pipe_name(name);
	server = CreateNamedPipeA(name, DUPLEX, BYTES, 1, QUOTA, QUOTA, 30,
				  NULL);
	client = pipe_open(name, BOTH_WAYS, 0);
	begun = GetTickCount();
	fails(WaitNamedPipeA(name, NMPWAIT_USE_DEFAULT_WAIT),
	      ERROR_SEM_TIMEOUT);
	took = GetTickCount() - begun;
	ok(took >= 15 && took < 10000, "%u ms\n", took);
	CloseHandle(client);
	CloseHandle(server);
}

/* It comes back as soon as a server listens again, or a new one is made. */
static void becomes_available(void)
{
	struct pipe_ends p;
	struct blocked b = {0};
	struct io io;
	HANDLE second;

	pipe_name(p.name);
	p.server = CreateNamedPipeA(p.name, DUPLEX | FILE_FLAG_OVERLAPPED,
				    BYTES, 2, QUOTA, QUOTA, 0, NULL);
	pipe_client(&p, BOTH_WAYS, 0);
	io_init(&io);
	b.path = p.name;
	b.size = NMPWAIT_WAIT_FOREVER;
	blocked_start(&b, blocked_wait_name);
	works(DisconnectNamedPipe(p.server));
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &io.ov));
	blocked_ends(&b, 0, 0);
	io_waits(p.server, &io);
	CloseHandle(p.client);
	pipe_client(&p, BOTH_WAYS, 0);
	io_ends(p.server, &io, 0, 0);
	io_fini(&io);

	blocked_start(&b, blocked_wait_name);
	second = CreateNamedPipeA(p.name, DUPLEX, BYTES, 2, QUOTA, QUOTA, 0,
				  NULL);
	ok(second != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	blocked_ends(&b, 0, 0);
	CloseHandle(second);
	pipe_close(&p);
}

/* Nobody is left who could make an instance free. */
static void name_goes(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	if (!strcmp(winetest_platform, "wine")) {
		skip("in Wine it waits on\n");
		return;
	}
	pipe_pair(&p, BYTES, 0);
	b.path = p.name;
	b.size = NMPWAIT_WAIT_FOREVER;
	blocked_start(&b, blocked_wait_name);
	CloseHandle(p.server);
	p.server = NULL;
	blocked_ends(&b, ERROR_FILE_NOT_FOUND, 0);
	pipe_close(&p);
}

START_TEST(WaitNamedPipe)
{
	RUN(available);
	RUN(no_such_name);
	RUN(busy);
	RUN(default_time);
	RUN(becomes_available);
	RUN(name_goes);
}
