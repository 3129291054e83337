/*
 * SetEndOfFile: shorter, longer, and not through a handle that only reads.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void shorter_and_longer(void)
{
	const char *path = fixture_path("end");
	HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE,
				  PAIR_SHARE, NULL, CREATE_NEW, 0, NULL);
	DWORD moved;
	char buf[16];
	HANDLE reader;

	works(WriteFile(file, "0123456789", 10, &moved, NULL));
	SetFilePointer(file, 4, NULL, FILE_BEGIN);
	works(SetEndOfFile(file));
	ok(GetFileSize(file, NULL) == 4, "size %u\n", GetFileSize(file, NULL));
	SetFilePointer(file, 8, NULL, FILE_BEGIN);
	works(SetEndOfFile(file));
	SetFilePointer(file, 0, NULL, FILE_BEGIN);
	ok(ReadFile(file, buf, 16, &moved, NULL) && moved == 8, "moved %u\n",
	   moved);
	ok(!memcmp(buf, "0123\0\0\0\0", 8), "wrong bytes\n");
	reader = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL,
			     OPEN_EXISTING, 0, NULL);
	/* Wine leaves it to ftruncate to refuse. */
	todo_wine fails(SetEndOfFile(reader), ERROR_ACCESS_DENIED);
	CloseHandle(reader);
	CloseHandle(file);
	fails(SetEndOfFile(file), ERROR_INVALID_HANDLE);
}

START_TEST(SetEndOfFile)
{
	RUN(shorter_and_longer);
}
