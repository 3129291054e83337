/*
 * NtLockFile: keys, statuses, and its pointers.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "ranges.h"

#define NT_LOCK_NOT_GRANTED ((NTSTATUS)0xc0000055)
#define NT_RANGE_NOT_LOCKED ((NTSTATUS)0xc000007e)
#define NT_INVALID_LOCK_RANGE ((NTSTATUS)0xc00001a1)
#define NT_FILE_LOCK_CONFLICT ((NTSTATUS)0xc0000054)

static NTSTATUS lock_as(HANDLE file, ULONG key, LONGLONG first, LONGLONG count,
			BOOLEAN exclusive)
{
	LARGE_INTEGER offset = {.QuadPart = first}, length = {.QuadPart = count};
	IO_STATUS_BLOCK io;

	return NtLockFile(file, NULL, NULL, NULL, &io, &offset, &length,
			  key ? &key : NULL, TRUE, exclusive);
}

static NTSTATUS unlock_as(HANDLE file, ULONG key, LONGLONG first, LONGLONG count)
{
	LARGE_INTEGER offset = {.QuadPart = first}, length = {.QuadPart = count};
	IO_STATUS_BLOCK io;

	return NtUnlockFile(file, &io, &offset, &length, key ? &key : NULL);
}

static BOOL native(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine's takes no status block and no key\n");
	return FALSE;
}

#define gives(call, status) \
	({ \
		NTSTATUS given_ = (call); \
		ok(given_ == (status), "%s: %#x\n", #call, (unsigned)given_); \
	})

/* F-060 F-063 F-064 */
static void statuses(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	if (!native())
		return;
	gives(lock_as(a, 0, 0, 10, TRUE), STATUS_SUCCESS);
	gives(lock_as(b, 0, 0, 10, TRUE), NT_LOCK_NOT_GRANTED);
	gives(unlock_as(b, 0, 0, 10), NT_RANGE_NOT_LOCKED);
	gives(lock_as(b, 0, -1, 2, TRUE), NT_INVALID_LOCK_RANGE);
	gives(lock_as(b, 0, -1, 1, TRUE), STATUS_SUCCESS);
	gives(unlock_as(a, 0, 0, 10), STATUS_SUCCESS);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-070: a key makes another owner. */
static void keys(void)
{
	HANDLE a = ranges_file(0);
	LARGE_INTEGER offset = {.QuadPart = 0};
	ULONG key = 7, other = 8;
	IO_STATUS_BLOCK io;
	char byte = 0;

	if (!native())
		return;
	gives(lock_as(a, key, 0, 10, TRUE), STATUS_SUCCESS);
	gives(lock_as(a, other, 0, 10, FALSE), NT_LOCK_NOT_GRANTED);
	gives(lock_as(a, key, 0, 10, FALSE), STATUS_SUCCESS);
	gives(unlock_as(a, other, 0, 10), NT_RANGE_NOT_LOCKED);
	gives(unlock_as(a, key, 0, 10), STATUS_SUCCESS);
	gives(lock_as(a, other, 0, 10, FALSE), STATUS_SUCCESS);
	gives(unlock_as(a, key, 0, 10), STATUS_SUCCESS);
	gives(unlock_as(a, other, 0, 10), STATUS_SUCCESS);
	gives(lock_as(a, key, 0, 10, TRUE), STATUS_SUCCESS);
	gives(NtWriteFile(a, NULL, NULL, NULL, &io, &byte, 1, &offset, &key),
	      STATUS_SUCCESS);
	gives(NtWriteFile(a, NULL, NULL, NULL, &io, &byte, 1, &offset, &other),
	      NT_FILE_LOCK_CONFLICT);
	gives(NtReadFile(a, NULL, NULL, NULL, &io, &byte, 1, &offset, NULL),
	      NT_FILE_LOCK_CONFLICT);
	CloseHandle(a);
}

static int routines;

static void WINAPI routine(void *context, IO_STATUS_BLOCK *io, ULONG reserved)
{
	ok(context == &routines && !reserved, "context %p\n", context);
	ok(io->Status == STATUS_SUCCESS || io->Status == NT_CANCELLED,
	   "status %#x\n", (unsigned)io->Status);
	routines++;
}

/* K-107 K-117: a routine, of what is had at once, waits, or is cancelled. */
static void with_a_routine(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(FILE_FLAG_OVERLAPPED);
	LARGE_INTEGER offset = {.QuadPart = 0}, length = {.QuadPart = 10};
	IO_STATUS_BLOCK io, cancel;

	if (!ranges_wait())
		return;
	gives(NtLockFile(b, NULL, routine, &routines, &io, &offset, &length,
			 NULL, FALSE, TRUE),
	      STATUS_SUCCESS);
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && routines == 1,
	   "%d routines\n", routines);
	gives(unlock_as(b, 0, 0, 10), STATUS_SUCCESS);
	for (int i = 0; i < 2; i++) {
		gives(lock_as(a, 0, 0, 10, TRUE), STATUS_SUCCESS);
		gives(NtLockFile(b, NULL, routine, &routines, &io, &offset,
				 &length, NULL, FALSE, TRUE),
		      STATUS_PENDING);
		if (!i)
			gives(NtCancelIoFileEx(b, &io, &cancel),
			      STATUS_SUCCESS);
		gives(unlock_as(a, 0, 0, 10), STATUS_SUCCESS);
		ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "none\n");
		ok(io.Status == (i ? STATUS_SUCCESS : NT_CANCELLED) &&
			   !io.Information, "status %#x\n", (unsigned)io.Status);
		ok(routines == 2 + i, "%d routines\n", routines);
	}
	ok(SleepEx(0, TRUE) == 0, "one more\n");
	CloseHandle(a);
	CloseHandle(b);
}

