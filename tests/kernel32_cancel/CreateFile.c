/*
 * CreateFile: dispositions, names, errors, and the open that waits.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

static HANDLE open_as(const char *path, DWORD access, DWORD how)
{
	SetLastError(UNTOUCHED);
	return CreateFileA(path, access, PAIR_SHARE, NULL, how, 0, NULL);
}

/* What each disposition does with a file that is there and one that is not. */
static void dispositions(void)
{
	static const struct {
		DWORD how;
		BOOL there;
		DWORD error;
		DWORD size;
	} row[] = {
		{CREATE_NEW, FALSE, 0, 0},
		{CREATE_NEW, TRUE, ERROR_FILE_EXISTS, 4},
		{CREATE_ALWAYS, FALSE, 0, 0},
		{CREATE_ALWAYS, TRUE, ERROR_ALREADY_EXISTS, 0},
		{OPEN_EXISTING, FALSE, ERROR_FILE_NOT_FOUND, 0},
		{OPEN_EXISTING, TRUE, UNTOUCHED, 4},
		{OPEN_ALWAYS, FALSE, 0, 0},
		{OPEN_ALWAYS, TRUE, ERROR_ALREADY_EXISTS, 4},
		{TRUNCATE_EXISTING, FALSE, ERROR_FILE_NOT_FOUND, 0},
		{TRUNCATE_EXISTING, TRUE, UNTOUCHED, 0},
	};

	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		char name[16];
		const char *path;
		BOOL opens = row[i].error != ERROR_FILE_EXISTS &&
			     row[i].error != ERROR_FILE_NOT_FOUND;
		DWORD moved;
		HANDLE file;

		sprintf(name, "row%u", i);
		path = fixture_path(name);
		if (row[i].there) {
			file = open_as(path, GENERIC_WRITE, CREATE_NEW);
			works(WriteFile(file, "1234", 4, &moved, NULL));
			CloseHandle(file);
		}
		file = open_as(path, GENERIC_READ | GENERIC_WRITE, row[i].how);
		ok((file != INVALID_HANDLE_VALUE) == opens, "%u: %p\n", i,
		   file);
		ok(GetLastError() == row[i].error ||
			   (row[i].error == UNTOUCHED && !GetLastError()),
		   "%u: error %u\n", i, GetLastError());
		if (!opens)
			continue;
		ok(GetFileSize(file, NULL) == row[i].size, "%u: size %u\n", i,
		   GetFileSize(file, NULL));
		CloseHandle(file);
	}
}

/* Names that lead nowhere, and arguments that are none. */
static void errors(void)
{
	static const char *const names[] = {"", "none/below/file",
					    "file/below", "."};
	static const DWORD expect[] = {ERROR_PATH_NOT_FOUND,
				       ERROR_PATH_NOT_FOUND,
				       ERROR_PATH_NOT_FOUND,
				       ERROR_ACCESS_DENIED};
	HANDLE file = open_as(fixture_path("file"), GENERIC_WRITE, CREATE_NEW);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
	for (unsigned i = 0; i < 4; i++) {
		file = open_as(i ? fixture_path(names[i]) : "", GENERIC_READ,
			       OPEN_EXISTING);
		ok(file == INVALID_HANDLE_VALUE, "%u: %p\n", i, file);
		ok(GetLastError() == expect[i], "%u: error %u\n", i,
		   GetLastError());
	}
	file = open_as(fixture_path("file"), GENERIC_READ, 0);
	ok(file == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_INVALID_PARAMETER,
	   "%p error %u\n", file, GetLastError());
	file = open_as(fixture_path("file"), GENERIC_READ, 77);
	ok(file == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_INVALID_PARAMETER,
	   "%p error %u\n", file, GetLastError());
	file = open_as(NULL, GENERIC_READ, OPEN_EXISTING);
	ok(file == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_PATH_NOT_FOUND,
	   "%p error %u\n", file, GetLastError());
}

/* The two forms of the name, drive Z:, the long form, and the null device. */
static void names(void)
{
	const char *path = fixture_path("N\xc3\xa4me");
	WCHAR wide[300];
	char text[600], buf[8];
	DWORD moved;
	HANDLE file;

	works(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 300));
	file = CreateFileW(wide, GENERIC_WRITE, PAIR_SHARE, NULL, CREATE_NEW, 0,
			   NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	works(WriteFile(file, "name", 4, &moved, NULL));
	CloseHandle(file);
	for (int i = 0; i < 3; i++) {
		static const char *const before[] = {"", "Z:", "\\\\?\\Z:"};
		char *c;

		/* Z: is already there on Wine */
		sprintf(text, "%s%s", before[i], path[1] == ':' ? path + 2 : path);
		for (c = text; i && *c; c++)
			if (*c == '/')
				*c = '\\';
		works(MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 300));
		file = CreateFileW(wide, GENERIC_READ, PAIR_SHARE, NULL,
				   OPEN_EXISTING, 0, NULL);
		ok(file != INVALID_HANDLE_VALUE, "%d: error %u\n", i,
		   GetLastError());
		if (file == INVALID_HANDLE_VALUE)
			continue;
		ok(ReadFile(file, buf, 8, &moved, NULL) && moved == 4,
		   "%d: moved %u\n", i, moved);
		CloseHandle(file);
	}
	file = open_as("NUL", GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(WriteFile(file, "gone", 4, &moved, NULL) && moved == 4,
	   "moved %u\n", moved);
	ok(ReadFile(file, buf, 4, &moved, NULL) && moved == 0, "moved %u\n",
	   moved);
	CloseHandle(file);
}

