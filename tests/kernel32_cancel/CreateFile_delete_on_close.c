/*
 * Deletion of files that are open: FILE_FLAG_DELETE_ON_CLOSE, DeleteFile, the
 * disposition. The name stays until the last handle of the file is closed, and
 * in the meantime nobody opens it.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE open_with(const char *path, DWORD access, DWORD sharing,
			DWORD how, DWORD flags)
{
	SetLastError(UNTOUCHED);
	return CreateFileA(path, access, sharing, NULL, how, flags, NULL);
}

static HANDLE open_all(const char *path, DWORD access)
{
	HANDLE file = open_with(path, access, SHARE_ALL, OPEN_EXISTING, 0);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return file;
}

static const char *new_file(const char *name)
{
	const char *path = fixture_path(name);
	HANDLE file = open_with(path, GENERIC_WRITE, 0, CREATE_NEW, 0);
	DWORD moved;

	works(WriteFile(file, "1234", 4, &moved, NULL));
	CloseHandle(file);
	return path;
}

/* Opening it for its attributes fails in this way. */
#define stays_shut(path, code) \
	({ \
		HANDLE shut_ = open_with(path, FILE_READ_ATTRIBUTES, \
					 SHARE_ALL, OPEN_EXISTING, 0); \
		ok(shut_ == INVALID_HANDLE_VALUE && GetLastError() == (code), \
		   "%s: %p error %u, not %u\n", path, shut_, GetLastError(), \
		   code); \
		CloseHandle(shut_); \
	})
#define is_gone(path) stays_shut(path, ERROR_FILE_NOT_FOUND)
/* Wine opens what is to be deleted. */
#define is_going(path) todo_wine stays_shut(path, ERROR_ACCESS_DENIED)
#define is_there(path) CloseHandle(open_all(path, FILE_READ_ATTRIBUTES))

static BOOL set_deletion(HANDLE file, BOOL deleted, NTSTATUS *status)
{
	FILE_DISPOSITION_INFORMATION info = {.DoDeleteFile = deleted};
	IO_STATUS_BLOCK iosb;

	*status = NtSetInformationFile(file, &iosb, &info, sizeof(info),
				       FileDispositionInformation);
	return !*status;
}

/* F-010: the one handle, new file or old. */
static void one_handle(void)
{
	const char *path = fixture_path("one");
	HANDLE file = open_with(path, GENERIC_READ | GENERIC_WRITE, 0,
				CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE);
	DWORD moved;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	works(WriteFile(file, "x", 1, &moved, NULL));
	CloseHandle(file);
	is_gone(path);
	new_file("one");
	file = open_with(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING,
			 FILE_FLAG_DELETE_ON_CLOSE);
	is_there(path);
	CloseHandle(file);
	is_gone(path);
}

/* F-011: it is a deleter, so others must share that, and it must let them. */
static void needs_leave(void)
{
	const char *path = new_file("leave");
	HANDLE file = open_with(path, GENERIC_READ, PAIR_SHARE, OPEN_EXISTING,
				0);
	HANDLE doomed;

	ok(open_with(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING,
		     FILE_FLAG_DELETE_ON_CLOSE) == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_SHARING_VIOLATION,
	   "error %u\n", GetLastError());
	fails(DeleteFileA(path), ERROR_SHARING_VIOLATION);
	CloseHandle(file);
	is_there(path);
	doomed = open_with(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING,
			   FILE_FLAG_DELETE_ON_CLOSE);
	ok(doomed != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(open_with(path, GENERIC_READ, PAIR_SHARE, OPEN_EXISTING, 0) ==
			   INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_SHARING_VIOLATION,
	   "error %u\n", GetLastError());
	file = open_all(path, GENERIC_READ);
	CloseHandle(file);
	CloseHandle(doomed);
	is_gone(path);
}

/* F-012: its going dooms the file, the last one's removes the name. */
static void others_are_open(void)
{
	const char *path = new_file("others");
	HANDLE doomed = open_with(path, GENERIC_READ, SHARE_ALL,
				  OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE);
	HANDLE file = open_all(path, GENERIC_READ);
	HANDLE meek = open_all(path, FILE_READ_ATTRIBUTES);
	DWORD moved;
	char buf[8];

	CloseHandle(doomed);
	is_going(path);
	ok(open_with(path, GENERIC_WRITE, 0, CREATE_NEW, 0) ==
		   INVALID_HANDLE_VALUE,
	   "a second file of the name\n");
	ok(ReadFile(file, buf, 8, &moved, NULL) && moved == 4, "moved %u\n",
	   moved);
	CloseHandle(file);
	is_going(path);
	CloseHandle(meek);
	is_gone(path);
	new_file("others");
}

/* F-012: of two handles of the same open file the last one counts. */
static void duplicated(void)
{
	const char *path = new_file("twice");
	HANDLE file = open_with(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING,
				FILE_FLAG_DELETE_ON_CLOSE);
	HANDLE again;

	works(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(),
			      &again, 0, FALSE, DUPLICATE_SAME_ACCESS));
	CloseHandle(file);
	is_there(path);
	CloseHandle(again);
	is_gone(path);
}

