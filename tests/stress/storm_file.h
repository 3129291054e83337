/*
 * The storm's thread on a regular file: what goes through the engine. Each block
 * of the file has its own operation; what a finished write put there, the next
 * finished read must find.
 */
#ifndef TESTS_STORM_FILE_H
#define TESTS_STORM_FILE_H

#include "storm.h"

#define BLOCKS 8
#define BLOCK 512

struct file_block {
	OVERLAPPED ov;
	HANDLE event;
	unsigned char buf[BLOCK];
	unsigned char holds; /* every byte of it, if known */
	BOOL known, busy, writing;
};

static inline void block_begin(struct file_block *b, int i, HANDLE file,
			       unsigned *seed)
{
	BOOL ret;

	memset(&b->ov, 0, sizeof(b->ov));
	b->ov.Offset = i * BLOCK;
	b->ov.hEvent = b->event;
	b->writing = !b->known || rnd(seed, 2);
	b->busy = TRUE;
	add64(&books.begun, 1);
	if (b->writing) {
		b->holds = rnd(seed, 256);
		b->known = FALSE;
		memset(b->buf, b->holds, BLOCK);
		ret = WriteFile(file, b->buf, BLOCK, NULL, &b->ov);
	} else {
		memset(b->buf, ~b->holds, BLOCK);
		ret = ReadFile(file, b->buf, BLOCK, NULL, &b->ov);
	}
	if (!ret && GetLastError() != ERROR_IO_PENDING)
		ok(0, "error %u\n", GetLastError());
}

static inline void block_end(struct file_block *b, HANDLE file)
{
	DWORD moved = 0;
	BOOL ret = GetOverlappedResult(file, &b->ov, &moved, TRUE);
	enum outcome how = DONE;

	b->busy = FALSE;
	if (!ret) {
		if (GetLastError() != ERROR_OPERATION_ABORTED)
			ok(0, "error %u\n", GetLastError());
		how = CANCELLED;
	} else if (moved != BLOCK) {
		how = PARTIAL;
	} else if (b->writing) {
		b->known = TRUE;
	} else {
		for (int i = 0; i < BLOCK; i++)
			if (b->buf[i] != b->holds) {
				ok(0, "byte %d is %#x, not %#x\n", i, b->buf[i],
				   b->holds);
				break;
			}
	}
	add64(&books.ended[how], 1);
}

static DWORD WINAPI use_file(void *arg)
{
	static struct file_block blocks[BLOCKS];
	unsigned seed = 555;
	HANDLE file = CreateFileA(fixture_path("storm"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED,
				  NULL);

	(void)arg;
	for (int i = 0; i < BLOCKS; i++) {
		memset(&blocks[i], 0, sizeof(blocks[i]));
		blocks[i].event = CreateEventA(NULL, TRUE, FALSE, NULL);
	}
	while (!load(&stopping)) {
		int i = rnd(&seed, BLOCKS);

		if (blocks[i].busy) {
			if (rnd(&seed, 4) == 0)
				CancelIoEx(file, rnd(&seed, 4) ? &blocks[i].ov : NULL);
			block_end(&blocks[i], file);
		}
		block_begin(&blocks[i], i, file, &seed);
		/* These are done at once, and many. */
		if (rare(PARTIAL))
			yield_times(20);
	}
	for (int i = 0; i < BLOCKS; i++) {
		if (blocks[i].busy)
			block_end(&blocks[i], file);
		CloseHandle(blocks[i].event);
	}
	CloseHandle(file);
	return 0;
}

#endif
