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

START_TEST(SetFilePointer)
{
	RUN(origins);
	RUN(refusals);
}
