/*
 * A file replaced by a move while others come to it: who has opened it but is not
 * counted yet gets the new one; who comes while it is being replaced is refused;
 * another file that has come by the name meanwhile is looked at anew.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "copying.h"

static const char *from, *to;
static int once, there, go;
static DWORD other_size, other_error;

static DWORD WINAPI open_other(void *unused)
{
	HANDLE file = copying_open(to, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);

	(void)unused;
	other_error = GetLastError();
	other_size = file == INVALID_HANDLE_VALUE ? 0 : GetFileSize(file, NULL);
	CloseHandle(file);
	raise_flag(&go);
	return 0;
}

static void hold(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&there);
	await_flag_briefly(&go, 2000);
}

static void files(void)
{
	from = fixture_path("from");
	to = fixture_path("to");
	new_file(from, 1000, 1);
	new_file(to, 2000, 2);
	once = there = go = 0;
}

static void ends(HANDLE thread)
{
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "it hangs\n");
	CloseHandle(thread);
}

/* F-323: opened, not counted: it is not the file of that name any more */
static void replaced_before_counted(void)
{
	HANDLE thread;

	files();
	point_arm("open:share", hold, NULL);
	thread = CreateThread(NULL, 0, open_other, NULL, 0, NULL);
	await_flag(&there);
	works(MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING));
	raise_flag(&go);
	ends(thread);
	point_arm("open:share", NULL, NULL);
	ok(other_size == 1000, "%u bytes, error %u\n", other_size, other_error);
	has_contents(to, 1000, 1);
}

static DWORD WINAPI move_it(void *refused)
{
	if (refused)
		fails(MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING),
		      ERROR_ACCESS_DENIED);
	else
		works(MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING));
	return 0;
}

/* F-323: the other way round */
static void opened_while_replaced(void)
{
	HANDLE thread;

	files();
	point_arm("rename:entered", hold, NULL);
	thread = CreateThread(NULL, 0, move_it, NULL, 0, NULL);
	await_flag(&there);
	open_other(NULL); /* raises go */
	ok(other_error == ERROR_SHARING_VIOLATION, "error %u\n", other_error);
	ends(thread);
	has_contents(to, 1000, 1);
	not_there(from);
}

/* F-323: what has the name in the end may be replaced, or not: it is open */
static void another_comes(void)
{
	const char *third = fixture_path("third");
	HANDLE thread, file;

	for (int open = 0; open < 2; open++) {
		files();
		point_arm("rename:entered", hold, NULL);
		thread = CreateThread(NULL, 0, move_it, open ? &once : NULL, 0,
				      NULL);
		await_flag(&there);
		/* as another process would, which knows of nobody */
		ok(!rename(to, third), "not renamed\n");
		new_file(to, 3000, 3);
		file = open ? copying_open(to, GENERIC_READ, SHARE_ALL,
					   OPEN_EXISTING)
			    : NULL;
		raise_flag(&go);
		ends(thread);
		CloseHandle(file);
		if (open)
			has_contents(to, 3000, 3);
		else
			has_contents(to, 1000, 1);
		file = copying_open(third, GENERIC_READ, 0, OPEN_EXISTING);
		ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
		CloseHandle(file);
		has_contents(third, 2000, 2);
	}
}

static void cancel_self(void *thread)
{
	if (first_time(&once))
		works(CancelSynchronousIo(thread));
}

/* F-305: between the beginning of a piece's call and its first system call */
static void cancelled_at_a_piece(void)
{
	HANDLE thread;

	files();
	works(DeleteFileA(to));
	works(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
			      GetCurrentProcess(), &thread, 0, FALSE,
			      DUPLICATE_SAME_ACCESS));
	point_arm("copy:piece", cancel_self, thread);
	fails(CopyFileExA(from, to, NULL, NULL, NULL, 0),
	      ERROR_OPERATION_ABORTED);
	not_there(to);
	/* and it is not remembered */
	works(CopyFileExA(from, to, NULL, NULL, NULL, 0));
	has_contents(to, 1000, 1);
	CloseHandle(thread);
}

static void cancel_in_vain(void *thread)
{
	if (first_time(&once))
		fails(CancelSynchronousIo(thread), ERROR_NOT_FOUND);
}

/* K-137, K-138: at the same place */
static void not_cancellable_at_a_piece(void)
{
	HANDLE thread;

	files();
	works(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
			      GetCurrentProcess(), &thread, 0, FALSE,
			      DUPLICATE_SAME_ACCESS));
	point_arm("copy:piece", cancel_in_vain, thread);
	works(CopyFileA(from, to, FALSE));
	ok(once, "the point was not passed\n");
	has_contents(to, 1000, 1);
	once = 0;
	point_arm("rename:entered", cancel_in_vain, thread);
	works(MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING));
	ok(once, "the point was not passed\n");
	CloseHandle(thread);
}

START_TEST(move_and_open)
{
	RUN(replaced_before_counted);
	RUN(opened_while_replaced);
	RUN(another_comes);
	RUN(cancelled_at_a_piece);
	RUN(not_cancellable_at_a_piece);
}