/* F-013: DeleteFile of what is open marks it; nobody opens it any more. */
static void deletefile(void)
{
	const char *path = new_file("marked");
	HANDLE file = open_all(path, GENERIC_READ);

	works(DeleteFileA(path));
	is_going(path);
	/* Wine deletes it as often as one likes. */
	todo_wine fails(DeleteFileA(path), ERROR_ACCESS_DENIED);
	CloseHandle(file);
	is_gone(path);
	fails(DeleteFileA(path), ERROR_FILE_NOT_FOUND);
}

/* F-014: the disposition is seen at once, and can be taken back. */
static void disposition(void)
{
	const char *path = new_file("second_thoughts");
	HANDLE file = open_all(path, GENERIC_READ | DELETE);
	HANDLE reader = open_all(path, GENERIC_READ);
	FILE_STANDARD_INFORMATION info;
	IO_STATUS_BLOCK iosb;
	NTSTATUS status;

	ok(!set_deletion(reader, TRUE, &status) && status == NT_ACCESS_DENIED,
	   "status %#x\n", (unsigned)status);
	ok(set_deletion(file, TRUE, &status), "status %#x\n", (unsigned)status);
	is_going(path);
	for (int i = 0; i < 2; i++) {
		status = NtQueryInformationFile(i ? reader : file, &iosb, &info,
						sizeof(info),
						FileStandardInformation);
		/* Wine never says so. */
		todo_wine ok(!status && info.DeletePending,
			     "%d: status %#x, not pending\n", i,
			     (unsigned)status);
	}
	ok(set_deletion(file, FALSE, &status), "status %#x\n",
	   (unsigned)status);
	is_there(path);
	CloseHandle(file);
	CloseHandle(reader);
	is_there(path);
	file = open_all(path, DELETE);
	ok(set_deletion(file, TRUE, &status), "status %#x\n", (unsigned)status);
	CloseHandle(file);
	is_gone(path);
}

/* F-014: taking it back does not undo the flag of the open. */
static void flag_stays(void)
{
	const char *path = new_file("flag");
	HANDLE file = open_with(path, DELETE, SHARE_ALL, OPEN_EXISTING,
				FILE_FLAG_DELETE_ON_CLOSE);
	NTSTATUS status;

	ok(set_deletion(file, FALSE, &status), "status %#x\n",
	   (unsigned)status);
	CloseHandle(file);
	is_gone(path);
}

/* F-015: what can't be deleted is not doomed. */
static void refusals(void)
{
	const char *path = fixture_path("readonly");
	HANDLE file = open_with(path, GENERIC_WRITE, SHARE_ALL, CREATE_NEW,
				FILE_ATTRIBUTE_READONLY);
	NTSTATUS status;

	CloseHandle(file);
	fails(DeleteFileA(path), ERROR_ACCESS_DENIED);
	file = open_all(path, DELETE);
	ok(!set_deletion(file, TRUE, &status) && status == NT_CANNOT_DELETE,
	   "status %#x\n", (unsigned)status);
	CloseHandle(file);
	file = open_with(path, DELETE, SHARE_ALL, OPEN_EXISTING,
			 FILE_FLAG_DELETE_ON_CLOSE);
	ok(file == INVALID_HANDLE_VALUE && GetLastError() == ERROR_ACCESS_DENIED,
	   "%p error %u\n", file, GetLastError());
	is_there(path);
	/* a directory with something in it */
	file = CreateFileA(fixture_dir(), DELETE, SHARE_ALL, NULL,
			   OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	ok(!set_deletion(file, TRUE, &status) &&
		   status == NT_DIRECTORY_NOT_EMPTY,
	   "status %#x\n", (unsigned)status);
	CloseHandle(file);
	is_there(path);
}

/* F-012: the file is gone, its name is free for another. */
static void name_again(void)
{
	const char *path = new_file("again");

	for (int i = 0; i < 100; i++) {
		HANDLE file = open_with(path, GENERIC_READ, SHARE_ALL,
					OPEN_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE);
		DWORD error = GetLastError();

		ok(error == (i ? 0 : ERROR_ALREADY_EXISTS), "%d: error %u\n", i,
		   error);
		CloseHandle(file);
	}
	is_gone(path);
}

START_TEST(CreateFile_delete_on_close)
{
	RUN(one_handle);
	RUN(needs_leave);
	RUN(others_are_open);
	RUN(duplicated);
	RUN(deletefile);
	RUN(disposition);
	RUN(flag_stays);
	RUN(refusals);
	RUN(name_again);
}