/* Only what was asked for can be done with the handle. */
static void access_asked_for(void)
{
	const char *path = fixture_path("access");
	char buf[4];
	DWORD moved;
	HANDLE file;

	CloseHandle(open_as(path, GENERIC_WRITE, CREATE_NEW));
	file = open_as(path, GENERIC_READ, OPEN_EXISTING);
	fails(WriteFile(file, "x", 1, &moved, NULL), ERROR_ACCESS_DENIED);
	CloseHandle(file);
	file = open_as(path, GENERIC_WRITE, OPEN_EXISTING);
	fails(ReadFile(file, buf, 1, &moved, NULL), ERROR_ACCESS_DENIED);
	CloseHandle(file);
	file = open_as(path, 0, OPEN_EXISTING);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(GetFileSize(file, NULL) == 0, "size %u\n", GetFileSize(file, NULL));
	fails(ReadFile(file, buf, 1, &moved, NULL), ERROR_ACCESS_DENIED);
	CloseHandle(file);
}

/* A file may go with its last handle. */
static void delete_on_close(void)
{
	const char *path = fixture_path("going");
	HANDLE file = CreateFileA(path, GENERIC_WRITE | DELETE,
				  PAIR_SHARE | FILE_SHARE_DELETE, NULL,
				  CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
	file = open_as(path, GENERIC_READ, OPEN_EXISTING);
	ok(file == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_FILE_NOT_FOUND,
	   "%p error %u\n", file, GetLastError());
}

/* K-174 K-044: both ends of a FIFO wait in the open until they meet. */
static void meeting(void)
{
	struct blocked a = {.access = GENERIC_READ, .path = fixture_fifo(7)};
	struct blocked b = {.access = GENERIC_WRITE, .path = a.path};
	DWORD moved;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine opens a FIFO without waiting for its peer\n");
		return;
	}
	blocked_start(&a, blocked_open);
	blocked_start(&b, blocked_open);
	blocked_ends(&a, 0, UNTOUCHED);
	blocked_ends(&b, 0, UNTOUCHED);
	works(WriteFile(b.opened, "met", 3, &moved, NULL));
	ok(ReadFile(a.opened, a.buf, 64, &moved, NULL) && moved == 3,
	   "moved %u\n", moved);
	CloseHandle(a.opened);
	CloseHandle(b.opened);
}

/* K-044 K-174 K-049: the writing side too, and again after a cancel. */
static void cancelled_and_retried(void)
{
	struct blocked b = {.access = GENERIC_WRITE, .path = fixture_fifo(6)};
	HANDLE rd;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine opens a FIFO without waiting for its peer\n");
		return;
	}
	for (int i = 0; i < 3; i++) {
		blocked_start(&b, blocked_open);
		blocked_cancel(&b);
		blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
		ok(b.opened == INVALID_HANDLE_VALUE, "opened %p\n", b.opened);
	}
	blocked_start(&b, blocked_open);
	rd = CreateFileA(b.path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			 0, NULL);
	ok(rd != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	blocked_ends(&b, 0, UNTOUCHED);
	CloseHandle(b.opened);
	CloseHandle(rd);
}

/* K-172: an overlapped handle reads from where its blocks say. */
static void overlapped_flag(void)
{
	const char *path = fixture_path("flag");
	HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE,
				  PAIR_SHARE, NULL, CREATE_NEW,
				  FILE_FLAG_OVERLAPPED, NULL);
	struct io io;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	feed(file, "0123456789", 10);
	for (int i = 0; i < 2; i++) {
		io_init(&io);
		io.ov.Offset = 3;
		ok(ReadFile(file, io.buf, 3, NULL, &io.ov) ||
			   GetLastError() == ERROR_IO_PENDING,
		   "error %u\n", GetLastError());
		io_ends(file, &io, 0, 3);
		ok(!memcmp(io.buf, "345", 3), "wrong bytes\n");
		io_fini(&io);
	}
	CloseHandle(file);
}

START_TEST(CreateFile)
{
	RUN(dispositions);
	RUN(errors);
	RUN(names);
	RUN(access_asked_for);
	RUN(delete_on_close);
	RUN(meeting);
	RUN(cancelled_and_retried);
	RUN(overlapped_flag);
}
