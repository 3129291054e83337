/*
 * The kinds of overlapped operation that the canonical cases are run for: how a
 * file is had on which one must wait, and how the waiting ones are served.
 */
#ifndef TESTS_CANONICAL_KINDS_H
#define TESTS_CANONICAL_KINDS_H

#include "pair.h"

struct setup;

struct kind {
	BOOL(*open)
	(struct setup *s);		/* FALSE: not here, skipped */
	void (*serve)(struct setup *s); /* the pending ones finish */
	DWORD(*take)
	(struct setup *s, DWORD n); /* bytes that were written */
	/* one that is neither ReadFile nor WriteFile, or NULL */
	BOOL(*start)
	(struct setup *s, struct io *io);
	BOOL alone; /* a second one is refused */
	BOOL writes;
	BOOL listens; /* a listener's: Wine, too, cancels them by closing it */
	DWORD moves;	  /* bytes of one operation when it is served */
	const char *slow; /* kind of FUSE file */
	DWORD closed;	  /* status of what its last handle ends; 0: cancelled */
};

struct setup {
	const struct kind *kind;
	HANDLE file, peer;
	DWORD full;
	char name[80];
	int pending;
	HANDLE events[8]; /* of what was begun, to be closed at last */
	int event_count;
};

static inline void begun(struct setup *s)
{
	s->pending++;
	if (s->kind->slow)
		ok(fixture_fuse_wait(s->kind->slow, 1), "%s\n", fixture_why());
}

#define begin(s, io) begin_(__FILE__, __LINE__, s, io)
static inline void begin_(const char *src, int line, struct setup *s,
			  struct io *io)
{
	io_init(io);
	s->events[s->event_count++] = io->ov.hEvent;
	if (s->kind->start)
		io_pends(src, line, s->kind->start(s, io));
	else if (s->kind->writes)
		io_write_(src, line, s->file, io);
	else
		io_read_(src, line, s->file, io);
	begun(s);
}

static inline void begin_ex(struct setup *s, struct io *io,
			    LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	memset(io, 0, sizeof(*io));
	if (s->kind->writes)
		works(WriteFileEx(s->file, io->buf, sizeof(io->buf), &io->ov,
				  routine));
	else
		works(ReadFileEx(s->file, io->buf, sizeof(io->buf), &io->ov,
				 routine));
	ok(!HasOverlappedIoCompleted(&io->ov), "completed at once\n");
	begun(s);
}

static inline void serve(struct setup *s)
{
	s->kind->serve(s);
	s->pending = 0;
}

static inline void run_for(const struct kind *k, void (*fn)(struct setup *))
{
	struct setup s = {.kind = k};

	if (!k->open(&s))
		return;
	fn(&s);
	while (s.event_count)
		CloseHandle(s.events[--s.event_count]);
	if (s.file)
		CloseHandle(s.file);
	if (s.peer)
		CloseHandle(s.peer);
}

static inline BOOL open_pipe_read(struct setup *s)
{
	ok(overlapped_pair(&s->file, &s->peer), "no pair\n");
	return TRUE;
}

/* One byte for each, one after the other: a read takes what is there. */
static inline void serve_pipe_read(struct setup *s)
{
	feed(s->peer, "s", 1);
}

static inline BOOL open_pipe_write(struct setup *s)
{
	ok(overlapped_pair(&s->peer, &s->file), "no pair\n");
	s->full = fill(s->file);
	return TRUE;
}

static inline DWORD take_pipe(struct setup *s, DWORD n)
{
	(void)n;
	return drain(s->peer);
}

static inline void serve_pipe_write(struct setup *s)
{
	drain(s->peer);
}

static inline BOOL open_terminal(struct setup *s)
{
	const char *path = fixture_pty();

	if (!path) {
		skip("%s\n", fixture_why());
		return FALSE;
	}
	s->file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
			      NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	ok(s->file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	/* Not filled: the kernel moves its bytes on and has room again. */
	if (s->kind->writes)
		ok(fixture_pty_stop(TRUE), "%s\n", fixture_why());
	return s->file != INVALID_HANDLE_VALUE;
}

static inline void serve_terminal_read(struct setup *s)
{
	(void)s;
	ok(fixture_pty_write("s", 1), "%s\n", fixture_why());
}

static inline DWORD take_terminal(struct setup *s, DWORD n)
{
	char *data = malloc(n + 1);

	(void)s;
	ok(fixture_pty_stop(FALSE), "%s\n", fixture_why());
	ok(fixture_pty_read(data, n), "%s\n", fixture_why());
	free(data);
	return n;
}

static inline void serve_terminal_write(struct setup *s)
{
	take_terminal(s, s->kind->moves);
}

static inline BOOL open_slow(struct setup *s)
{
	const char *path = slow_file(s->kind->slow);

	if (!path)
		return FALSE;
	s->file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
			      NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	ok(s->file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return s->file != INVALID_HANDLE_VALUE;
}

static inline void serve_slow(struct setup *s)
{
	ok(fixture_fuse_wait(s->kind->slow, s->pending), "%s\n", fixture_why());
	ok(fixture_fuse_release(), "%s\n", fixture_why());
}

static const struct kind pipe_read = {
	.open = open_pipe_read, .serve = serve_pipe_read, .moves = 1};
static const struct kind pipe_write = {.open = open_pipe_write,
				       .serve = serve_pipe_write,
				       .take = take_pipe,
				       .writes = TRUE,
				       .moves = 64};
static const struct kind terminal_read = {
	.open = open_terminal, .serve = serve_terminal_read, .moves = 1};
static const struct kind terminal_write = {.open = open_terminal,
					   .serve = serve_terminal_write,
					   .take = take_terminal,
					   .writes = TRUE,
					   .moves = 64};
static const struct kind slow_read = {.open = open_slow,
				      .serve = serve_slow,
				      .moves = FIXTURE_FUSE_BYTES,
				      .slow = "read-stall"};
static const struct kind slow_write = {.open = open_slow,
				       .serve = serve_slow,
				       .writes = TRUE,
				       .moves = 64,
				       .slow = "write-stall"};

#endif
