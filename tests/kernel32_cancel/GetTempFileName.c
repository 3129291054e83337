/*
 * GetTempPath, GetTempFileName, GetCurrentDirectory: paths to build upon.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void temporary_path(void)
{
	char path[MAX_PATH], small[2];
	WCHAR wide[MAX_PATH];
	DWORD n = GetTempPathA(MAX_PATH, path);

	ok(n && n == strlen(path), "%u\n", n);
	ok(path[1] == ':' && path[n - 1] == '\\', "%s\n", path);
	ok(GetTempPathA(2, small) == n + 1, "%u\n", GetTempPathA(2, small));
	ok(GetTempPathW(MAX_PATH, wide) == n, "%u\n",
	   GetTempPathW(MAX_PATH, wide));
}

static void current_directory(void)
{
	char path[600];
	WCHAR wide[600];
	DWORD n = GetCurrentDirectoryA(600, path);

	ok(n && n == strlen(path), "%u\n", n);
	ok(path[1] == ':' && path[2] == '\\', "%s\n", path);
	ok(GetCurrentDirectoryA(2, path) == n + 1, "%u\n",
	   GetCurrentDirectoryA(2, path));
	ok(GetCurrentDirectoryW(600, wide) != 0, "error %u\n", GetLastError());
}

static void names(void)
{
	char out[MAX_PATH], second[MAX_PATH];
	UINT n = GetTempFileNameA(fixture_dir(), "wxyz", 0, out);
	UINT m = GetTempFileNameA(fixture_dir(), "wxyz", 0, second);
	HANDLE file;

	ok(n && m && n != m, "%u %u error %u\n", n, m, GetLastError());
	ok(strstr(out, "wxy") && !strstr(out, "wxyz"), "%s\n", out);
	file = CreateFileA(out, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   0, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(GetFileSize(file, NULL) == 0, "not empty\n");
	CloseHandle(file);
	works(DeleteFileA(out));
	works(DeleteFileA(second));
}

static void given_number(void)
{
	char out[MAX_PATH];
	UINT n = GetTempFileNameA(fixture_dir(), "x", 0x12345, out);

	ok(n == 0x2345, "%#x\n", n);
	ok(strstr(out, "x2345.tmp") != NULL, "%s\n", out);
	fails(DeleteFileA(out), ERROR_FILE_NOT_FOUND);
}

static void wide_name(void)
{
	WCHAR wide[MAX_PATH], out[MAX_PATH];
	static const WCHAR prefix[] = {'w', 0};

	MultiByteToWideChar(CP_UTF8, 0, fixture_dir(), -1, wide, MAX_PATH);
	ok(GetTempFileNameW(wide, prefix, 0, out) != 0, "error %u\n",
	   GetLastError());
	works(DeleteFileW(out));
}

static void refusals(void)
{
	char out[MAX_PATH], longer[MAX_PATH];

	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	/* Wine looks for the directory first. */
	todo_wine fails(GetTempFileNameA(longer, "x", 0, out),
			ERROR_BUFFER_OVERFLOW);
	fails(GetTempFileNameA(fixture_path("none"), "x", 0, out),
	      ERROR_DIRECTORY);
}

START_TEST(GetTempFileName)
{
	RUN(temporary_path);
	RUN(current_directory);
	RUN(names);
	RUN(given_number);
	RUN(wide_name);
	RUN(refusals);
}
