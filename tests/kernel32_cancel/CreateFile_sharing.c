/*
 * CreateFile: who may open what is open already. An opener's access has to be
 * among what every other one shares, and what every other one has among what it
 * shares itself.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

#define READ FILE_SHARE_READ
#define WRITE FILE_SHARE_WRITE
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

/* The bits of FILE_SHARE_… as the access that they are about. */
static DWORD access_of(unsigned kinds)
{
	return (kinds & FILE_SHARE_READ ? GENERIC_READ : 0) |
	       (kinds & FILE_SHARE_WRITE ? GENERIC_WRITE : 0) |
	       (kinds & FILE_SHARE_DELETE ? DELETE : 0);
}

static HANDLE open_as(const char *path, DWORD access, DWORD sharing, DWORD how)
{
	SetLastError(UNTOUCHED);
	return CreateFileA(path, access, sharing, NULL, how, 0, NULL);
}

static const char *new_file(const char *name)
{
	const char *path = fixture_path(name);
	HANDLE file = open_as(path, GENERIC_WRITE, 0, CREATE_NEW);
	DWORD moved;

	works(WriteFile(file, "1234", 4, &moved, NULL));
	CloseHandle(file);
	return path;
}

#define refused(file) \
	({ \
		HANDLE refused_ = (file); \
		ok(refused_ == INVALID_HANDLE_VALUE && \
			   GetLastError() == ERROR_SHARING_VIOLATION, \
		   "%s: %p error %u\n", #file, refused_, GetLastError()); \
	})
#define opened(file) \
	({ \
		HANDLE opened_ = (file); \
		ok(opened_ != INVALID_HANDLE_VALUE, "%s: error %u\n", #file, \
		   GetLastError()); \
		opened_; \
	})

/* F-001 F-002: every access and sharing against every other. */
static void whole_matrix(void)
{
	const char *path = new_file("matrix");
	unsigned met = 0;

	for (unsigned i = 0; i < 64; i++) {
		unsigned has = i & 7, lets = i >> 3;
		HANDLE first = opened(open_as(path, access_of(has), lets,
					      OPEN_EXISTING));

		for (unsigned j = 0; j < 64; j++) {
			unsigned asks = j & 7, allows = j >> 3;
			BOOL may = !has || !asks ||
				   (!(asks & ~lets) && !(has & ~allows));
			HANDLE file = open_as(path, access_of(asks), allows,
					      OPEN_EXISTING);
			DWORD error = GetLastError();

			ok(may == (file != INVALID_HANDLE_VALUE) &&
				   (may || error == ERROR_SHARING_VIOLATION),
			   "has %u lets %u, asks %u allows %u: %p error %u\n",
			   has, lets, asks, allows, file, error);
			met += may;
			if (file != INVALID_HANDLE_VALUE)
				CloseHandle(file);
		}
		CloseHandle(first);
	}
	/* 512 + 448 with nothing on one side, 9³ - 2 x 6³ + 4³ of the others */
	ok(met == 1321, "%u pairs get on\n", met);
}

/* F-002: three of them, and each one's going makes room. */
static void every_one_counts(void)
{
	const char *path = new_file("three");
	HANDLE a = opened(open_as(path, GENERIC_READ, READ | WRITE,
				  OPEN_EXISTING));
	HANDLE b = opened(open_as(path, GENERIC_READ, READ, OPEN_EXISTING));
	HANDLE c = opened(open_as(path, 0, 0, OPEN_EXISTING));

	refused(open_as(path, GENERIC_WRITE, READ, OPEN_EXISTING));
	CloseHandle(b);
	b = opened(open_as(path, GENERIC_WRITE, READ, OPEN_EXISTING));
	refused(open_as(path, GENERIC_READ, READ, OPEN_EXISTING));
	CloseHandle(a);
	refused(open_as(path, GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING));
	CloseHandle(b);
	b = opened(open_as(path, GENERIC_READ | GENERIC_WRITE, 0,
			   OPEN_EXISTING));
	CloseHandle(b);
	CloseHandle(c);
}

/* F-003: appending is writing, executing is reading; attributes are neither. */
static void lesser_rights(void)
{
	const char *path = new_file("rights");
	DWORD meek = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES |
		     READ_CONTROL | SYNCHRONIZE;
	HANDLE file = opened(open_as(path, FILE_APPEND_DATA, READ,
				     OPEN_EXISTING));

	refused(open_as(path, GENERIC_READ, READ, OPEN_EXISTING));
	refused(open_as(path, FILE_APPEND_DATA, SHARE_ALL, OPEN_EXISTING));
	CloseHandle(opened(open_as(path, meek, 0, OPEN_EXISTING)));
	CloseHandle(file);
	file = opened(open_as(path, FILE_EXECUTE, WRITE, OPEN_EXISTING));
	refused(open_as(path, GENERIC_WRITE, WRITE, OPEN_EXISTING));
	refused(open_as(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING));
	CloseHandle(file);
	file = opened(open_as(path, meek, 0, OPEN_EXISTING));
	CloseHandle(opened(open_as(path, GENERIC_ALL, 0, OPEN_EXISTING)));
	CloseHandle(file);
}

static DWORD size_of(const char *path)
{
	HANDLE file = opened(open_as(path, 0, SHARE_ALL, OPEN_EXISTING));
	DWORD size = GetFileSize(file, NULL);

	CloseHandle(file);
	return size;
}

/* F-004: who is refused has not emptied the file. */
static void contents_stay(void)
{
	static const DWORD hows[] = {CREATE_ALWAYS, TRUNCATE_EXISTING};
	const char *path = new_file("contents");
	HANDLE file = opened(open_as(path, GENERIC_READ, READ, OPEN_EXISTING));

	for (int i = 0; i < 2; i++) {
		refused(open_as(path, GENERIC_READ | GENERIC_WRITE, SHARE_ALL,
				hows[i]));
		ok(size_of(path) == 4, "%d: size %u\n", i, size_of(path));
	}
	refused(open_as(path, GENERIC_WRITE, READ, OPEN_ALWAYS));
	CloseHandle(file);
	file = opened(open_as(path, GENERIC_READ, WRITE, OPEN_EXISTING));
	refused(open_as(path, GENERIC_WRITE, WRITE, CREATE_ALWAYS));
	ok(size_of(path) == 4, "size %u\n", size_of(path));
	CloseHandle(opened(open_as(path, GENERIC_WRITE, READ, CREATE_ALWAYS)));
	ok(GetLastError() == ERROR_ALREADY_EXISTS, "error %u\n",
	   GetLastError());
	ok(size_of(path) == 0, "size %u\n", size_of(path));
	CloseHandle(file);
}

/* F-004: emptying takes no right to write, but everybody's leave to. */
static void emptied_by_a_reader(void)
{
	const char *path = new_file("leave");
	HANDLE file = opened(open_as(path, GENERIC_READ, READ, OPEN_EXISTING));
	HANDLE other = open_as(path, GENERIC_READ, SHARE_ALL, CREATE_ALWAYS);
	DWORD error = GetLastError(), size = size_of(path);

	/* Wine looks at what was asked for alone. */
	todo_wine ok(other == INVALID_HANDLE_VALUE &&
			     error == ERROR_SHARING_VIOLATION,
		     "%p error %u\n", other, error);
	todo_wine ok(size == 4, "size %u\n", size);
	CloseHandle(other);
	CloseHandle(file);
}

/* F-004: emptied through a handle that may only read, or nothing at all. */
static void emptied_without_writing(void)
{
	const char *path = new_file("emptied");

	CloseHandle(opened(open_as(path, GENERIC_READ, 0, CREATE_ALWAYS)));
	ok(size_of(path) == 0, "size %u\n", size_of(path));
	path = new_file("emptied2");
	CloseHandle(opened(open_as(path, 0, 0, CREATE_ALWAYS)));
	ok(size_of(path) == 0, "size %u\n", size_of(path));
}

/* F-005: a duplicate is the same open file, and the last of them ends it. */
static void duplicates(void)
{
	const char *path = new_file("duplicates");
	HANDLE file = opened(open_as(path, GENERIC_READ, 0, OPEN_EXISTING));
	HANDLE again;

	works(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(),
			      &again, 0, FALSE, DUPLICATE_SAME_ACCESS));
	CloseHandle(file);
	refused(open_as(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING));
	CloseHandle(again);
	CloseHandle(opened(open_as(path, GENERIC_READ, 0, OPEN_EXISTING)));
	/* with less access it still stands for all of it */
	file = opened(open_as(path, GENERIC_READ | GENERIC_WRITE, SHARE_ALL,
			      OPEN_EXISTING));
	works(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(),
			      &again, FILE_READ_ATTRIBUTES, FALSE, 0));
	CloseHandle(file);
	refused(open_as(path, GENERIC_READ, READ, OPEN_EXISTING));
	CloseHandle(again);
}