/* F-065: pointers, kinds of handles, other objects. */
static void bad_input(void)
{
	HANDLE a = ranges_file(0), event, directory;
	LARGE_INTEGER offset = {.QuadPart = 0}, length = {.QuadPart = 10};
	IO_STATUS_BLOCK io;

	if (!native())
		return;
	event = CreateEventA(NULL, TRUE, FALSE, NULL);
	gives(lock_as(event, 0, 0, 10, TRUE), NT_OBJECT_TYPE_MISMATCH);
	gives(unlock_as(event, 0, 0, 10), NT_OBJECT_TYPE_MISMATCH);
	gives(lock_as((HANDLE)0x7ffffffc, 0, 0, 10, TRUE), NT_INVALID_HANDLE);
	gives(NtLockFile(a, NULL, NULL, NULL, NULL, &offset, &length, NULL, 1, 1),
	      NT_ACCESS_VIOLATION);
	gives(NtLockFile(a, NULL, NULL, NULL, &io, NULL, &length, NULL, 1, 1),
	      NT_ACCESS_VIOLATION);
	gives(NtLockFile(a, NULL, NULL, NULL, &io, &offset, NULL, NULL, 1, 1),
	      NT_ACCESS_VIOLATION);
	gives(NtLockFile(a, a, NULL, NULL, &io, &offset, &length, NULL, 1, 1),
	      NT_OBJECT_TYPE_MISMATCH);
	gives(unlock_as(a, 0, 0, 10), NT_RANGE_NOT_LOCKED);
	gives(NtUnlockFile(a, NULL, &offset, &length, NULL),
	      NT_ACCESS_VIOLATION);
	gives(NtUnlockFile(a, &io, NULL, &length, NULL), NT_ACCESS_VIOLATION);
	gives(NtUnlockFile(a, &io, &offset, NULL, NULL), NT_ACCESS_VIOLATION);
	directory = CreateFileA(fixture_dir(), GENERIC_READ, PAIR_SHARE, NULL,
				OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	gives(lock_as(directory, 0, 0, 10, FALSE), NT_INVALID_PARAMETER);
	CloseHandle(directory);
	CloseHandle(event);
	CloseHandle(a);
}

START_TEST(NtLockFile)
{
	RUN(statuses);
	RUN(keys);
	RUN(with_a_routine);
	RUN(bad_input);
}
