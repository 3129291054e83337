/*
 * MoveFile and MoveFileEx: another name, on the same volume or not; what is there
 * stays unless it was asked for.
 */
#include <windows.h>
#include "wine/test.h"
#include "copying.h"
#include "blocked.h"

#define REPLACE MOVEFILE_REPLACE_EXISTING
#define COPY MOVEFILE_COPY_ALLOWED

/* F-320 */
static void new_name(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	FILETIME a, b;

	new_file(from, 1000, 1);
	a = written_at(from);
	works(MoveFileA(from, to));
	not_there(from);
	has_contents(to, 1000, 1);
	b = written_at(to);
	ok(!memcmp(&a, &b, sizeof(a)), "another time\n");
	works(MoveFileExA(to, from, 0));
	has_contents(from, 1000, 1);
	fails(MoveFileA(to, from), ERROR_FILE_NOT_FOUND);
	works(MoveFileA(from, from));
	has_contents(from, 1000, 1);
}

/* F-321 */
static void name_is_taken(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");

	new_file(from, 1000, 1);
	new_file(to, 2000, 2);
	fails(MoveFileA(from, to), ERROR_ALREADY_EXISTS);
	fails(MoveFileExA(from, to, COPY), ERROR_ALREADY_EXISTS);
	has_contents(to, 2000, 2);
	works(MoveFileExA(from, to, REPLACE));
	not_there(from);
	has_contents(to, 1000, 1);
}

/* F-322 */
static void not_to_be_replaced(void)
{
	const char *from = fixture_path("from");
	const char *readonly = fixture_path("readonly");
	HANDLE file;

	new_file(from, 1000, 1);
	fails(MoveFileA(from, fixture_dir()), ERROR_ALREADY_EXISTS);
	fails(MoveFileExA(from, fixture_dir(), REPLACE), ERROR_ACCESS_DENIED);
	file = CreateFileA(readonly, GENERIC_WRITE, 0, NULL, CREATE_NEW,
			   FILE_ATTRIBUTE_READONLY, NULL);
	CloseHandle(file);
	if (strcmp(winetest_platform, "wine")) { /* which replaces it */
		fails(MoveFileExA(from, readonly, REPLACE),
		      ERROR_ACCESS_DENIED);
		has_contents(from, 1000, 1);
	}
	/* but it can be moved itself */
	works(MoveFileA(readonly, fixture_path("elsewhere")));
}

