/*
 * GetFileSizeEx: the whole size at once.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void whole(void)
{
	HANDLE file = CreateFileA(fixture_path("whole"), GENERIC_WRITE,
				  PAIR_SHARE, NULL, CREATE_NEW, 0, NULL);
	LARGE_INTEGER end, size;

	size.QuadPart = -1;
	ok(GetFileSizeEx(file, &size) && size.QuadPart == 0, "error %u\n",
	   GetLastError());
	end.QuadPart = 0x300000007LL;
	works(SetFilePointerEx(file, end, NULL, FILE_BEGIN));
	works(SetEndOfFile(file));
	ok(GetFileSizeEx(file, &size) && size.QuadPart == end.QuadPart,
	   "error %u\n", GetLastError());
	CloseHandle(file);
	fails(GetFileSizeEx(file, &size), ERROR_INVALID_HANDLE);
}

START_TEST(GetFileSizeEx)
{
	RUN(whole);
}
