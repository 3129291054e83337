/*
 * CreateFile: how a name may be spelled, and what is no name.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static HANDLE open_name(const char *name)
{
	SetLastError(UNTOUCHED);
	return CreateFileA(name, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   0, NULL);
}

static void expect_error(const char *name, DWORD error)
{
	HANDLE file = open_name(name);

	ok(file == INVALID_HANDLE_VALUE && GetLastError() == error,
	   "%.40s: %p error %u, not %u\n", name, file, GetLastError(), error);
}

static void expect_file(const char *name, DWORD type)
{
	HANDLE file = open_name(name);

	ok(file != INVALID_HANDLE_VALUE, "%s: error %u\n", name,
	   GetLastError());
	ok(GetFileType(file) == type, "%s: type %u\n", name, GetFileType(file));
	CloseHandle(file);
}

static void null_device(void)
{
	static const char *const names[] = {"NUL", "nul", "Nul:", "\\\\.\\NUL",
					    "\\\\.\\nul", "//./NUL"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect_file(names[i], FILE_TYPE_CHAR);
	expect_error("NULx", ERROR_FILE_NOT_FOUND);
}

static void no_names(void)
{
	static char longer[5000];

	expect_error("a*b", ERROR_INVALID_NAME);
	expect_error("what?", ERROR_INVALID_NAME);
	expect_error("a|b", ERROR_INVALID_NAME);
	expect_error("\\\\.\\no such device", ERROR_FILE_NOT_FOUND);
	expect_error("no such directory\\x", ERROR_PATH_NOT_FOUND);
	memset(longer, 'a', sizeof(longer) - 1);
	expect_error(longer, ERROR_FILENAME_EXCED_RANGE);
}

/* The same file by a path with `.`, `..` and both separators in it. */
static void roundabout(void)
{
	const char *dir = fixture_dir();
	char drive[3] = {'Z', ':', 0}, text[600];
	const char *rest = dir[1] == ':' ? dir + 2 : dir;
	static const char *const tails[] = {"\\there", "/there", "\\.\\there",
					    "\\none\\..\\there", "\\\\there",
					    "\\there.", "\\there  "};
	HANDLE file = CreateFileA(fixture_path("there"), GENERIC_WRITE,
				  PAIR_SHARE, NULL, CREATE_NEW, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
	if (dir[1] == ':')
		drive[0] = dir[0];
	for (unsigned i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		sprintf(text, "%s%s%s", drive, rest, tails[i]);
		expect_file(text, FILE_TYPE_DISK);
	}
	sprintf(text, "%s%s\\THERE", drive, rest);
	expect_file(text, FILE_TYPE_DISK);
}

/* CON is the input for readers, the output for writers, if there is one. */
static void console(void)
{
	HANDLE in = open_name("CONIN$");
	HANDLE con = open_name("CON");

	ok((in == INVALID_HANDLE_VALUE) == (con == INVALID_HANDLE_VALUE),
	   "CONIN$ %p, CON %p\n", in, con);
	CloseHandle(in);
	CloseHandle(con);
}

START_TEST(CreateFile_names)
{
	RUN(null_device);
	RUN(no_names);
	RUN(roundabout);
	RUN(console);
}
