/*
 * FlushFileBuffers: files, handles that cannot, and a flush that stalls.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

static void flushes(void)
{
	const char *path = fixture_path("flush");
	HANDLE file = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_NEW, 0, NULL);
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	DWORD moved;

	works(WriteFile(file, "data", 4, &moved, NULL));
	works(FlushFileBuffers(file));
	CloseHandle(file);
	fails(FlushFileBuffers(file), ERROR_INVALID_HANDLE);
	fails(FlushFileBuffers(event), ERROR_INVALID_HANDLE);
	file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   0, NULL);
	fails(FlushFileBuffers(file), ERROR_ACCESS_DENIED);
	CloseHandle(file);
	CloseHandle(event);
}

static DWORD WINAPI flush(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = FlushFileBuffers(b->file);
	b->err = GetLastError();
	return 0;
}

/* K-041 K-046 K-056: a stalled flush is a synchronous call like others. */
static void stalled(void)
{
	const char *path = slow_file("fsync-stall");
	struct blocked b = {0};

	if (!path)
		return;
	b.file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
			     NULL, OPEN_EXISTING, 0, NULL);
	ok(b.file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	blocked_start(&b, flush);
	ok(fixture_fuse_wait("fsync-stall", 1), "%s\n", fixture_why());
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
	CloseHandle(b.file);
}

START_TEST(FlushFileBuffers)
{
	RUN(flushes);
	RUN(stalled);
}
