/*
 * GetFileAttributes, GetFileAttributesEx, SetFileAttributes.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void make_file(const char *path, const char *text)
{
	HANDLE file = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_NEW, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	feed(file, text, (DWORD)strlen(text));
	CloseHandle(file);
}

static void has(const char *path, DWORD attributes)
{
	DWORD is = GetFileAttributesA(path);

	/* What is plain is ARCHIVE or NORMAL. */
	if (!attributes)
		is &= ~(DWORD)(FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_NORMAL);
	else
		is &= ~(DWORD)FILE_ATTRIBUTE_ARCHIVE;
	ok(is == attributes, "%s: %#x, not %#x\n", path, is, attributes);
}

/* F-032 */
static void kinds(void)
{
	WCHAR wide[300];

	has(fixture_dir(), FILE_ATTRIBUTE_DIRECTORY);
	make_file(fixture_path("f"), "12345");
	has(fixture_path("f"), 0);
	works(MultiByteToWideChar(CP_UTF8, 0, fixture_path("f"), -1, wide, 300));
	ok(GetFileAttributesW(wide) == GetFileAttributesA(fixture_path("f")),
	   "W %#x\n", GetFileAttributesW(wide));
}

static BOOL absent(const char *path)
{
	return GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES;
}

/* F-032 */
static void refusals(void)
{
	WIN32_FILE_ATTRIBUTE_DATA data;

	fails(absent(NULL), ERROR_PATH_NOT_FOUND);
	fails(absent(""), ERROR_PATH_NOT_FOUND);
	fails(absent("a*b"), ERROR_INVALID_NAME);
	fails(absent(fixture_path("none")), ERROR_FILE_NOT_FOUND);
	fails(absent(fixture_path("none/below")), ERROR_PATH_NOT_FOUND);
	make_file(fixture_path("f"), "");
	fails(absent(fixture_path("f/below")), ERROR_PATH_NOT_FOUND);
	fails(GetFileAttributesExA(fixture_path("f"), (GET_FILEEX_INFO_LEVELS)1,
				   &data), ERROR_INVALID_PARAMETER);
	fails(GetFileAttributesExA(fixture_path("none"), GetFileExInfoStandard,
				   &data), ERROR_FILE_NOT_FOUND);
	fails(SetFileAttributesA(fixture_path("none"), FILE_ATTRIBUTE_NORMAL),
	      ERROR_FILE_NOT_FOUND);
	fails(SetFileAttributesA(NULL, FILE_ATTRIBUTE_NORMAL),
	      ERROR_PATH_NOT_FOUND);
	/* Wine makes it no directory and says it did. */
	todo_wine fails(SetFileAttributesA(fixture_path("f"),
					   FILE_ATTRIBUTE_DIRECTORY),
			ERROR_INVALID_PARAMETER);
}

/* F-032 */
static void extended(void)
{
	WIN32_FILE_ATTRIBUTE_DATA a, w;
	static const FILETIME time = {0x12345677, 0x01c08000};
	WCHAR wide[300];
	HANDLE file;

	make_file(fixture_path("f"), "12345");
	works(GetFileAttributesExA(fixture_path("f"), GetFileExInfoStandard,
				   &a));
	ok(a.nFileSizeLow == 5 && !a.nFileSizeHigh, "size %u\n",
	   a.nFileSizeLow);
	ok(a.dwFileAttributes == GetFileAttributesA(fixture_path("f")),
	   "%#x\n", a.dwFileAttributes);
	works(MultiByteToWideChar(CP_UTF8, 0, fixture_path("f"), -1, wide, 300));
	works(GetFileAttributesExW(wide, GetFileExInfoStandard, &w));
	ok(!memcmp(&a, &w, sizeof(a)), "W differs\n");
	file = CreateFileA(fixture_path("f"), FILE_WRITE_ATTRIBUTES, PAIR_SHARE,
			   NULL, OPEN_EXISTING, 0, NULL);
	works(SetFileTime(file, NULL, NULL, &time));
	CloseHandle(file);
	works(GetFileAttributesExA(fixture_path("f"), GetFileExInfoStandard,
				   &a));
	ok(!memcmp(&a.ftLastWriteTime, &time, sizeof(time)), "written %x %x\n",
	   a.ftLastWriteTime.dwHighDateTime, a.ftLastWriteTime.dwLowDateTime);
}

/* F-033: no more writing, no deleting; and back. */
static void read_only(void)
{
	const char *path = fixture_path("f");
	WCHAR wide[300];
	HANDLE file;

	make_file(path, "");
	works(SetFileAttributesA(path, FILE_ATTRIBUTE_READONLY));
	has(path, FILE_ATTRIBUTE_READONLY);
	fails(DeleteFileA(path), ERROR_ACCESS_DENIED);
	works(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 300));
	works(SetFileAttributesW(wide, FILE_ATTRIBUTE_NORMAL));
	has(path, 0);
	file = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL, OPEN_EXISTING,
			   0, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
	works(SetFileAttributesA(path, FILE_ATTRIBUTE_READONLY |
					       FILE_ATTRIBUTE_ARCHIVE));
	has(path, FILE_ATTRIBUTE_READONLY);
	works(SetFileAttributesA(path, 0));
	has(path, 0);
	works(DeleteFileA(path));
}

/* F-033: files can be made in it all the same. */
static void read_only_directory(void)
{
	works(CreateDirectoryA(fixture_path("d"), NULL));
	works(SetFileAttributesA(fixture_path("d"), FILE_ATTRIBUTE_READONLY));
	make_file(fixture_path("d/f"), "");
	works(DeleteFileA(fixture_path("d/f")));
	works(SetFileAttributesA(fixture_path("d"), FILE_ATTRIBUTE_NORMAL));
	works(RemoveDirectoryA(fixture_path("d")));
}

START_TEST(GetFileAttributes)
{
	RUN(kinds);
	RUN(refusals);
	RUN(extended);
	RUN(read_only);
	RUN(read_only_directory);
}
