/*
 * GetFileSize: the low half, the high half, and handles without a size.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void halves(void)
{
	HANDLE file = CreateFileA(fixture_path("halves"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, 0, NULL);
	LARGE_INTEGER end;
	DWORD size, high = UNTOUCHED;

	size = GetFileSize(file, &high);
	ok(size == 0 && high == 0, "%#x:%#x\n", high, size);
	end.QuadPart = 0x1234567890LL;
	works(SetFilePointerEx(file, end, NULL, FILE_BEGIN));
	works(SetEndOfFile(file));
	size = GetFileSize(file, &high);
	ok(size == 0x34567890 && high == 0x12, "%#x:%#x\n", high, size);
	CloseHandle(file);
}

static void no_size(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

	SetLastError(UNTOUCHED);
	ok(GetFileSize(event, NULL) == INVALID_FILE_SIZE &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "error %u\n", GetLastError());
	CloseHandle(event);
	SetLastError(UNTOUCHED);
	ok(GetFileSize(event, NULL) == INVALID_FILE_SIZE &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "error %u\n", GetLastError());
	SetLastError(UNTOUCHED);
	ok(GetFileSize(NULL, NULL) == INVALID_FILE_SIZE &&
		   GetLastError() == ERROR_INVALID_HANDLE,
	   "error %u\n", GetLastError());
}

START_TEST(GetFileSize)
{
	RUN(halves);
	RUN(no_size);
}
