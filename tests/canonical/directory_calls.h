/*
 * A call that waits for changes of a directory, as a kind of blocking call.
 */
#ifndef TESTS_CANONICAL_DIRECTORY_CALLS_H
#define TESTS_CANONICAL_DIRECTORY_CALLS_H

#include "watched.h"

static inline DWORD WINAPI blocked_changes(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = ReadDirectoryChangesW(b->file, b->buf, sizeof(b->buf), TRUE,
				       NAMES, &b->count, NULL, NULL);
	b->err = GetLastError();
	return 0;
}

static inline BOOL open_changes(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine's call does not wait\n");
		return FALSE;
	}
	b->file = open_watched(fixture_dir(), 0);
	return TRUE;
}

static inline void serve_changes(struct blocked *b, HANDLE peer)
{
	char name[16];

	(void)peer;
	/* Before the first call nothing is watched: until it is. */
	for (int i = 0; WaitForSingleObject(b->thread, 0) == WAIT_TIMEOUT; i++) {
		sprintf(name, "s%d", i);
		make_file(name);
	}
}

static const struct kind changes = {.open = open_changes,
				    .call = blocked_changes,
				    .serve = serve_changes};

#endif