/* F-006: another name of the same file, by another spelling of its path. */
static void other_spelling(void)
{
	const char *path = new_file("spelling");
	HANDLE file = opened(open_as(path, GENERIC_READ, 0, OPEN_EXISTING));
	char other[600];

	sprintf(other, "%s/./spelling", fixture_dir());
	refused(open_as(other, GENERIC_READ, SHARE_ALL, OPEN_EXISTING));
	CloseHandle(file);
	CloseHandle(opened(open_as(other, GENERIC_READ, 0, OPEN_EXISTING)));
}

/* F-007: directories take part. */
static void directories(void)
{
	const char *path = fixture_dir();
	HANDLE dir = CreateFileA(path, FILE_LIST_DIRECTORY, FILE_SHARE_WRITE,
				 NULL, OPEN_EXISTING,
				 FILE_FLAG_BACKUP_SEMANTICS, NULL);

	ok(dir != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	refused(CreateFileA(path, FILE_LIST_DIRECTORY, SHARE_ALL, NULL,
			    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL));
	/* what lies in it is another matter */
	new_file("inside");
	CloseHandle(dir);
	dir = CreateFileA(path, FILE_LIST_DIRECTORY, SHARE_ALL, NULL,
			  OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	ok(dir != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(dir);
}

/* F-008: what is no share mode. */
static void no_share_mode(void)
{
	const char *path = new_file("mode");

	/* Wine does not look. */
	todo_wine ok(open_as(path, GENERIC_READ, 8, OPEN_EXISTING) ==
				     INVALID_HANDLE_VALUE &&
			     GetLastError() == ERROR_INVALID_PARAMETER,
		     "error %u\n", GetLastError());
}

/* F-001: OpenFile has the modes under older names. */
static void by_openfile(void)
{
	const char *path = new_file("old");
	OFSTRUCT of;
	HFILE h = OpenFile(path, &of, OF_READ | OF_SHARE_DENY_WRITE);
	HFILE again;

	ok(h != HFILE_ERROR, "error %u\n", GetLastError());
	again = OpenFile(path, &of, OF_WRITE | OF_SHARE_DENY_NONE);
	ok(again == HFILE_ERROR && GetLastError() == ERROR_SHARING_VIOLATION,
	   "%d error %u\n", again, GetLastError());
	ok(of.nErrCode == ERROR_SHARING_VIOLATION, "nErrCode %u\n",
	   of.nErrCode);
	again = OpenFile(path, &of, OF_READ | OF_SHARE_DENY_WRITE);
	ok(again != HFILE_ERROR, "error %u\n", GetLastError());
	CloseHandle((HANDLE)(LONG_PTR)again);
	CloseHandle((HANDLE)(LONG_PTR)h);
}

/* F-004: to replace a file is to delete what was there. */
static void superseded(void)
{
	const char *path = new_file("supersede");
	HANDLE file = opened(open_as(path, GENERIC_READ, READ | WRITE,
				     OPEN_EXISTING)), other;
	OBJECT_ATTRIBUTES attr;
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING name;
	NTSTATUS status;
	WCHAR wide[300];
	char text[600];
	DWORD size;

	sprintf(text, "\\??\\Z:%s", path[1] == ':' ? path + 2 : path);
	for (char *c = text; *c; c++)
		if (*c == '/')
			*c = '\\';
	works(MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 300));
	RtlInitUnicodeString(&name, wide);
	InitializeObjectAttributes(&attr, &name, 0, NULL, NULL);
	status = NtCreateFile(&other, GENERIC_WRITE | SYNCHRONIZE, &attr, &iosb,
			      NULL, 0, SHARE_ALL, FILE_SUPERSEDE,
			      FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
	/* Wine looks for the right to write alone. */
	todo_wine ok(status == NT_SHARING_VIOLATION, "status %#x\n",
		     (unsigned)status);
	size = size_of(path);
	todo_wine ok(size == 4, "size %u\n", size);
	if (!status)
		CloseHandle(other);
	CloseHandle(file);
}

START_TEST(CreateFile_sharing)
{
	RUN(whole_matrix);
	RUN(every_one_counts);
	RUN(lesser_rights);
	RUN(contents_stay);
	RUN(emptied_by_a_reader);
	RUN(emptied_without_writing);
	RUN(duplicates);
	RUN(other_spelling);
	RUN(directories);
	RUN(no_share_mode);
	RUN(by_openfile);
	RUN(superseded);
}