/* F-323: who has it open without sharing deletion keeps its name */
static void source_is_open(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	HANDLE file;

	new_file(from, 1000, 1);
	file = copying_open(from, GENERIC_READ, PAIR_SHARE, OPEN_EXISTING);
	fails(MoveFileA(from, to), ERROR_SHARING_VIOLATION);
	CloseHandle(file);
	file = copying_open(from, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	works(MoveFileA(from, to));
	CloseHandle(file);
	has_contents(to, 1000, 1);
}

/* F-323: nobody may have open what is replaced */
static void target_is_open(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	HANDLE file;

	new_file(from, 1000, 1);
	new_file(to, 2000, 2);
	file = copying_open(to, GENERIC_READ, PAIR_SHARE, OPEN_EXISTING);
	fails(MoveFileExA(from, to, REPLACE), ERROR_ACCESS_DENIED);
	CloseHandle(file);
	file = copying_open(to, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	fails(MoveFileExA(from, to, REPLACE), ERROR_ACCESS_DENIED);
	CloseHandle(file);
	has_contents(to, 2000, 2);
	works(MoveFileExA(from, to, REPLACE));
	has_contents(to, 1000, 1);
	/* nothing is left of it */
	file = copying_open(to, GENERIC_READ, 0, OPEN_EXISTING);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
}

/* F-324: what goes at its close goes from where it is */
static void doomed(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	HANDLE file;

	new_file(from, 1000, 1);
	file = CreateFileA(from, GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING,
			   FILE_FLAG_DELETE_ON_CLOSE, NULL);
	works(MoveFileA(from, to));
	CloseHandle(file);
	/* Wine looks for it under its old name. */
	todo_wine ok(file_size(to) < 0, "it is still there\n");
	DeleteFileA(to);
	new_file(from, 1000, 1);
	file = copying_open(from, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	works(DeleteFileA(from));
	/* Wine opens what is to be deleted. */
	todo_wine fails(MoveFileA(from, to), ERROR_ACCESS_DENIED);
	CloseHandle(file);
}

static void refusals(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");

	new_file(from, 1000, 1);
	fails(MoveFileA(fixture_path("none/x"), to), ERROR_PATH_NOT_FOUND);
	fails(MoveFileA(from, fixture_path("none/x")), ERROR_PATH_NOT_FOUND);
	fails(MoveFileA(from, "a*b"), ERROR_INVALID_NAME);
	fails(MoveFileA(NULL, to), ERROR_PATH_NOT_FOUND);
	fails(MoveFileA("", to), ERROR_PATH_NOT_FOUND);
	fails(MoveFileA(from, ""), ERROR_PATH_NOT_FOUND);
	/* F-325 */
	todo_wine fails(MoveFileExA(from, to, 0x40), ERROR_INVALID_PARAMETER);
	if (strcmp(winetest_platform, "wine")) {
		fails(MoveFileExA(from, to, MOVEFILE_DELAY_UNTIL_REBOOT),
		      ERROR_NOT_SUPPORTED);
		fails(MoveFileExA(from, to, MOVEFILE_DELAY_UNTIL_REBOOT | COPY),
		      ERROR_INVALID_PARAMETER);
		has_contents(from, 1000, 1);
	}
}

static void wide_names(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("\xc3\xa4");
	WCHAR source[300], target[300];

	new_file(from, 100, 1);
	MultiByteToWideChar(CP_UTF8, 0, from, -1, source, 300);
	MultiByteToWideChar(CP_UTF8, 0, to, -1, target, 300);
	works(MoveFileW(source, target));
	works(MoveFileExW(target, source, MOVEFILE_WRITE_THROUGH));
	fails(MoveFileW(target, source), ERROR_FILE_NOT_FOUND);
	fails(MoveFileExW(NULL, source, 0), ERROR_PATH_NOT_FOUND);
}

/* F-326 */
static void other_volumes(void)
{
	const char *from = fixture_path("from"), *to = other_volume("moved");
	FILETIME a, b;

	if (!to)
		return;
	new_file(from, 3 * MIB, 1);
	a = written_at(from);
	fails(MoveFileExA(from, to, 0), ERROR_NOT_SAME_DEVICE);
	fails(MoveFileExA(from, to, REPLACE), ERROR_NOT_SAME_DEVICE);
	has_contents(from, 3 * MIB, 1);
	not_there(to);
	works(MoveFileA(from, to));
	not_there(from);
	has_contents(to, 3 * MIB, 1);
	b = written_at(to);
	ok(!memcmp(&a, &b, sizeof(a)), "another time\n");
	new_file(from, 100, 2);
	fails(MoveFileA(from, to), ERROR_ALREADY_EXISTS);
	has_contents(from, 100, 2);
	works(MoveFileExA(from, to, COPY | REPLACE | MOVEFILE_WRITE_THROUGH));
	not_there(from);
	has_contents(to, 100, 2);
	/* a directory does not go */
	fails(MoveFileA(fixture_dir(), to), ERROR_ALREADY_EXISTS);
	works(DeleteFileA(to));
	fails(MoveFileA(fixture_dir(), to), ERROR_ACCESS_DENIED);
	not_there(to);
}

struct mover {
	const char *from, *to;
	HANDLE thread;
	BOOL ret;
	DWORD err;
};

static DWORD WINAPI moves(void *arg)
{
	struct mover *m = arg;

	SetLastError(UNTOUCHED);
	m->ret = MoveFileA(m->from, m->to);
	m->err = GetLastError();
	return 0;
}

/* K-138 */
static void not_cancellable(void)
{
	struct mover m = { .from = fixture_path("from"),
			   .to = other_volume("moved") };
	unsigned found = 0, asked = 0;

	if (!m.to)
		return;
	new_file(m.from, 64 * MIB, 5);
	m.thread = CreateThread(NULL, 0, moves, &m, 0, NULL);
	while (WaitForSingleObject(m.thread, 0) == WAIT_TIMEOUT) {
		SetLastError(UNTOUCHED);
		found += CancelSynchronousIo(m.thread) ||
			 GetLastError() != ERROR_NOT_FOUND;
		asked++;
		SwitchToThread();
	}
	ok(asked && !found, "%u of %u cancels found something\n", found, asked);
	ok(m.ret, "error %u\n", m.err);
	has_contents(m.to, 64 * MIB, 5);
	not_there(m.from);
	CloseHandle(m.thread);
	works(DeleteFileA(m.to));
}

START_TEST(MoveFile)
{
	RUN(new_name);
	RUN(name_is_taken);
	RUN(not_to_be_replaced);
	RUN(source_is_open);
	RUN(target_is_open);
	RUN(doomed);
	RUN(refusals);
	RUN(wide_names);
	RUN(other_volumes);
	RUN(not_cancellable);
}
