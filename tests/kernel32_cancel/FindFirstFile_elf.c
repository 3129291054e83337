/*
 * What Linux has in its directories and Windows has not: links, names that are
 * no UTF-8. A link is shown, removed and asked about as the link it is.
 */
#include <windows.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "wine/test.h"
#include "pair.h"

static const char *at(const char *name)
{
	return fixture_path(name);
}

static void make_file(const char *path)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);

	ok(fd >= 0 && write(fd, "12345", 5) == 5, "%s\n", path);
	close(fd);
}

static DWORD attributes_found(const char *path, DWORD *tag, DWORD *size)
{
	WIN32_FIND_DATAA data = {0};
	HANDLE search = FindFirstFileA(path, &data);

	ok(search != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	works(FindClose(search));
	*tag = data.dwReserved0;
	*size = data.nFileSizeLow;
	return data.dwFileAttributes;
}

#define LINK FILE_ATTRIBUTE_REPARSE_POINT

/* F-041 */
static void links(void)
{
	DWORD tag, size;

	make_file(at("f"));
	works(CreateDirectoryA(at("d"), NULL));
	ok(!symlink("f", at("to_f")) && !symlink("d", at("to_d")) &&
		   !symlink("nowhere", at("to_none")), "symlink\n");
	ok(attributes_found(at("to_f"), &tag, &size) == LINK, "to a file\n");
	ok(tag == IO_REPARSE_TAG_SYMLINK && !size, "tag %#x size %u\n", tag,
	   size);
	ok(attributes_found(at("to_d"), &tag, &size) ==
		   (LINK | FILE_ATTRIBUTE_DIRECTORY), "to a directory\n");
	ok(tag == IO_REPARSE_TAG_SYMLINK, "tag %#x\n", tag);
	ok(attributes_found(at("to_none"), &tag, &size) == LINK, "to none\n");
	ok(attributes_found(at("f"), &tag, &size) == FILE_ATTRIBUTE_ARCHIVE &&
		   !tag && size == 5, "a file\n");
	ok(GetFileAttributesA(at("to_f")) == LINK, "%#x\n",
	   GetFileAttributesA(at("to_f")));
	ok(GetFileAttributesA(at("to_d")) == (LINK | FILE_ATTRIBUTE_DIRECTORY),
	   "%#x\n", GetFileAttributesA(at("to_d")));
	ok(GetFileAttributesA(at("to_none")) == LINK, "%#x\n",
	   GetFileAttributesA(at("to_none")));
}

/* F-031 F-041: the link goes, not what it leads to. */
static void removed(void)
{
	works(CreateDirectoryA(at("d"), NULL));
	make_file(at("d/kept"));
	make_file(at("f"));
	ok(!symlink("d", at("to_d")) && !symlink("f", at("to_f")),
	   "symlink\n");
	fails(RemoveDirectoryA(at("to_f")), ERROR_DIRECTORY);
	works(RemoveDirectoryA(at("to_d")));
	ok(access(at("to_d"), F_OK), "the link is there\n");
	ok(!access(at("d/kept"), F_OK), "what it led to is not\n");
}

/* F-033: neither does a link become read-only, nor its target by it. */
static void set_on_a_link(void)
{
	struct stat st;

	make_file(at("f"));
	ok(!symlink("f", at("to_f")), "symlink\n");
	fails(SetFileAttributesA(at("to_f"), FILE_ATTRIBUTE_READONLY),
	      ERROR_NOT_SUPPORTED);
	ok(!stat(at("f"), &st) && (st.st_mode & 0222), "mode %o\n", st.st_mode);
	/* Nor does a directory lose its permissions. */
	works(CreateDirectoryA(at("d"), NULL));
	works(SetFileAttributesA(at("d"), FILE_ATTRIBUTE_READONLY));
	ok(!stat(at("d"), &st) && (st.st_mode & 0222), "mode %o\n", st.st_mode);
	chmod(at("f"), 0400);
	works(SetFileAttributesA(at("to_f"), FILE_ATTRIBUTE_NORMAL));
	ok(!stat(at("f"), &st) && !(st.st_mode & 0222), "mode %o\n",
	   st.st_mode);
}

/* F-037: any bytes but a slash and a NUL are a name on Linux. */
static void strange_names(void)
{
	WIN32_FIND_DATAW data;
	WCHAR mask[300];
	char longest[256];
	HANDLE search;

	make_file(at("a\xff\xc3z"));
	works(MultiByteToWideChar(CP_UTF8, 0, at("a*z"), -1, mask, 300));
	search = FindFirstFileW(mask, &data);
	ok(search != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(!memcmp(data.cFileName, u"a\xfffd\xfffdz", 10), "name\n");
	works(FindClose(search));
	memset(longest, 'l', 255);
	longest[255] = 0;
	make_file(at(longest));
	works(MultiByteToWideChar(CP_UTF8, 0, at("ll*"), -1, mask, 300));
	search = FindFirstFileW(mask, &data);
	ok(search != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(lstrlenW(data.cFileName) == 255, "%d\n", lstrlenW(data.cFileName));
	works(FindClose(search));
}

/* F-038: search handles are handles of a directory, others are none. */
static void no_searches(void)
{
	WIN32_FIND_DATAA data;
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE file = CreateFileA(at("f"), GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_NEW, 0, NULL);

	fails(FindNextFileA(event, &data), ERROR_INVALID_HANDLE);
	fails(FindClose(event), ERROR_INVALID_HANDLE);
	fails(FindClose(file), ERROR_INVALID_HANDLE);
	fails(FindNextFileA(file, &data), ERROR_ACCESS_DENIED);
	works(SetEvent(event));
	works(CloseHandle(event));
	works(CloseHandle(file));
}

/* F-040: found without regard to case, like any drive path. */
static void current_directory(void)
{
	char is[600];

	works(CreateDirectoryA(at("Some"), NULL));
	sprintf(is, "Z:%s", at("sOME"));
	works(SetCurrentDirectoryA(is));
	ok(getcwd(is, sizeof(is)) && !strcmp(is, at("Some")), "in %s\n", is);
}

START_TEST(FindFirstFile_elf)
{
	RUN(links);
	RUN(removed);
	RUN(set_on_a_link);
	RUN(strange_names);
	RUN(no_searches);
	RUN(current_directory);
}
