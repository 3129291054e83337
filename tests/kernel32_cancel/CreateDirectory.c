/*
 * CreateDirectory, RemoveDirectory: what makes and removes them, and what does not.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static const char *at(const char *name)
{
	return fixture_path(name);
}

static void make_file(const char *path)
{
	HANDLE file = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_NEW, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
}

/* F-030 F-031 */
static void by_both_names(void)
{
	WCHAR wide[300];

	works(CreateDirectoryA(at("d"), NULL));
	fails(CreateDirectoryA(at("d"), NULL), ERROR_ALREADY_EXISTS);
	ok(GetFileAttributesA(at("d")) == FILE_ATTRIBUTE_DIRECTORY, "%#x\n",
	   GetFileAttributesA(at("d")));
	works(RemoveDirectoryA(at("d")));
	fails(RemoveDirectoryA(at("d")), ERROR_FILE_NOT_FOUND);
	works(MultiByteToWideChar(CP_UTF8, 0, at("\xc3\xa9t\xc3\xa9"), -1, wide,
				  300));
	works(CreateDirectoryW(wide, NULL));
	fails(CreateDirectoryW(wide, NULL), ERROR_ALREADY_EXISTS);
	works(RemoveDirectoryW(wide));
	fails(RemoveDirectoryW(wide), ERROR_FILE_NOT_FOUND);
}

/* F-030 */
static void spellings(void)
{
	char text[600];

	sprintf(text, "%s/", at("slashed"));
	works(CreateDirectoryA(text, NULL));
	works(RemoveDirectoryA(text));
	/* Only drive paths are found without regard to case. */
	works(CreateDirectoryA(at("Upper"), NULL));
	sprintf(text, "%s%s", at("")[1] == ':' ? "" : "Z:", at("uPPER"));
	fails(CreateDirectoryA(text, NULL), ERROR_ALREADY_EXISTS);
	works(RemoveDirectoryA(text));
	fails(RemoveDirectoryA(at("Upper")), ERROR_FILE_NOT_FOUND);
}

/* F-030 F-031 */
static void refusals(void)
{
	make_file(at("f"));
	fails(CreateDirectoryA(NULL, NULL), ERROR_PATH_NOT_FOUND);
	fails(CreateDirectoryA("", NULL), ERROR_PATH_NOT_FOUND);
	fails(CreateDirectoryA(at("none/d"), NULL), ERROR_PATH_NOT_FOUND);
	fails(CreateDirectoryA("a*b", NULL), ERROR_INVALID_NAME);
	fails(CreateDirectoryA(at("f"), NULL), ERROR_ALREADY_EXISTS);
	ok(!RemoveDirectoryA(NULL) && !RemoveDirectoryA(""), "no name\n");
	fails(RemoveDirectoryA(at("none/d")), ERROR_PATH_NOT_FOUND);
	fails(RemoveDirectoryA(at("f")), ERROR_DIRECTORY);
	works(CreateDirectoryA(at("full"), NULL));
	make_file(at("full/f"));
	fails(RemoveDirectoryA(at("full")), ERROR_DIR_NOT_EMPTY);
	works(DeleteFileA(at("full/f")));
	works(RemoveDirectoryA(at("full")));
}

/* F-012 F-031: it stays until it is closed; who does not share keeps it. */
static void open_elsewhere(void)
{
	HANDLE dir;

	works(CreateDirectoryA(at("open"), NULL));
	dir = CreateFileA(at("open"), FILE_LIST_DIRECTORY, PAIR_SHARE, NULL,
			  OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	ok(dir != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	fails(RemoveDirectoryA(at("open")), ERROR_SHARING_VIOLATION);
	CloseHandle(dir);
	works(RemoveDirectoryA(at("open")));
}

START_TEST(CreateDirectory)
{
	RUN(by_both_names);
	RUN(spellings);
	RUN(refusals);
	RUN(open_elsewhere);
}
