/*
 * DeleteFile: files and FIFOs go, directories and missing names do not.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void make(const char *path)
{
	HANDLE file = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_NEW, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
}

static void by_both_names(void)
{
	const char *path = fixture_path("gone");
	WCHAR wide[300];

	make(path);
	works(DeleteFileA(path));
	fails(DeleteFileA(path), ERROR_FILE_NOT_FOUND);
	make(path);
	works(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 300));
	works(DeleteFileW(wide));
	fails(DeleteFileW(wide), ERROR_FILE_NOT_FOUND);
}

static void refusals(void)
{
	fails(DeleteFileA(NULL), ERROR_PATH_NOT_FOUND);
	fails(DeleteFileA(""), ERROR_PATH_NOT_FOUND);
	fails(DeleteFileA(fixture_path("none/file")), ERROR_PATH_NOT_FOUND);
	fails(DeleteFileA(fixture_dir()), ERROR_ACCESS_DENIED);
	fails(DeleteFileA("a*b"), ERROR_INVALID_NAME);
}

/* A FIFO without a peer must not hold the call up. */
static void fifo(void)
{
	/* Wine refuses special files. */
	todo_wine works(DeleteFileA(fixture_fifo(5)));
	todo_wine fails(DeleteFileA(fixture_fifo(5)), ERROR_FILE_NOT_FOUND);
}

START_TEST(DeleteFile)
{
	RUN(by_both_names);
	RUN(refusals);
	RUN(fifo);
}
