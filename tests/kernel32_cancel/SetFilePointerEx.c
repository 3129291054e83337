/*
 * SetFilePointerEx: 64 bits in one piece.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void moves(void)
{
	HANDLE file = CreateFileA(fixture_path("moves"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, 0, NULL);
	LARGE_INTEGER by, at;
	DWORD moved;
	char c;

	works(WriteFile(file, "0123456789", 10, &moved, NULL));
	by.QuadPart = 4;
	ok(SetFilePointerEx(file, by, &at, FILE_BEGIN) && at.QuadPart == 4,
	   "error %u\n", GetLastError());
	works(SetFilePointerEx(file, by, NULL, FILE_CURRENT));
	ok(ReadFile(file, &c, 1, &moved, NULL) && c == '8', "read %c\n", c);
	by.QuadPart = 0x123456789LL;
	ok(SetFilePointerEx(file, by, &at, FILE_END) &&
		   at.QuadPart == by.QuadPart + 10,
	   "error %u\n", GetLastError());
	by.QuadPart = -11;
	SetLastError(UNTOUCHED);
	at.QuadPart = 77;
	fails(SetFilePointerEx(file, by, &at, FILE_BEGIN), ERROR_NEGATIVE_SEEK);
	fails(SetFilePointerEx(file, by, &at, 3), ERROR_INVALID_PARAMETER);
	CloseHandle(file);
	by.QuadPart = 0;
	fails(SetFilePointerEx(file, by, &at, FILE_BEGIN),
	      ERROR_INVALID_HANDLE);
}

START_TEST(SetFilePointerEx)
{
	RUN(moves);
}
