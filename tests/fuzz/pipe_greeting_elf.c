/*
 * Named pipes: servers of the same user that greet wrongly, or not at all, and
 * names that are none. An open fails with an error, can be cancelled while it
 * waits, and leaks no descriptor.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "descriptors.h"
#include "pipe_wire.h"

#define WAITS 0xffffffff /* until it is cancelled */

enum greeting {
	GOOD,
	CUT,
	CUT_AND_SILENT,
	TOO_LONG,
	MAGIC,
	NOTHING_SENT,
	BUSY,
	SIZE_SAID,
	SIZE_OTHER,
	UNSEALED,
	WRITE_SEALED,
	DEVICE,
	PIPE,
	LISTENER,
	TWO,
	MANY,
	TWO_WRONG_FIRST,
	CLOSED,
	SILENT,
	GREETINGS
};

/* What CreateFile says to each. */
static const DWORD answers[GREETINGS] = {
	[GOOD] = 0,
	[CUT] = ERROR_ACCESS_DENIED,
	[CUT_AND_SILENT] = WAITS,
	[TOO_LONG] = 0, /* the rest are bells */
	[MAGIC] = ERROR_ACCESS_DENIED,
	[NOTHING_SENT] = ERROR_ACCESS_DENIED, /* no memory */
	[BUSY] = ERROR_PIPE_BUSY,
	[SIZE_SAID] = ERROR_ACCESS_DENIED,
	[SIZE_OTHER] = ERROR_ACCESS_DENIED,
	[UNSEALED] = ERROR_ACCESS_DENIED,
	[WRITE_SEALED] = ERROR_ACCESS_DENIED,
	[DEVICE] = ERROR_ACCESS_DENIED,
	[PIPE] = ERROR_ACCESS_DENIED,
	[LISTENER] = ERROR_ACCESS_DENIED,
	[TWO] = 0, /* one too many is no harm */
	[MANY] = ERROR_ACCESS_DENIED,
	[TWO_WRONG_FIRST] = ERROR_ACCESS_DENIED,
	[CLOSED] = ERROR_PIPE_BUSY,
	[SILENT] = WAITS,
};

/* The descriptors that go with a greeting; how many. */
static unsigned choose(enum greeting how, int listener, int fds[WIRE_FDS])
{
	size_t size = sizeof(struct np_shared);
	int ends[2];

	switch (how) {
	case NOTHING_SENT:
	case CUT_AND_SILENT:
	case BUSY:
		return 0;
	case SIZE_OTHER:
		fds[0] = wire_memory(size - 4096, WIRE_SEALS);
		return 1;
	case UNSEALED:
		fds[0] = wire_memory(size, WIRE_SEAL_GROW | WIRE_SEAL_SEAL);
		return 1;
	case WRITE_SEALED:
		fds[0] = wire_memory(size, WIRE_SEALS | WIRE_SEAL_WRITE);
		return 1;
	case DEVICE:
		fds[0] = open("/dev/zero", O_RDWR);
		return 1;
	case PIPE:
		if (pipe(ends))
			abort();
		fds[0] = ends[0];
		return 1;
	case LISTENER:
		fds[0] = dup(listener);
		return 1;
	case TWO:
		fds[0] = wire_memory(size, WIRE_SEALS);
		fds[1] = open("/dev/zero", O_RDWR);
		return 2;
	case TWO_WRONG_FIRST:
		fds[1] = wire_memory(size, WIRE_SEALS);
		fds[0] = open("/dev/zero", O_RDWR);
		return 2;
	case MANY:
		fds[0] = wire_memory(size, WIRE_SEALS);
		for (unsigned i = 1; i < WIRE_FDS; i++)
			fds[i] = dup(fds[0]);
		return WIRE_FDS;
	default:
		fds[0] = wire_memory(size, WIRE_SEALS);
		return 1;
	}
}

static void greet(enum greeting how, int listener, int s)
{
	struct {
		struct wire_greeting g;
		char more[1000];
	} all = {.g = wire_hello()};
	int fds[WIRE_FDS];
	unsigned n;
	size_t size = sizeof(all.g);

	if (how == CLOSED || how == SILENT)
		return;
	n = choose(how, listener, fds);
	if (how == MAGIC)
		all.g.magic ^= 0x100;
	if (how == BUSY)
		all.g.welcome = 0;
	if (how == SIZE_SAID)
		all.g.size++;
	if (how == CUT || how == CUT_AND_SILENT)
		size = 12;
	if (how == TOO_LONG)
		size = sizeof(all);
	wire_send(s, &all, size, fds, n);
	while (n)
		close(fds[--n]);
}

/* The hostile server: greets the n-th who comes in the n-th way. */
static void serve_wrongly(void)
{
	struct peer wire = peer_parent();
	int listener = wire_serve(), s;

	ok(listener >= 0, "no listener\n");
	peer_say(&wire, '.');
	for (int how = 0; how < GREETINGS; how++) {
		s = accept(listener, NULL, NULL);
		greet(how, listener, s);
		if (how == CUT || how == CLOSED)
			shutdown(s, SHUT_RDWR);
		/* until the other one is done with it */
		if (peer_hear(&wire) != '.')
			exit(1);
		close(s);
	}
}

