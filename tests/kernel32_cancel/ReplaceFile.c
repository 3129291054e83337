/*
 * ReplaceFile: the new file in the old one's place, the old one under its other
 * name or gone; after a failure everything where it was, unless the error says
 * something else.
 */
#include <windows.h>
#include "wine/test.h"
#include "copying.h"

#define IGNORE_MERGE REPLACEFILE_IGNORE_MERGE_ERRORS

static const char *place, *fresh, *backup;

static void files(void)
{
	place = fixture_path("place");
	fresh = fixture_path("fresh");
	backup = fixture_path("backup");
	new_file(place, 1000, 1);
	new_file(fresh, 2000, 2);
}

static BOOL replaces(const char *other, DWORD flags)
{
	SetLastError(UNTOUCHED);
	return ReplaceFileA(place, fresh, other, flags, NULL, NULL);
}

static void nothing_moved(void)
{
	has_contents(place, 1000, 1);
	has_contents(fresh, 2000, 2);
}

/* F-330 */
static void without_backup(void)
{
	files();
	works(replaces(NULL, 0));
	has_contents(place, 2000, 2);
	not_there(fresh);
	new_file(fresh, 3000, 3);
	works(replaces(NULL, IGNORE_MERGE | REPLACEFILE_WRITE_THROUGH));
	has_contents(place, 3000, 3);
}

/* F-330 */
static void with_backup(void)
{
	files();
	works(replaces(backup, 0));
	has_contents(place, 2000, 2);
	has_contents(backup, 1000, 1);
	not_there(fresh);
	/* a backup that is there makes room */
	new_file(fresh, 3000, 3);
	works(replaces(backup, IGNORE_MERGE));
	has_contents(place, 3000, 3);
	has_contents(backup, 2000, 2);
	not_there(fresh);
}

/* F-331 */
static void missing(void)
{
	files();
	works(DeleteFileA(fresh));
	fails(replaces(NULL, 0), ERROR_FILE_NOT_FOUND);
	has_contents(place, 1000, 1);
	new_file(fresh, 2000, 2);
	works(DeleteFileA(place));
	fails(replaces(backup, 0), ERROR_FILE_NOT_FOUND);
	has_contents(fresh, 2000, 2);
	not_there(backup);
}

/* F-331 */
static void read_only(void)
{
	HANDLE file;

	files();
	works(DeleteFileA(place));
	file = CreateFileA(place, GENERIC_WRITE, 0, NULL, CREATE_NEW,
			   FILE_ATTRIBUTE_READONLY, NULL);
	CloseHandle(file);
	fails(replaces(backup, 0), ERROR_ACCESS_DENIED);
	fails(replaces(NULL, 0), ERROR_ACCESS_DENIED);
	has_contents(fresh, 2000, 2);
	not_there(backup);
}

