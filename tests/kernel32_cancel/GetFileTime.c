/*
 * GetFileTime, SetFileTime, GetFileInformationByHandle.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static HANDLE make(const char *name, DWORD access)
{
	HANDLE file = CreateFileA(fixture_path(name), access, PAIR_SHARE, NULL,
				  OPEN_ALWAYS, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return file;
}

static BOOL same(const FILETIME *a, const FILETIME *b)
{
	return a->dwHighDateTime == b->dwHighDateTime &&
	       a->dwLowDateTime == b->dwLowDateTime;
}

/* Of the year 2001, with a part that is no whole microsecond. */
static const FILETIME access_time = {0x12345677, 0x01c08000};
static const FILETIME write_time = {0x76543217, 0x01c09000};

/* F-034 */
static void set_and_get(void)
{
	HANDLE file = make("f", GENERIC_READ | GENERIC_WRITE);
	static const FILETIME zero, keep = {0xffffffff, 0xffffffff};
	FILETIME access, write, creation;

	works(SetFileTime(file, NULL, &access_time, &write_time));
	works(GetFileTime(file, &creation, &access, &write));
	ok(same(&access, &access_time), "access %x %x\n",
	   access.dwHighDateTime, access.dwLowDateTime);
	ok(same(&write, &write_time), "write %x %x\n", write.dwHighDateTime,
	   write.dwLowDateTime);
	works(SetFileTime(file, NULL, NULL, &access_time));
	works(GetFileTime(file, NULL, &access, &write));
	ok(same(&access, &access_time) && same(&write, &access_time),
	   "only one was set\n");
	works(SetFileTime(file, NULL, &zero, &zero));
	works(GetFileTime(file, NULL, NULL, &write));
	ok(same(&write, &access_time), "zero leaves it\n");
	works(SetFileTime(file, NULL, &keep, &keep));
	works(GetFileTime(file, NULL, &access, &write));
	ok(same(&access, &access_time) && same(&write, &access_time),
	   "so do all ones\n");
	works(GetFileTime(file, NULL, NULL, NULL));
	CloseHandle(file);
}

/* F-034 */
static void refusals(void)
{
	HANDLE file = make("f", GENERIC_READ);
	BY_HANDLE_FILE_INFORMATION info;
	FILETIME time;

	/* Wine does not look at the access. */
	todo_wine fails(SetFileTime(file, NULL, NULL, &write_time),
			ERROR_ACCESS_DENIED);
	CloseHandle(file);
	fails(GetFileTime(file, &time, NULL, NULL), ERROR_INVALID_HANDLE);
	fails(SetFileTime(file, NULL, NULL, &write_time), ERROR_INVALID_HANDLE);
	fails(GetFileInformationByHandle(file, &info), ERROR_INVALID_HANDLE);
	fails(GetFileInformationByHandle(NULL, &info), ERROR_INVALID_HANDLE);
}

/* F-034: attributes are enough, also of a directory. */
static void of_a_directory(void)
{
	HANDLE dir = CreateFileA(fixture_dir(), FILE_WRITE_ATTRIBUTES,
				 PAIR_SHARE, NULL, OPEN_EXISTING,
				 FILE_FLAG_BACKUP_SEMANTICS, NULL);
	BY_HANDLE_FILE_INFORMATION info;
	FILETIME write;

	ok(dir != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	works(SetFileTime(dir, NULL, NULL, &write_time));
	works(GetFileTime(dir, NULL, NULL, &write));
	ok(same(&write, &write_time), "write %x %x\n", write.dwHighDateTime,
	   write.dwLowDateTime);
	works(GetFileInformationByHandle(dir, &info));
	ok(info.dwFileAttributes == FILE_ATTRIBUTE_DIRECTORY, "%#x\n",
	   info.dwFileAttributes);
	ok(!info.nFileSizeLow && !info.nFileSizeHigh, "size %u\n",
	   info.nFileSizeLow);
	CloseHandle(dir);
}

static BOOL one_file(HANDLE a, HANDLE b)
{
	BY_HANDLE_FILE_INFORMATION x, y;

	works(GetFileInformationByHandle(a, &x));
	works(GetFileInformationByHandle(b, &y));
	return x.dwVolumeSerialNumber == y.dwVolumeSerialNumber &&
	       x.nFileIndexHigh == y.nFileIndexHigh &&
	       x.nFileIndexLow == y.nFileIndexLow;
}

/* F-035 */
static void identity(void)
{
	HANDLE a = make("f", GENERIC_READ | GENERIC_WRITE);
	HANDLE b = make("f", GENERIC_READ), c = make("g", GENERIC_READ);
	BY_HANDLE_FILE_INFORMATION info;

	ok(one_file(a, b), "one file, two handles\n");
	ok(!one_file(a, c), "two files\n");
	feed(a, "1234567", 7);
	works(SetFileTime(a, NULL, NULL, &write_time));
	works(GetFileInformationByHandle(b, &info));
	ok(info.nFileSizeLow == 7 && !info.nFileSizeHigh, "size %u\n",
	   info.nFileSizeLow);
	ok(info.nNumberOfLinks == 1, "%u links\n", info.nNumberOfLinks);
	ok(same(&info.ftLastWriteTime, &write_time), "write\n");
	CloseHandle(a);
	CloseHandle(b);
	CloseHandle(c);
}

START_TEST(GetFileTime)
{
	RUN(set_and_get);
	RUN(refusals);
	RUN(of_a_directory);
	RUN(identity);
}
