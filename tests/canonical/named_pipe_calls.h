/*
 * The calls of named pipes that block their thread, for the canonical cases.
 */
#ifndef TESTS_CANONICAL_NAMED_PIPE_CALLS_H
#define TESTS_CANONICAL_NAMED_PIPE_CALLS_H

#include "calls.h"

static inline BOOL open_named(struct blocked *b, HANDLE *peer)
{
	struct pipe_ends p;

	pipe_pair(&p, MESSAGES, 0);
	b->file = p.client;
	*peer = p.server;
	return TRUE;
}

static inline BOOL open_named_write(struct blocked *b, HANDLE *peer)
{
	b->data = big;
	b->size = sizeof(big);
	return open_named(b, peer);
}

/* A message may come in parts. */
static inline void serve_named_write(struct blocked *b, HANDLE peer)
{
	DWORD total = 0, moved = 0;
	char page[4096];

	(void)b;
	while (total < sizeof(big) &&
	       (ReadFile(peer, page, sizeof(page), &moved, NULL) ||
		GetLastError() == ERROR_MORE_DATA))
		total += moved;
	ok(total == sizeof(big), "%u bytes\n", total);
}

static inline BOOL open_named_transact(struct blocked *b, HANDLE *peer)
{
	b->data = "question";
	b->size = 8;
	return open_named(b, peer);
}

static inline void serve_named_transact(struct blocked *b, HANDLE peer)
{
	pipe_get(peer, 64, 0, b->data, b->size);
	pipe_put(peer, "answer", 6);
}

static inline BOOL open_named_flush(struct blocked *b, HANDLE *peer)
{
	open_named(b, peer);
	pipe_put(b->file, "unread", 6);
	return TRUE;
}

static inline void serve_named_flush(struct blocked *b, HANDLE peer)
{
	(void)b;
	pipe_get(peer, 64, 0, "unread", 6);
}

static inline BOOL open_named_server(struct blocked *b, HANDLE *peer)
{
	static struct pipe_ends p;

	(void)peer;
	pipe_server(&p, DUPLEX, BYTES);
	b->file = p.server;
	b->path = p.name;
	return TRUE;
}

/* A client that was faster than the call is as good. */
static inline DWORD WINAPI blocked_connect_or_was(void *arg)
{
	struct blocked *b = arg;

	blocked_connect(b);
	b->ret = b->ret || b->err == ERROR_PIPE_CONNECTED;
	return 0;
}

static inline void serve_named_connect(struct blocked *b, HANDLE peer)
{
	(void)peer;
	b->opened = pipe_open(b->path, BOTH_WAYS, 0);
	ok(b->opened != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
}

static const struct kind named_read = {.open = open_named,
				       .call = blocked_read,
				       .serve = serve_pipe_read};
static const struct kind named_write = {.open = open_named_write,
					.call = blocked_write,
					.serve = serve_named_write};
static const struct kind named_transact = {.open = open_named_transact,
					   .call = blocked_transact,
					   .serve = serve_named_transact};
static const struct kind named_connect = {.open = open_named_server,
					  .call = blocked_connect_or_was,
					  .serve = serve_named_connect};
static const struct kind named_flush = {.open = open_named_flush,
					.call = blocked_flush,
					.serve = serve_named_flush};

#endif