static void open_one(enum greeting how)
{
	struct blocked b = {.path = PEER_PIPE, .access = BOTH_WAYS,
			    .count = 0};

	winetest_push_context("greeting %u", how);
	blocked_start(&b, blocked_open);
	b.count = 0;
	if (answers[how] == WAITS) {
		await_asleep(b.thread);
		blocked_cancel(&b);
		blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	} else {
		blocked_ends(&b, answers[how], 0);
	}
	if (b.opened != INVALID_HANDLE_VALUE) {
		/* nothing comes, and that can be cancelled */
		struct blocked r = {.file = b.opened};

		blocked_start(&r, blocked_read);
		blocked_cancel(&r);
		blocked_ends(&r, ERROR_OPERATION_ABORTED, 0);
		pipe_put(b.opened, "x", 1);
		works(PeekNamedPipe(b.opened, NULL, 0, NULL, NULL, NULL));
		works(CloseHandle(b.opened));
	}
	winetest_pop_context();
}

/* K-041 */
static void greetings(void)
{
	struct peer p;
	int fds = 0;

	if (peer_role()) {
		serve_wrongly();
		return;
	}
	peer_start(&p, "server");
	peer_says(&p, '.');
	for (int how = 0; how < GREETINGS; how++) {
		open_one(how);
		/* what the library keeps it has opened by the first */
		if (how == GOOD)
			fds = count_descriptors();
		ok(count_descriptors() == fds, "greeting %d: %d descriptors, not "
		   "%d\n", how, count_descriptors(), fds);
		peer_say(&p, '.');
	}
	peer_end(&p);
	/* the name is nobody's now */
	fails(pipe_open(PEER_PIPE, BOTH_WAYS, 0) != INVALID_HANDLE_VALUE,
	      ERROR_FILE_NOT_FOUND);
	peer_nothing_left();
}

/* ---- strange things in the folder ------------------------------------------ */

static void put(const char *name, unsigned mode)
{
	char path[600];

	wire_path(path, name);
	if (S_ISFIFO(mode))
		ok(!mkfifo(path, 0600), "no %s\n", path);
	else if (S_ISDIR(mode))
		ok(!mkdir(path, 0700) || errno == EEXIST, "no %s\n", path);
	else if (S_ISLNK(mode))
		ok(!symlink("/dev/zero", path), "no %s\n", path);
	else
		close(open(path, O_CREAT | O_RDWR, 0600));
}

static void fill_folder(void)
{
	put("", S_IFDIR);
	put("peer", S_IFDIR);
	put("peer/i1-1-2-0-255-50", S_IFIFO);
	put("peer/i2-1-2-0-255-50", S_IFLNK);
	put("peer/i3-1-2-0-255-50", S_IFREG);
	put("peer/i4-99999999999999999-7-9-x", S_IFREG);
	put("peer/i5-1-2-0-4294967295-4294967295", S_IFDIR);
	put("peer/l1", S_IFIFO);
	put("peer/l3", S_IFREG);
	put("peer/l5", S_IFLNK);
	put("peer/b", S_IFREG);
}

/* A FIFO without a writer holds whoever opens it carelessly. */
static void strange_names(void)
{
	struct pipe_ends p;

	peer_names();
	fill_folder();
	fails(WaitNamedPipeA(PEER_PIPE, 20000), ERROR_FILE_NOT_FOUND);
	fails(pipe_open(PEER_PIPE, BOTH_WAYS, 0) != INVALID_HANDLE_VALUE,
	      ERROR_FILE_NOT_FOUND);
	p.server = CreateNamedPipeA(PEER_PIPE, DUPLEX, BYTES, 4, QUOTA, QUOTA,
				    0, NULL);
	ok(p.server != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	p.client = pipe_open(PEER_PIPE, BOTH_WAYS, 0);
	ok(p.client != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pipe_put(p.client, "honest", 6);
	pipe_get(p.server, 64, 0, "honest", 6);
	pipe_close(&p);
}

/* ---- somebody holds the folder's lock ---------------------------------------- */

static DWORD WINAPI blocked_create(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->opened = CreateNamedPipeA(PEER_PIPE, DUPLEX, BYTES, 4, 1, 1, 0, NULL);
	b->ret = b->opened != INVALID_HANDLE_VALUE;
	b->err = GetLastError();
	b->count = 0;
	return 0;
}

/* K-041: it can be cancelled, and what is there already goes on. */
static void held_folder(void)
{
	struct blocked b = {0};
	struct pipe_ends p;
	char path[600];
	int fd;

	peer_names();
	p.server = CreateNamedPipeA(PEER_PIPE, DUPLEX, BYTES, 4, QUOTA, QUOTA,
				    0, NULL);
	ok(p.server != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	wire_path(path, "peer");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ok(!flock(fd, LOCK_EX), "no lock\n");
	blocked_start(&b, blocked_create);
	await_asleep(b.thread);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	p.client = pipe_open(PEER_PIPE, BOTH_WAYS, 0);
	ok(p.client != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pipe_put(p.client, "honest", 6);
	pipe_get(p.server, 64, 0, "honest", 6);
	pipe_close(&p);
	close(fd);
}

START_TEST(pipe_greeting_elf)
{
	RUN(greetings);
	RUN(strange_names);
	RUN(held_folder);
}
