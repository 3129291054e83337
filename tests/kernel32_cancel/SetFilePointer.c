/*
 * SetFilePointer: three origins, two halves, and where it refuses.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static HANDLE ten_bytes(const char *name)
{
	HANDLE file = CreateFileA(fixture_path(name),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_ALWAYS, 0, NULL);
	DWORD moved;

	works(WriteFile(file, "0123456789", 10, &moved, NULL));
	return file;
}

static void origins(void)
{
	HANDLE file = ten_bytes("origins");
	LONG high = 0;
	DWORD at;
	char c;

	at = SetFilePointer(file, 0, NULL, FILE_CURRENT);
	ok(at == 10, "at %u\n", at);
	at = SetFilePointer(file, 3, NULL, FILE_BEGIN);
	ok(at == 3, "at %u\n", at);
	ok(ReadFile(file, &c, 1, &at, NULL) && c == '3', "read %c\n", c);
	at = SetFilePointer(file, -2, NULL, FILE_CURRENT);
	ok(at == 2, "at %u\n", at);
	at = SetFilePointer(file, -1, NULL, FILE_END);
	ok(at == 9, "at %u\n", at);
	at = SetFilePointer(file, 100, NULL, FILE_END);
	ok(at == 110, "at %u\n", at);
	high = 2;
	at = SetFilePointer(file, 5, &high, FILE_BEGIN);
	ok(at == 5 && high == 2, "at %d:%u\n", (int)high, at);
	ok(GetFileSize(file, NULL) == 10, "the file grew\n");
	CloseHandle(file);
}

static void refusals(void)
{
	HANDLE file = ten_bytes("refusals"), rd, wr;
	LONG high = -1;
	DWORD at;

	SetLastError(UNTOUCHED);
	at = SetFilePointer(file, -1, NULL, FILE_BEGIN);
	ok(at == INVALID_SET_FILE_POINTER &&
		   GetLastError() == ERROR_NEGATIVE_SEEK,
	   "at %u error %u\n", at, GetLastError());
	SetLastError(UNTOUCHED);
	at = SetFilePointer(file, -100, &high, FILE_CURRENT);
	ok(at == INVALID_SET_FILE_POINTER &&
		   GetLastError() == ERROR_NEGATIVE_SEEK,
	   "at %u error %u\n", at, GetLastError());
	SetLastError(UNTOUCHED);
	at = SetFilePointer(file, 0, NULL, 7);
	ok(at == INVALID_SET_FILE_POINTER &&
		   GetLastError() == ERROR_INVALID_PARAMETER,
	   "at %u error %u\n", at, GetLastError());
	at = SetFilePointer(file, 0, NULL, FILE_CURRENT);
	ok(at == 10, "a refusal moved it to %u\n", at);
	CloseHandle(file);
	SetLastError(UNTOUCHED);
	at = SetFilePointer(file, 0, NULL, FILE_BEGIN);
	ok(at == INVALID_SET_FILE_POINTER &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "at %u error %u\n", at, GetLastError());
	works(CreatePipe(&rd, &wr, NULL, 0));
	at = SetFilePointer(rd, -1, NULL, FILE_BEGIN);
	ok(at == INVALID_SET_FILE_POINTER, "a pipe seeks to %u\n", at);
	CloseHandle(rd);
	CloseHandle(wr);
}

/* F-023: the position is the open file's, not the handle's. */
static void duplicate(void)
{
	HANDLE file = ten_bytes("duplicate"), again;
	DWORD moved;
	char c;

	works(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(),
			      &again, 0, FALSE, DUPLICATE_SAME_ACCESS));
	SetFilePointer(file, 4, NULL, FILE_BEGIN);
	ok(ReadFile(again, &c, 1, &moved, NULL) && c == '4', "read %c\n", c);
	moved = SetFilePointer(file, 0, NULL, FILE_CURRENT);
	ok(moved == 5, "at %u\n", moved);
	CloseHandle(again);
	CloseHandle(file);
}

/* F-023 K-098: an offset given to a synchronous handle moves it. */
static void offset_moves(void)
{
	HANDLE file = ten_bytes("moves");
	struct io io;
	DWORD at;

	io_init(&io);
	io.ov.Offset = 3;
	works(ReadFile(file, io.buf, 2, NULL, &io.ov));
	at = SetFilePointer(file, 0, NULL, FILE_CURRENT);
	ok(at == 5, "at %u\n", at);
	io.ov.Offset = 20;
	works(WriteFile(file, "x", 1, NULL, &io.ov));
	at = SetFilePointer(file, 0, NULL, FILE_CURRENT);
	ok(at == 21, "at %u\n", at);
	ok(GetFileSize(file, NULL) == 21, "size %u\n",
	   GetFileSize(file, NULL));
	io_fini(&io);
	CloseHandle(file);
}

/* F-023: 32 bits are not enough for the result. */
static void beyond_four_gigabytes(void)
{
	HANDLE file = ten_bytes("far");
	LONG high = 1;
	DWORD at;

	at = SetFilePointer(file, 0, &high, FILE_BEGIN);
	ok(at == 0 && high == 1, "at %d:%u\n", (int)high, at);
	SetLastError(UNTOUCHED);
	at = SetFilePointer(file, 1, NULL, FILE_CURRENT);
	/* Wine goes there and gives the low half. */
	todo_wine ok(at == INVALID_SET_FILE_POINTER &&
			     GetLastError() == ERROR_INVALID_PARAMETER,
		     "at %u error %u\n", at, GetLastError());
	/* the low half looks like a failure */
	high = 0;
	SetLastError(UNTOUCHED);
	at = SetFilePointer(file, -1, &high, FILE_BEGIN);
	ok(at == 0xffffffff && high == 0 && GetLastError() == NO_ERROR,
	   "at %d:%u error %u\n", (int)high, at, GetLastError());
	CloseHandle(file);
}

START_TEST(SetFilePointer)
{
	RUN(duplicate);
	RUN(offset_moves);
	RUN(beyond_four_gigabytes);
	RUN(origins);
	RUN(refusals);
}
