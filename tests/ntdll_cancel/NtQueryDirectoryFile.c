/*
 * NtQueryDirectoryFile: many entries in one buffer, one at a time, once more; and
 * NtQueryFullAttributesFile, which asks about one by its name.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

#define NT_NO_SUCH_FILE ((NTSTATUS)0xc000000f)
#define NT_NO_MORE_FILES ((NTSTATUS)0x80000006)
#define NT_BUFFER_OVERFLOW ((NTSTATUS)0x80000005)
#define NT_INFO_LENGTH_MISMATCH ((NTSTATUS)0xc0000004)
#define NT_INVALID_INFO_CLASS ((NTSTATUS)0xc0000003)
#define NT_OBJECT_NAME_INVALID ((NTSTATUS)0xc0000033)

static HANDLE open_dir(DWORD access, DWORD flags)
{
	HANDLE dir = CreateFileA(fixture_dir(), access, PAIR_SHARE, NULL,
				 OPEN_EXISTING,
				 FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);

	ok(dir != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return dir;
}

static void make_file(const char *name)
{
	HANDLE file = CreateFileA(fixture_path(name), GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
}

static NTSTATUS query(HANDLE dir, void *data, ULONG length, BOOL single,
		      const WCHAR *mask, BOOL restart)
{
	UNICODE_STRING string;
	IO_STATUS_BLOCK io;

	RtlInitUnicodeString(&string, mask);
	return NtQueryDirectoryFile(dir, NULL, NULL, NULL, &io, data, length,
				    FileBothDirectoryInformation,
				    (BOOLEAN)single, mask ? &string : NULL,
				    (BOOLEAN)restart);
}

static unsigned count(const char *data)
{
	unsigned n = 1;
	ULONG next;

	while ((next = ((const FILE_BOTH_DIR_INFORMATION *)data)->NextEntryOffset)) {
		ok(next % 8 == 0, "offset %u\n", next);
		data += next;
		n++;
	}
	return n;
}

/* F-036 F-042 */
static void many_at_once(void)
{
	static char data[4096] __attribute__((aligned(8)));
	const FILE_BOTH_DIR_INFORMATION *e = (void *)data;
	HANDLE dir = open_dir(FILE_LIST_DIRECTORY, 0);

	make_file("one");
	make_file("two");
	make_file("three");
	ok(!query(dir, data, sizeof(data), FALSE, NULL, FALSE), "status\n");
	ok(count(data) == 5, "%u entries\n", count(data));
	ok(e->FileNameLength == 2 && e->FileName[0] == '.', "first\n");
	ok(query(dir, data, sizeof(data), FALSE, NULL, FALSE) ==
		   NT_NO_MORE_FILES, "and no more\n");
	ok(!query(dir, data, sizeof(data), FALSE, NULL, TRUE), "restart\n");
	ok(count(data) == 5, "%u entries\n", count(data));
	CloseHandle(dir);
}

/* F-042: the mask is the first call's. */
static void one_by_one(void)
{
	static char data[700] __attribute__((aligned(8)));
	HANDLE dir = open_dir(FILE_LIST_DIRECTORY, 0);

	make_file("f1");
	make_file("f2");
	make_file("g");
	ok(!query(dir, data, sizeof(data), TRUE, u"f*", FALSE), "first\n");
	ok(count(data) == 1, "%u entries\n", count(data));
	ok(!query(dir, data, sizeof(data), TRUE, u"g", FALSE), "second\n");
	ok(query(dir, data, sizeof(data), TRUE, NULL, FALSE) ==
		   NT_NO_MORE_FILES, "third\n");
	CloseHandle(dir);
	dir = open_dir(FILE_LIST_DIRECTORY, 0);
	ok(query(dir, data, sizeof(data), TRUE, u"none", FALSE) ==
		   NT_NO_SUCH_FILE, "none\n");
	CloseHandle(dir);
}

/* F-042: what had no room comes with the next call. */
static void little_room(void)
{
	static char data[256] __attribute__((aligned(8)));
	HANDLE dir = open_dir(FILE_LIST_DIRECTORY, 0);
	unsigned n = 0;
	NTSTATUS status;
	char name[8];

	for (int i = 0; i < 20; i++) {
		sprintf(name, "file%02d", i);
		make_file(name);
	}
	while (!(status = query(dir, data, sizeof(data), FALSE, u"file*",
				FALSE)))
		n += count(data);
	ok(status == NT_NO_MORE_FILES && n == 20, "%#x after %u\n",
	   (unsigned)status, n);
	CloseHandle(dir);
}

