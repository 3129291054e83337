/*
 * Waiting for changes of a directory as a kind of operation: one file is made for
 * whatever waits. Its name has two letters, so that what is told has 16 bytes.
 */
#ifndef TESTS_CANONICAL_DIRECTORY_KINDS_H
#define TESTS_CANONICAL_DIRECTORY_KINDS_H

#include "watched.h"

#define ONE_CHANGE 16

static inline void make_a_change(void)
{
	static char name[] = "s0";

	make_file(name);
	name[1]++;
}

static inline BOOL open_changes(struct setup *s)
{
	s->file = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	return TRUE;
}

static inline BOOL start_changes(struct setup *s, struct io *io)
{
	BOOL begun = ReadDirectoryChangesW(s->file, io->buf, sizeof(io->buf),
					   TRUE, FILE_NOTIFY_CHANGE_FILE_NAME,
					   NULL, &io->ov, NULL);

	/* It has its own way to say so. */
	if (begun)
		SetLastError(ERROR_IO_PENDING);
	return !begun;
}

static inline void serve_changes(struct setup *s)
{
	(void)s;
	make_a_change();
}

static const struct kind changes = {.open = open_changes,
				    .serve = serve_changes,
				    .start = start_changes,
				    .closed = 0x10b, /* NOTIFY_CLEANUP */
				    .moves = ONE_CHANGE};

#endif
