/*
 * Random bytes as FILE_RENAME_INFORMATION, and random names for MoveFile: nothing
 * crashes, nothing outside of the case's directory gets a name, and the file is
 * somewhere in the end.
 */
#include <dirent.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "copying.h"

#define ROUNDS 4000

static unsigned seed;
static const char *dir;

static unsigned any(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % below;
}

static void start(void)
{
	const char *given = getenv("WINCANCEL_SEED");

	seed = given ? (unsigned)atoi(given) : GetTickCount();
	dir = fixture_dir();
	trace("seed %u\n", seed);
}

static int entries(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while ((e = readdir(d)))
		n += e->d_name[0] != '.' || (e->d_name[1] && e->d_name[1] != '.');
	closedir(d);
	return n;
}

/* F-335: whatever stands in it; a name that is one leads into the directory */
static void information(void)
{
	union {
		FILE_RENAME_INFORMATION info;
		unsigned char bytes[600];
	} r;
	char inside[500];
	HANDLE file;

	start();
	new_file(fixture_path("file"), 10, 1);
	file = copying_open(fixture_path("file"), DELETE, SHARE_ALL,
			    OPEN_EXISTING);
	for (int i = 0; i < ROUNDS; i++) {
		IO_STATUS_BLOCK io;
		ULONG length = any(sizeof(r) + 1), n = 0;
		WCHAR *to = r.info.FileName;

		for (size_t k = 0; k < sizeof(r); k++)
			r.bytes[k] = (unsigned char)any(256);
		if (any(2))
			r.info.RootDirectory = NULL;
		if (any(2))
			r.info.FileNameLength = any(600);
		if (any(2)) {
			sprintf(inside, "\\??\\Z:%s\\", dir);
			for (char *at = inside; *at; at++)
				to[n++] = *at == '/' ? '\\' : (WCHAR)*at;
			for (unsigned k = any(5); k; k--)
				to[n++] = (WCHAR)(any(8) ? 'a' + any(4)
							 : any(65536));
			r.info.FileNameLength = n * sizeof(WCHAR);
			length = any(2) ? sizeof(r) : length;
		}
		NtSetInformationFile(file, &io, &r, length,
				     FileRenameInformation);
	}
	CloseHandle(file);
	ok(entries() == 1, "%d entries\n", entries());
}

/* F-320: names of which many are none */
static void names(void)
{
	static const char letters[] = "ab/\\.*? \":|\xc3\xa4\xff";

	start();
	for (int i = 0; i < ROUNDS / 4; i++) {
		char path[2][600];

		for (int k = 0; k < 2; k++) {
			size_t n = (size_t)sprintf(path[k], "%s/", dir);

			for (unsigned c = any(6); c; c--)
				path[k][n++] = letters[any(sizeof(letters) - 1)];
			path[k][n] = 0;
			/* not out of it */
			while (strstr(path[k], ".."))
				strstr(path[k], "..")[0] = 'c';
		}
		if (i % 50 == 0)
			new_file(fixture_path("a"), 10, 1);
		if (any(2))
			MoveFileExA(path[0], path[1], any(64));
		else
			CopyFileA(path[0], path[1], any(2));
	}
	ok(entries() >= 1, "all gone\n");
}

START_TEST(renames_elf)
{
	RUN(information);
	RUN(names);
}