/* F-042 */
static void refusals(void)
{
	static char data[700] __attribute__((aligned(8)));
	char name[101];
	HANDLE dir = open_dir(FILE_READ_ATTRIBUTES, 0), pipe, other;
	IO_STATUS_BLOCK io;

	ok(query(dir, data, sizeof(data), TRUE, NULL, FALSE) ==
		   NT_ACCESS_DENIED, "access\n");
	CloseHandle(dir);
	ok(query(dir, data, sizeof(data), TRUE, NULL, FALSE) ==
		   NT_INVALID_HANDLE, "closed\n");
	dir = open_dir(FILE_LIST_DIRECTORY, 0);
	ok(query(dir, data, 8, TRUE, NULL, FALSE) == NT_INFO_LENGTH_MISMATCH,
	   "length\n");
	ok(NtQueryDirectoryFile(dir, NULL, NULL, NULL, &io, data, sizeof(data),
				FileBasicInformation, TRUE, NULL, FALSE) ==
		   NT_INVALID_INFO_CLASS, "class\n");
	memset(name, 'x', 100);
	name[100] = 0;
	make_file(name);
	ok(query(dir, data, 120, TRUE, u"xx*", FALSE) == NT_BUFFER_OVERFLOW,
	   "no room for one\n");
	CloseHandle(dir);
	works(CreatePipe(&pipe, &other, NULL, 0));
	/* Wine has another name for it. */
	todo_wine ok(query(pipe, data, sizeof(data), TRUE, NULL, FALSE) ==
			     NT_INVALID_PARAMETER, "a pipe\n");
	CloseHandle(pipe);
	CloseHandle(other);
}

/* F-042: a mask is one name; one that is refused leaves what there is. */
static void masks_with_paths(void)
{
	static char data[700] __attribute__((aligned(8)));
	const FILE_BOTH_DIR_INFORMATION *e = (void *)data;
	static const WCHAR *const bad[] = {u"d\\f", u"d/f", u"..\\*", u"/"};
	HANDLE dir = open_dir(FILE_LIST_DIRECTORY, 0);

	works(CreateDirectoryA(fixture_path("d"), NULL));
	make_file("d/f");
	make_file("one");
	for (int i = 0; i < 4; i++)
		todo_wine ok(query(dir, data, sizeof(data), TRUE, bad[i],
				   FALSE) == NT_OBJECT_NAME_INVALID,
			     "mask %d\n", i);
	/* Wine has a mask by now. */
	CloseHandle(dir);
	dir = open_dir(FILE_LIST_DIRECTORY, 0);
	ok(!query(dir, data, sizeof(data), TRUE, u"one", FALSE), "one\n");
	for (int i = 0; i < 4; i++)
		todo_wine ok(query(dir, data, sizeof(data), TRUE, bad[i],
				   TRUE) == NT_OBJECT_NAME_INVALID,
			     "mask %d\n", i);
	ok(query(dir, data, sizeof(data), TRUE, NULL, FALSE) ==
		   NT_NO_MORE_FILES, "it was the only one\n");
	ok(!query(dir, data, sizeof(data), FALSE, NULL, TRUE), "one again\n");
	ok(count(data) == 1 && e->FileNameLength == 6 && e->FileName[0] == 'o',
	   "another\n");
	CloseHandle(dir);
}

static NTSTATUS ask(const char *path, FILE_NETWORK_OPEN_INFORMATION *info)
{
	OBJECT_ATTRIBUTES attr;
	UNICODE_STRING string;
	WCHAR name[400] = u"\\??\\Z:";
	size_t n = path[1] == ':' ? 4 : 6;

	for (; *path; path++)
		name[n++] = (WCHAR)(*path == '/' ? '\\' : *path);
	name[n] = 0;
	RtlInitUnicodeString(&string, name);
	InitializeObjectAttributes(&attr, &string, 0x40, NULL, NULL);
	return NtQueryFullAttributesFile(&attr, info);
}

/* F-032 */
static void by_name(void)
{
	FILE_NETWORK_OPEN_INFORMATION info;

	make_file("f");
	ok(!ask(fixture_path("f"), &info), "status\n");
	ok(!info.EndOfFile.QuadPart, "size\n");
	ok(!(info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY), "%#x\n",
	   (unsigned)info.FileAttributes);
	ok(!ask(fixture_dir(), &info), "status\n");
	ok(info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY, "%#x\n",
	   (unsigned)info.FileAttributes);
	ok(ask(fixture_path("none"), &info) == NT_OBJECT_NAME_NOT_FOUND,
	   "none\n");
	ok(ask(fixture_path("none/f"), &info) == NT_OBJECT_PATH_NOT_FOUND,
	   "no path\n");
}

START_TEST(NtQueryDirectoryFile)
{
	RUN(many_at_once);
	RUN(one_by_one);
	RUN(little_room);
	RUN(refusals);
	RUN(masks_with_paths);
	RUN(by_name);
}
