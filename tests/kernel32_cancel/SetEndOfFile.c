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

/* F-024: an overlapped handle has a position too, if only for this. */
static void overlapped_handle(void)
{
	HANDLE file = CreateFileA(fixture_path("over"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, FILE_FLAG_OVERLAPPED, NULL);
	struct io io;

	io_init(&io);
	io_write(file, &io);
	io_ends(file, &io, 0, sizeof(io.buf));
	ok(SetFilePointer(file, 1000, NULL, FILE_BEGIN) == 1000, "error %u\n",
	   GetLastError());
	works(SetEndOfFile(file));
	ok(GetFileSize(file, NULL) == 1000, "size %u\n",
	   GetFileSize(file, NULL));
	io_write(file, &io);
	io_ends(file, &io, 0, sizeof(io.buf));
	ok(SetFilePointer(file, -600, NULL, FILE_CURRENT) == 400,
	   "the write moved it: error %u\n", GetLastError());
	works(SetEndOfFile(file));
	ok(GetFileSize(file, NULL) == 400, "size %u\n",
	   GetFileSize(file, NULL));
	io_fini(&io);
	CloseHandle(file);
}

START_TEST(SetEndOfFile)
{
	RUN(overlapped_handle);
	RUN(shorter_and_longer);
}
