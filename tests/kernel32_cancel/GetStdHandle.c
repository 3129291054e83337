/*
 * GetStdHandle: the three inherited handles, made once.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void three(void)
{
	static const DWORD which[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE,
				      STD_ERROR_HANDLE};

	for (int i = 0; i < 3; i++) {
		HANDLE h = GetStdHandle(which[i]);

		ok(h && h != INVALID_HANDLE_VALUE, "%d: %p\n", i, h);
		ok(GetStdHandle(which[i]) == h, "%d: another one\n", i);
		ok(GetFileType(h) != FILE_TYPE_UNKNOWN, "%d: error %u\n", i,
		   GetLastError());
	}
	ok(GetStdHandle(which[0]) != GetStdHandle(which[1]),
	   "input is output\n");
}

static void writing(void)
{
	DWORD moved = UNTOUCHED;

	works(WriteFile(GetStdHandle(STD_ERROR_HANDLE), "", 0, &moved, NULL));
	ok(moved == 0, "moved %u\n", moved);
}

static void unknown(void)
{
	SetLastError(UNTOUCHED);
	ok(GetStdHandle(0) == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "error %u\n", GetLastError());
	SetLastError(UNTOUCHED);
	ok(GetStdHandle((DWORD)-13) == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "error %u\n", GetLastError());
}

START_TEST(GetStdHandle)
{
	RUN(three);
	RUN(writing);
	RUN(unknown);
}
