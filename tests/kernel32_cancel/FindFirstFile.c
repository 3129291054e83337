/*
 * FindFirstFile, FindFirstFileEx, FindNextFile, FindClose: what a mask finds.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void make_file(const char *name)
{
	HANDLE file = CreateFileA(fixture_path(name), GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	feed(file, "123", 3);
	CloseHandle(file);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All names that the mask finds, sorted, with a blank behind each. */
static const char *found(const char *mask)
{
	static char text[4000], names[64][40];
	const char *sorted[64];
	WIN32_FIND_DATAA data;
	HANDLE search = FindFirstFileA(fixture_path(mask), &data);
	int n = 0;

	text[0] = 0;
	if (search == INVALID_HANDLE_VALUE)
		return text;
	do {
		sprintf(names[n], "%.38s", data.cFileName);
		sorted[n] = names[n];
		n++;
	} while (n < 64 && FindNextFileA(search, &data));
	ok(GetLastError() == ERROR_NO_MORE_FILES, "error %u\n", GetLastError());
	fails(FindNextFileA(search, &data), ERROR_NO_MORE_FILES);
	works(FindClose(search));
	qsort(sorted, (size_t)n, sizeof(*sorted), by_name);
	for (int i = 0; i < n; i++)
		sprintf(text + strlen(text), "%s ", sorted[i]);
	return text;
}

static void finds_(int line, const char *mask, const char *names, BOOL todo)
{
	const char *is = found(mask);

	todo_wine_if(todo) ok_(__FILE__, line)(!strcmp(is, names),
					       "%s: %s, not %s\n", mask, is,
					       names);
}
#define finds(mask, names) finds_(__LINE__, mask, names, FALSE)
#define finds_unlike_wine(mask, names) finds_(__LINE__, mask, names, TRUE)

