/*
 * OpenFile: the old call, its structure, and its cancelled wait.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

static HANDLE as_handle(HFILE h)
{
	return (HANDLE)(LONG_PTR)h;
}

/* Create, exist, read, delete. */
static void life_of_a_file(void)
{
	const char *path = fixture_path("old");
	OFSTRUCT of;
	char buf[8];
	DWORD moved;
	HFILE h;

	memset(&of, 0xaa, sizeof(of));
	SetLastError(UNTOUCHED);
	h = OpenFile(path, &of, OF_EXIST);
	ok(h == HFILE_ERROR, "it exists\n");
	ok(GetLastError() == ERROR_FILE_NOT_FOUND, "error %u\n",
	   GetLastError());
	ok(of.nErrCode == ERROR_FILE_NOT_FOUND, "nErrCode %u\n", of.nErrCode);
	h = OpenFile(path, &of, OF_CREATE | OF_READWRITE);
	ok(h != HFILE_ERROR, "error %u\n", GetLastError());
	ok(of.cBytes == sizeof(of), "cBytes %u\n", of.cBytes);
	ok(of.nErrCode == 0, "nErrCode %u\n", of.nErrCode);
	ok(strstr(of.szPathName, "old") != NULL, "path %s\n", of.szPathName);
	works(WriteFile(as_handle(h), "old", 3, &moved, NULL));
	CloseHandle(as_handle(h));
	h = OpenFile(path, &of, OF_EXIST);
	ok(h != HFILE_ERROR, "error %u\n", GetLastError());
	h = OpenFile(path, &of, OF_READ);
	ok(h != HFILE_ERROR, "error %u\n", GetLastError());
	ok(ReadFile(as_handle(h), buf, 8, &moved, NULL) && moved == 3,
	   "moved %u\n", moved);
	ok(!WriteFile(as_handle(h), "x", 1, &moved, NULL), "wrote\n");
	CloseHandle(as_handle(h));
	h = OpenFile(path, &of, OF_DELETE);
	ok(h != HFILE_ERROR, "error %u\n", GetLastError());
	h = OpenFile(path, &of, OF_READ);
	ok(h == HFILE_ERROR && GetLastError() == ERROR_FILE_NOT_FOUND,
	   "%d error %u\n", h, GetLastError());
}

static DWORD WINAPI old_open(void *arg)
{
	struct blocked *b = arg;
	OFSTRUCT of;
	HFILE h;

	SetLastError(UNTOUCHED);
	h = OpenFile(b->path, &of, OF_READ);
	b->err = GetLastError();
	b->ret = h != HFILE_ERROR;
	b->opened = as_handle(h);
	return 0;
}

/* K-045: its wait for a slow device can be cancelled, and tried again. */
static void cancelled(void)
{
	struct blocked b = {.path = fixture_fifo(7)};
	HANDLE wr;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine opens a FIFO without waiting for its peer\n");
		return;
	}
	blocked_start(&b, old_open);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
	blocked_start(&b, old_open);
	wr = CreateFileA(b.path, GENERIC_WRITE, PAIR_SHARE, NULL,
			 OPEN_EXISTING, 0, NULL);
	ok(wr != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	blocked_ends(&b, 0, UNTOUCHED);
	CloseHandle(b.opened);
	CloseHandle(wr);
}

START_TEST(OpenFile)
{
	RUN(life_of_a_file);
	RUN(cancelled);
}
