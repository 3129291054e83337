/*
 * GetFileType: disk, pipe, character, unknown.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void kinds(void)
{
	HANDLE file = CreateFileA(fixture_path("disk"), GENERIC_WRITE,
				  PAIR_SHARE, NULL, CREATE_NEW, 0, NULL);
	HANDLE rd, wr;

	ok(GetFileType(file) == FILE_TYPE_DISK, "type %u\n",
	   GetFileType(file));
	CloseHandle(file);
	works(CreatePipe(&rd, &wr, NULL, 0));
	ok(GetFileType(rd) == FILE_TYPE_PIPE, "type %u\n", GetFileType(rd));
	ok(GetFileType(wr) == FILE_TYPE_PIPE, "type %u\n", GetFileType(wr));
	CloseHandle(rd);
	CloseHandle(wr);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	ok(GetFileType(rd) == FILE_TYPE_PIPE, "type %u\n", GetFileType(rd));
	CloseHandle(rd);
	CloseHandle(wr);
	file = CreateFileA("NUL", GENERIC_READ, PAIR_SHARE, NULL,
			   OPEN_EXISTING, 0, NULL);
	ok(GetFileType(file) == FILE_TYPE_CHAR, "type %u\n",
	   GetFileType(file));
	CloseHandle(file);
}

static void terminal(void)
{
	const char *path = fixture_pty();
	HANDLE file;

	if (!path) {
		skip("%s\n", fixture_why());
		return;
	}
	file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   0, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(GetFileType(file) == FILE_TYPE_CHAR, "type %u\n",
	   GetFileType(file));
	CloseHandle(file);
}

static void no_file(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

	SetLastError(UNTOUCHED);
	ok(GetFileType(event) == FILE_TYPE_UNKNOWN &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "error %u\n", GetLastError());
	CloseHandle(event);
	SetLastError(UNTOUCHED);
	ok(GetFileType(event) == FILE_TYPE_UNKNOWN &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "error %u\n", GetLastError());
}

START_TEST(GetFileType)
{
	RUN(kinds);
	RUN(terminal);
	RUN(no_file);
}
