/*
 * Kinds of overlapped operation that named pipes have, for the canonical cases.
 */
#ifndef TESTS_CANONICAL_NAMED_PIPE_KINDS_H
#define TESTS_CANONICAL_NAMED_PIPE_KINDS_H

#include "named_pipe.h"
#include "kinds.h"

static inline BOOL open_named(struct setup *s, DWORD mode)
{
	struct pipe_ends p;

	pipe_pair(&p, mode, FILE_FLAG_OVERLAPPED);
	s->file = p.client;
	s->peer = p.server;
	return TRUE;
}

static inline BOOL open_named_read(struct setup *s)
{
	return open_named(s, MESSAGES);
}

/* A message for each. */
static inline void serve_named_read(struct setup *s)
{
	for (int i = 0; i < s->pending; i++)
		pipe_put(s->peer, "s", 1);
}

static inline BOOL open_named_write(struct setup *s)
{
	open_named(s, BYTES);
	s->full = fill(s->file);
	ok(s->full == QUOTA, "%u bytes\n", s->full);
	return TRUE;
}

static inline BOOL start_transact(struct setup *s, struct io *io)
{
	/* K-083: Wine leaves it to the caller, in this call only */
	if (!strcmp(winetest_platform, "wine"))
		io->ov.Internal = STATUS_PENDING;
	return TransactNamedPipe(s->file, "question", 8, io->buf,
				 sizeof(io->buf), NULL, &io->ov);
}

/* A server that listens; its client is the peer. */
static inline BOOL open_named_server(struct setup *s)
{
	struct pipe_ends p;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	s->file = p.server;
	strcpy(s->name, p.name);
	return TRUE;
}

static inline BOOL start_connect(struct setup *s, struct io *io)
{
	return ConnectNamedPipe(s->file, &io->ov);
}

static inline void serve_connect(struct setup *s)
{
	s->peer = pipe_open(s->name, BOTH_WAYS, 0);
	ok(s->peer != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
}

static const struct kind named_read = {
	.open = open_named_read, .serve = serve_named_read, .moves = 1};
static const struct kind named_write = {.open = open_named_write,
					.serve = serve_pipe_write,
					.take = take_pipe,
					.writes = TRUE,
					.moves = 64};
/* The page knows unread data as a reason to refuse it; another wait for a message
 * would be as good a reason (Wine takes both): ours refuses. */
static const struct kind named_transact = {.open = open_named_read,
					   .alone = TRUE,
					   .serve = serve_named_read,
					   .start = start_transact,
					   .moves = 1};
static const struct kind named_connect = {.open = open_named_server,
					  .serve = serve_connect,
					  .start = start_connect};

#endif
