/*
 * The kinds of call that block their thread, for the canonical cases: how a file is
 * had on which one waits, and how the other side lets it go on.
 */
#ifndef TESTS_CANONICAL_CALLS_H
#define TESTS_CANONICAL_CALLS_H

#include "named_pipe.h"

static char big[1000000];

struct kind {
	BOOL(*open)
	(struct blocked *b, HANDLE *peer);
	DWORD WINAPI (*call)(void *arg);
	void (*serve)(struct blocked *b, HANDLE peer);
	const char *slow;
	BOOL no_file, partial;
};

static inline BOOL open_pipe_read(struct blocked *b, HANDLE *peer)
{
	works(CreatePipe(&b->file, peer, NULL, 0));
	return TRUE;
}

static inline void serve_pipe_read(struct blocked *b, HANDLE peer)
{
	DWORD moved;

	(void)b;
	works(WriteFile(peer, "s", 1, &moved, NULL));
}

static inline BOOL open_pipe_write(struct blocked *b, HANDLE *peer)
{
	works(CreatePipe(peer, &b->file, NULL, 0));
	b->data = big;
	b->size = sizeof(big);
	return TRUE;
}

static inline void serve_pipe_write(struct blocked *b, HANDLE peer)
{
	DWORD total = 0, moved;
	char page[4096];

	(void)b;
	while (total < sizeof(big) &&
	       ReadFile(peer, page, sizeof(page), &moved, NULL))
		total += moved;
	ok(total == sizeof(big), "%u bytes\n", total);
}

static inline BOOL open_terminal(struct blocked *b, HANDLE *peer)
{
	const char *path = fixture_pty();

	(void)peer;
	if (!path) {
		skip("%s\n", fixture_why());
		return FALSE;
	}
	b->file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
			      NULL, OPEN_EXISTING, 0, NULL);
	ok(b->file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return TRUE;
}

static inline void serve_terminal_read(struct blocked *b, HANDLE peer)
{
	(void)b;
	(void)peer;
	ok(fixture_pty_write("s", 1), "%s\n", fixture_why());
}

static inline BOOL open_terminal_write(struct blocked *b, HANDLE *peer)
{
	b->data = big;
	b->size = sizeof(big);
	return open_terminal(b, peer);
}

static inline void serve_terminal_write(struct blocked *b, HANDLE peer)
{
	char *all = malloc(sizeof(big));

	(void)b;
	(void)peer;
	ok(fixture_pty_read(all, sizeof(big)), "%s\n", fixture_why());
	free(all);
}

static inline BOOL open_nothing(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine opens a FIFO without waiting for its peer\n");
		return FALSE;
	}
	b->path = fixture_fifo(7);
	b->access = GENERIC_READ;
	return TRUE;
}

static inline void serve_open(struct blocked *b, HANDLE peer)
{
	HANDLE wr = CreateFileA(b->path, GENERIC_WRITE, PAIR_SHARE, NULL,
				OPEN_EXISTING, 0, NULL);

	(void)peer;
	ok(wr != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(wr);
}

static inline BOOL open_slow_open(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	b->path = slow_file("open-stall");
	b->access = GENERIC_READ;
	return b->path != NULL;
}

static inline void serve_slow(struct blocked *b, HANDLE peer)
{
	(void)b;
	(void)peer;
	ok(fixture_fuse_release(), "%s\n", fixture_why());
}

static inline BOOL open_slow(struct blocked *b, const char *kind)
{
	const char *path = slow_file(kind);

	if (!path)
		return FALSE;
	b->file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
			      NULL, OPEN_EXISTING, 0, NULL);
	ok(b->file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	b->data = big;
	b->size = 64;
	return TRUE;
}

static inline BOOL open_slow_read(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	return open_slow(b, "read-stall");
}

static inline BOOL open_slow_write(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	return open_slow(b, "write-stall");
}

/* CopyFileEx to a file whose writes stall; path is the source. */
static inline BOOL open_slow_copy(struct blocked *b, HANDLE *peer)
{
	HANDLE file;
	DWORD put;

	(void)peer;
	if (!slow_file("write-stall"))
		return FALSE;
	b->path = fixture_path("source");
	file = CreateFileA(b->path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0,
			   NULL);
	works(WriteFile(file, "source", 6, &put, NULL));
	CloseHandle(file);
	return TRUE;
}

static inline DWORD WINAPI blocked_copy(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = CopyFileExA(b->path, fixture_fuse("write-stall"), NULL, NULL,
			     NULL, 0);
	b->err = GetLastError();
	return 0;
}

static inline BOOL open_slow_flush(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	return open_slow(b, "fsync-stall");
}

static const struct kind pipe_read = {.open = open_pipe_read,
				      .call = blocked_read,
				      .serve = serve_pipe_read};
static const struct kind pipe_write = {.open = open_pipe_write,
				       .call = blocked_write,
				       .serve = serve_pipe_write,
				       .partial = TRUE};
static const struct kind terminal_read = {.open = open_terminal,
					  .call = blocked_read,
					  .serve = serve_terminal_read};
static const struct kind terminal_write = {.open = open_terminal_write,
					   .call = blocked_write,
					   .serve = serve_terminal_write,
					   .partial = TRUE};
static const struct kind fifo_open = {.open = open_nothing,
				      .call = blocked_open,
				      .serve = serve_open,
				      .no_file = TRUE};
static const struct kind slow_open = {.open = open_slow_open,
				      .call = blocked_open,
				      .serve = serve_slow,
				      .slow = "open-stall",
				      .no_file = TRUE};
static const struct kind slow_read = {.open = open_slow_read,
				      .call = blocked_read,
				      .serve = serve_slow,
				      .slow = "read-stall"};
static const struct kind slow_write = {.open = open_slow_write,
				       .call = blocked_write,
				       .serve = serve_slow,
				       .slow = "write-stall"};
static const struct kind slow_copy = {.open = open_slow_copy,
				      .call = blocked_copy,
				      .serve = serve_slow,
				      .slow = "write-stall",
				      .no_file = TRUE};
static const struct kind slow_flush = {.open = open_slow_flush,
				       .call = blocked_flush,
				       .serve = serve_slow,
				       .slow = "fsync-stall"};

#endif