/* F-036 F-037 */
static void masks(void)
{
	static const char *const names[] = {"a", "a.b", "ab.c", "abc.txt",
					    "x.y.txt", "x.y.txtz"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		make_file(names[i]);
	finds("*", ". .. a a.b ab.c abc.txt x.y.txt x.y.txtz ");
	finds("*.*", ". .. a a.b ab.c abc.txt x.y.txt x.y.txtz ");
	/* Wine finds short names of its own make, and knows no DOS rules. */
	finds_unlike_wine("*.txt", "abc.txt x.y.txt ");
	finds("a*", "a a.b ab.c abc.txt ");
	finds("a", "a ");
	finds_unlike_wine("a?", "a ");
	finds("??c.t?t", "abc.txt ");
	finds("a.*", "a a.b ");
	finds_unlike_wine("*.", ". .. a ");
	finds("x.*.txt", "x.y.txt ");
	finds("*b*", "a.b ab.c abc.txt ");
	finds("*z", "x.y.txtz ");
	finds("none*", "");
	finds("ABC.TXT", "abc.txt ");
	finds("A*", "a a.b ab.c abc.txt ");
}

/* F-036 */
static void data_of_an_entry(void)
{
	WIN32_FIND_DATAA data;
	WIN32_FIND_DATAW wide;
	WIN32_FILE_ATTRIBUTE_DATA is;
	WCHAR name[300];
	HANDLE search, file;

	works(MultiByteToWideChar(CP_UTF8, 0, fixture_path("\xc3\xa9t\xc3\xa9.txt"),
				  -1, name, 300));
	file = CreateFileW(name, GENERIC_WRITE, PAIR_SHARE, NULL, CREATE_NEW, 0,
			   NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	feed(file, "123", 3);
	CloseHandle(file);
	works(GetFileAttributesExW(name, GetFileExInfoStandard, &is));
	works(CreateDirectoryA(fixture_path("sub"), NULL));
	search = FindFirstFileA(fixture_path("sub"), &data);
	ok(search != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(data.dwFileAttributes == FILE_ATTRIBUTE_DIRECTORY, "%#x\n",
	   data.dwFileAttributes);
	ok(!data.nFileSizeLow && !data.nFileSizeHigh, "size %u\n",
	   data.nFileSizeLow);
	works(FindClose(search));
	works(MultiByteToWideChar(CP_UTF8, 0, fixture_path("*.txt"), -1, name,
				  300));
	search = FindFirstFileW(name, &wide);
	ok(search != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(!memcmp(wide.cFileName, u"\xe9t\xe9.txt", 16), "name\n");
	ok(!wide.cAlternateFileName[0] || wide.cAlternateFileName[0] < 0x80,
	   "alternate name\n");
	ok(wide.nFileSizeLow == 3, "size %u\n", wide.nFileSizeLow);
	ok(!memcmp(&is.ftLastWriteTime, &wide.ftLastWriteTime,
		   sizeof(FILETIME)), "write time\n");
	ok(is.dwFileAttributes == wide.dwFileAttributes, "%#x\n",
	   wide.dwFileAttributes);
	fails(FindNextFileW(search, &wide), ERROR_NO_MORE_FILES);
	works(FindClose(search));
}

static BOOL finds_one(const char *path)
{
	WIN32_FIND_DATAA data;
	HANDLE search = FindFirstFileA(path, &data);

	if (search == INVALID_HANDLE_VALUE)
		return FALSE;
	FindClose(search);
	return TRUE;
}

/* F-038 */
static void refusals(void)
{
	WIN32_FIND_DATAA data;
	char text[600];

	make_file("f");
	fails(finds_one(NULL), ERROR_PATH_NOT_FOUND);
	fails(finds_one(""), ERROR_PATH_NOT_FOUND);
	fails(finds_one(fixture_path("none")), ERROR_FILE_NOT_FOUND);
	fails(finds_one(fixture_path("none*")), ERROR_FILE_NOT_FOUND);
	fails(finds_one(fixture_path("none/*")), ERROR_PATH_NOT_FOUND);
	fails(finds_one(fixture_path("none/below/*")), ERROR_PATH_NOT_FOUND);
	/* Wine calls it a name that is none. */
	todo_wine fails(finds_one(fixture_path("f/*")), ERROR_DIRECTORY);
	sprintf(text, "%s/", fixture_dir());
	fails(finds_one(text), ERROR_FILE_NOT_FOUND);
	fails(FindNextFileA(INVALID_HANDLE_VALUE, &data), ERROR_INVALID_HANDLE);
	fails(FindClose(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
	fails(FindFirstFileExA(fixture_path("*"), 2, &data,
			       FindExSearchNameMatch, NULL, 0) !=
		      INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER);
	fails(FindFirstFileExA(fixture_path("*"), FindExInfoStandard, &data,
			       FindExSearchMaxSearchOp, NULL, 0) !=
		      INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER);
}

/* F-036: level, hint and flags change nothing of what is found. */
static void extended(void)
{
	WIN32_FIND_DATAA data;
	HANDLE search;

	make_file("f");
	search = FindFirstFileExA(fixture_path("f*"), FindExInfoBasic, &data,
				  FindExSearchLimitToDirectories, NULL,
				  FIND_FIRST_EX_LARGE_FETCH);
	ok(search != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(!strcmp(data.cFileName, "f") && !data.cAlternateFileName[0],
	   "%s\n", data.cFileName);
	fails(FindNextFileA(search, &data), ERROR_NO_MORE_FILES);
	works(FindClose(search));
}

/* F-036: a search goes on while what it found is removed. */
static void removed_meanwhile(void)
{
	WIN32_FIND_DATAA data;
	char dir[400], name[460];
	HANDLE search, file;
	int count = 0;

	strcpy(dir, fixture_dir());

	for (int i = 0; i < 300; i++) {
		sprintf(name, "%s/file%d", dir, i);
		file = CreateFileA(name, GENERIC_WRITE, PAIR_SHARE, NULL,
				   CREATE_NEW, 0, NULL);
		ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
		CloseHandle(file);
	}
	search = FindFirstFileA(fixture_path("file*"), &data);
	ok(search != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	do {
		sprintf(name, "%s/%s", dir, data.cFileName);
		works(DeleteFileA(name));
		count++;
	} while (FindNextFileA(search, &data));
	ok(count == 300, "%d files\n", count);
	works(FindClose(search));
	finds("*", ". .. ");
}

START_TEST(FindFirstFile)
{
	RUN(masks);
	RUN(data_of_an_entry);
	RUN(refusals);
	RUN(extended);
	RUN(removed_meanwhile);
}
