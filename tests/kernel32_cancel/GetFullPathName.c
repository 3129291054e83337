/*
 * GetFullPathName and SetCurrentDirectory.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void full_(int line, const char *name, const char *whole,
		  const char *part)
{
	char out[600] = "", *file = out;
	DWORD length = GetFullPathNameA(name, sizeof(out), out, &file);

	ok_(__FILE__, line)(length == strlen(whole) && !strcmp(out, whole),
			    "%s: %s (%u), not %s\n", name, out, length, whole);
	if (part)
		ok_(__FILE__, line)(file && !strcmp(file, part),
				    "%s: part %s, not %s\n", name,
				    file ? file : "none", part);
	else
		ok_(__FILE__, line)(!file, "%s: part %s\n", name, file);
}
#define full(name, whole, part) full_(__LINE__, name, whole, part)

/* F-039 */
static void absolute(void)
{
	full("Z:\\a\\b", "Z:\\a\\b", "b");
	full("Z:\\a\\b\\", "Z:\\a\\b\\", NULL);
	full("Z:/a/./b/../c.txt", "Z:\\a\\c.txt", "c.txt");
	full("Z:\\..\\..\\x", "Z:\\x", "x");
	full("C:\\a\\*.txt", "C:\\a\\*.txt", "*.txt");
	full("Z:\\a\\b. ", "Z:\\a\\b", "b");
	full("Z:\\", "Z:\\", NULL);
	full("\\\\?\\Z:\\a\\.\\b", "\\\\?\\Z:\\a\\b", "b");
	full("\\\\.\\pipe\\x", "\\\\.\\pipe\\x", "x");
	full("NUL", "\\\\.\\NUL", NULL);
}

static void in_fixture(char out[600], const char *tail)
{
	const char *dir = fixture_dir();

	sprintf(out, "%s%s%s", dir[1] == ':' ? "" : "Z:", dir, tail);
	for (char *at = out; *at; at++)
		if (*at == '/')
			*at = '\\';
}

/* F-039 F-040 */
static void relative(void)
{
	char whole[600], is[600];

	works(SetCurrentDirectoryA(fixture_dir()));
	in_fixture(whole, "");
	ok(GetCurrentDirectoryA(sizeof(is), is) == strlen(whole) &&
		   !strcmp(is, whole), "in %s, not %s\n", is, whole);
	full(".", whole, strrchr(whole, '\\') + 1);
	in_fixture(whole, "\\x\\*.c");
	full("x\\*.c", whole, "*.c");
	in_fixture(whole, "\\x");
	full("./y/../x", whole, "x");
	full(is, is, strrchr(is, '\\') + 1);
	is[2] = '\\';
	full(is + 2, is, strrchr(is, '\\') + 1);
}

/* F-039 */
static void room(void)
{
	char out[8] = "1234567", *file;
	WCHAR wide[8], *wide_file;

	ok(GetFullPathNameA("Z:\\abc", 6, out, &file) == 7, "room\n");
	ok(!strcmp(out, "1234567"), "written: %s\n", out);
	ok(GetFullPathNameA("Z:\\abc", 7, out, &file) == 6, "length\n");
	ok(file == out + 3, "part\n");
	ok(GetFullPathNameA("Z:\\abc", 7, out, NULL) == 6, "no part\n");
	ok(GetFullPathNameW(u"Z:\\abc", 0, NULL, NULL) == 7, "room\n");
	ok(GetFullPathNameW(u"Z:\\abc", 8, wide, &wide_file) == 6, "length\n");
	ok(wide_file == wide + 3 && !wide[6], "part\n");
	ok(!GetFullPathNameA("", 8, out, NULL), "no name\n");
	ok(!GetFullPathNameW(NULL, 8, wide, NULL), "no name\n");
}

/* F-040 */
static void change(void)
{
	char whole[600], is[600];
	WCHAR wide[600];
	HANDLE file;

	works(SetCurrentDirectoryA(fixture_dir()));
	works(CreateDirectoryA("below", NULL));
	file = CreateFileA("below\\f", GENERIC_WRITE, PAIR_SHARE, NULL,
			   CREATE_NEW, 0, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
	works(SetCurrentDirectoryW(u"below"));
	ok(GetFileAttributesA("f") != INVALID_FILE_ATTRIBUTES, "error %u\n",
	   GetLastError());
	in_fixture(whole, "\\below");
	works(GetCurrentDirectoryW(600, wide) != 0);
	works(WideCharToMultiByte(CP_UTF8, 0, wide, -1, is, 600, NULL, NULL));
	ok(!strcmp(is, whole), "in %s, not %s\n", is, whole);
	fails(SetCurrentDirectoryA("f"), ERROR_DIRECTORY);
	fails(SetCurrentDirectoryA("none"), ERROR_FILE_NOT_FOUND);
	fails(SetCurrentDirectoryA("none\\x"), ERROR_PATH_NOT_FOUND);
	works(GetCurrentDirectoryA(sizeof(is), is));
	ok(!strcmp(is, whole), "in %s, not %s\n", is, whole);
	works(SetCurrentDirectoryA(".."));
	works(SetCurrentDirectoryA("\\"));
	works(GetCurrentDirectoryA(sizeof(is), is));
	ok(!strcmp(is, "Z:\\"), "in %s\n", is);
}

START_TEST(GetFullPathName)
{
	RUN(absolute);
	RUN(relative);
	RUN(room);
	RUN(change);
}