/* F-332: open in this process */
static void open_files(void)
{
	HANDLE file;

	files();
	file = copying_open(place, GENERIC_READ, PAIR_SHARE, OPEN_EXISTING);
	fails(replaces(NULL, 0), ERROR_SHARING_VIOLATION);
	fails(replaces(backup, 0), ERROR_SHARING_VIOLATION);
	CloseHandle(file);
	nothing_moved();
	file = copying_open(fresh, GENERIC_READ, PAIR_SHARE, OPEN_EXISTING);
	fails(replaces(NULL, 0), ERROR_SHARING_VIOLATION);
	CloseHandle(file);
	nothing_moved();
	/* with a backup it keeps a name, so its readers need not mind */
	file = copying_open(place, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	works(replaces(backup, 0));
	CloseHandle(file);
	has_contents(backup, 1000, 1);
	has_contents(place, 2000, 2);
}

/* F-332: it can't be removed while somebody reads it */
static void open_place(void)
{
	HANDLE file;

	files();
	file = copying_open(place, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	/* Wine removes it. */
	todo_wine fails(replaces(NULL, 0), ERROR_UNABLE_TO_REMOVE_REPLACED);
	CloseHandle(file);
	if (strcmp(winetest_platform, "wine"))
		nothing_moved();
}

/* F-332: the backup's name is not to be had */
static void open_backup(void)
{
	HANDLE file;

	files();
	new_file(backup, 50, 5);
	file = copying_open(backup, GENERIC_READ, PAIR_SHARE, OPEN_EXISTING);
	todo_wine fails(replaces(backup, 0), ERROR_UNABLE_TO_REMOVE_REPLACED);
	CloseHandle(file);
	if (!strcmp(winetest_platform, "wine"))
		return;
	nothing_moved();
	has_contents(backup, 50, 5);
	fails(replaces(fixture_path("none/x"), 0),
	      ERROR_UNABLE_TO_REMOVE_REPLACED);
	nothing_moved();
}

/* F-333 */
static void other_volumes(void)
{
	const char *other = other_volume("replaced");

	if (!other)
		return;
	files();
	fresh = other;
	new_file(fresh, 2000, 2);
	if (strcmp(winetest_platform, "wine")) {
		fails(replaces(NULL, 0), ERROR_NOT_SAME_DEVICE);
		nothing_moved();
		fails(replaces(backup, 0), ERROR_UNABLE_TO_MOVE_REPLACEMENT);
		nothing_moved();
		not_there(backup);
	}
	works(DeleteFileA(fresh));
}

/* F-331 */
static void bad_arguments(void)
{
	WCHAR p[300], f[300], b[300];

	files();
	fails(ReplaceFileA(NULL, fresh, NULL, 0, NULL, NULL),
	      ERROR_INVALID_PARAMETER);
	fails(ReplaceFileA(place, NULL, NULL, 0, NULL, NULL),
	      ERROR_INVALID_PARAMETER);
	if (strcmp(winetest_platform, "wine")) { /* which looks at none of it */
		fails(ReplaceFileA(place, fresh, NULL, 0, &p, NULL),
		      ERROR_INVALID_PARAMETER);
		fails(ReplaceFileA(place, fresh, NULL, 0, NULL, &p),
		      ERROR_INVALID_PARAMETER);
		fails(replaces(NULL, 0x80), ERROR_INVALID_PARAMETER);
	}
	nothing_moved();
	MultiByteToWideChar(CP_UTF8, 0, place, -1, p, 300);
	MultiByteToWideChar(CP_UTF8, 0, fresh, -1, f, 300);
	MultiByteToWideChar(CP_UTF8, 0, backup, -1, b, 300);
	works(ReplaceFileW(p, f, b, 0, NULL, NULL));
	has_contents(place, 2000, 2);
	has_contents(backup, 1000, 1);
}

static DWORD WINAPI replaces_stalled(void *arg)
{
	BOOL *ret = arg;

	*ret = replaces(NULL, 0);
	return 0;
}

/* K-139: stalled at the opening of the place */
static void not_cancellable(void)
{
	BOOL ret = TRUE;
	HANDLE thread;

	files();
	place = slow_file("open-stall");
	if (!place)
		return;
	thread = CreateThread(NULL, 0, replaces_stalled, &ret, 0, NULL);
	ok(fixture_fuse_wait("open-stall", 1), "%s\n", fixture_why());
	for (int n = 0; n < 10; n++)
		fails(CancelSynchronousIo(thread), ERROR_NOT_FOUND);
	ok(WaitForSingleObject(thread, 50) == WAIT_TIMEOUT,
	   "it was stopped\n");
	do
		fixture_fuse_release();
	while (WaitForSingleObject(thread, 100) == WAIT_TIMEOUT);
	CloseHandle(thread);
	/* The volume is another one, so it comes to nothing. */
	ok(!ret, "it has replaced it\n");
	has_contents(fresh, 2000, 2);
}

static DWORD WINAPI all_of_them(void *other)
{
	works(CopyFileA(place, backup, FALSE));
	works(replaces(backup, 0));
	works(MoveFileA(place, fresh));
	if (other) {
		works(MoveFileA(fresh, other));
		works(DeleteFileA(other));
	}
	return 0;
}

/* Long names lie on the stack, of which a thread may have little. */
static void small_stack(void)
{
	const char *other = other_volume("small");
	HANDLE thread;

	files();
	thread = CreateThread(NULL, 65536, all_of_them, (void *)other,
			      STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "it hangs\n");
	CloseHandle(thread);
	has_contents(backup, 1000, 1);
}

START_TEST(ReplaceFile)
{
	RUN(not_cancellable);
	RUN(without_backup);
	RUN(with_backup);
	RUN(missing);
	RUN(read_only);
	RUN(open_files);
	RUN(open_place);
	RUN(open_backup);
	RUN(other_volumes);
	RUN(bad_arguments);
	RUN(small_stack);
}
