/*
 * Opens of one name against each other and against its deletion: a file that has
 * just been made is its maker's, nobody gets into a file whose name is being
 * removed, and what is removed is never another file of that name.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static const char *path;
static int once, there, go;
static HANDLE other;
static DWORD other_error;

static HANDLE open_with(DWORD access, DWORD sharing, DWORD how, DWORD flags)
{
	SetLastError(UNTOUCHED);
	return CreateFileA(path, access, sharing, NULL, how, flags, NULL);
}

static DWORD WINAPI open_other(void *how)
{
	other = open_with(GENERIC_READ | GENERIC_WRITE, 0,
			  (DWORD)(ULONG_PTR)how, 0);
	other_error = GetLastError();
	raise_flag(&go);
	return 0;
}

/* Until the other one has come as far as it can. */
static void hold(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&there);
	await_flag_briefly(&go, 300);
}

static void ends(HANDLE thread)
{
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "it hangs\n");
	CloseHandle(thread);
}

/* F-001: made, but not yet counted, when somebody opens it for himself alone. */
static void maker_comes_first(void)
{
	struct blocked b = {0};
	HANDLE second;

	path = fixture_path("made");
	b.path = path;
	b.access = GENERIC_WRITE;
	point_arm("open:made", hold, NULL);
	b.thread = CreateThread(NULL, 0, open_other, (void *)CREATE_NEW, 0,
				NULL);
	await_flag(&there);
	second = open_with(GENERIC_READ, 0, OPEN_EXISTING, 0);
	ok(second == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_SHARING_VIOLATION,
	   "%p error %u\n", second, GetLastError());
	ends(b.thread);
	ok(other != INVALID_HANDLE_VALUE, "refused its own: %u\n", other_error);
	CloseHandle(other);
}

static void hold_until_stopped(void *stopped)
{
	if (!first_time(&once))
		return;
	raise_flag(&there);
	await_flag_briefly(stopped, 10000);
}

/* K-174: the wait for the maker is part of the open, and stopped with it. */
static void waiter_is_stopped(void)
{
	struct blocked b = {0};
	HANDLE maker;
	int stopped = 0;

	path = fixture_path("slow");
	b.path = path;
	b.access = GENERIC_READ;
	point_arm("open:made", hold_until_stopped, &stopped);
	maker = CreateThread(NULL, 0, open_other, (void *)CREATE_NEW, 0, NULL);
	await_flag(&there);
	blocked_start(&b, blocked_open);
	blocked_cancel(&b);
	ok(WaitForSingleObject(b.thread, 5000) == WAIT_OBJECT_0,
	   "the waiter goes on\n");
	raise_flag(&stopped);
	ends(b.thread);
	ok(!b.ret && b.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   b.ret, b.err);
	ends(maker);
	ok(other != INVALID_HANDLE_VALUE, "error %u\n", other_error);
	CloseHandle(other);
}

/* F-012: the name goes while somebody has opened it, but is not counted. */
static void gone_before_counted(void)
{
	static const DWORD hows[] = {OPEN_EXISTING, OPEN_ALWAYS};

	path = fixture_path("going");
	for (int i = 0; i < 2; i++) {
		HANDLE thread;

		once = there = go = 0;
		CloseHandle(open_with(GENERIC_WRITE, 0, CREATE_ALWAYS, 0));
		point_arm("open:share", hold, NULL);
		thread = CreateThread(NULL, 0, open_other,
				      (void *)(ULONG_PTR)hows[i], 0, NULL);
		await_flag(&there);
		works(DeleteFileA(path));
		raise_flag(&go);
		ends(thread);
		point_arm("open:share", NULL, NULL);
		if (hows[i] == OPEN_EXISTING) {
			ok(other == INVALID_HANDLE_VALUE &&
				   other_error == ERROR_FILE_NOT_FOUND,
			   "%p error %u\n", other, other_error);
			continue;
		}
		/* it has made another one, which has the name */
		ok(other != INVALID_HANDLE_VALUE && !other_error,
		   "%p error %u\n", other, other_error);
		ok(open_with(GENERIC_READ, 0, OPEN_EXISTING, 0) ==
				   INVALID_HANDLE_VALUE &&
			   GetLastError() == ERROR_SHARING_VIOLATION,
		   "error %u\n", GetLastError());
		CloseHandle(other);
		works(DeleteFileA(path));
	}
}

/* F-012: the name is about to be removed when somebody opens it. */
static void opened_while_going(void)
{
	HANDLE file, late, closer;

	path = fixture_path("late");
	file = open_with(GENERIC_READ, SHARE_ALL, CREATE_NEW,
			 FILE_FLAG_DELETE_ON_CLOSE);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	point_arm("doomed:unlink", hold, NULL);
	closer = CreateThread(NULL, 0, (LPTHREAD_START_ROUTINE)CloseHandle,
			      file, 0, NULL);
	await_flag(&there);
	late = open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0);
	ok(late == INVALID_HANDLE_VALUE && GetLastError() == ERROR_ACCESS_DENIED,
	   "%p error %u\n", late, GetLastError());
	late = open_with(GENERIC_READ, SHARE_ALL, CREATE_ALWAYS, 0);
	ok(late == INVALID_HANDLE_VALUE && GetLastError() == ERROR_ACCESS_DENIED,
	   "%p error %u\n", late, GetLastError());
	raise_flag(&go);
	ends(closer);
	late = open_with(GENERIC_READ, SHARE_ALL, CREATE_NEW, 0);
	ok(late != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(late);
}

#define CROWD 4
#define TURNS 400
static LONG alone;

/* Whoever gets in is alone in there, and the file is empty: nobody writes into
 * one that has no name. */
static DWORD WINAPI in_and_out(void *arg)
{
	LONG got_in = 0;

	(void)arg;
	for (int i = 0; i < TURNS; i++) {
		HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0,
					  NULL, OPEN_ALWAYS,
					  FILE_FLAG_DELETE_ON_CLOSE, NULL);
		DWORD error = GetLastError(), moved;

		if (file == INVALID_HANDLE_VALUE) {
			ok(error == ERROR_SHARING_VIOLATION ||
				   error == ERROR_ACCESS_DENIED,
			   "error %u\n", error);
			SwitchToThread();
			continue;
		}
		got_in++;
		ok(__atomic_add_fetch(&alone, 1, __ATOMIC_SEQ_CST) == 1,
		   "two are in\n");
		ok(GetFileSize(file, NULL) == 0, "size %u\n",
		   GetFileSize(file, NULL));
		ok(WriteFile(file, "x", 1, &moved, NULL), "error %u\n",
		   GetLastError());
		__atomic_sub_fetch(&alone, 1, __ATOMIC_SEQ_CST);
		CloseHandle(file);
	}
	return got_in;
}

/* F-002 F-012: makers, openers and deleters of one name, all at once. */
static void crowd(void)
{
	HANDLE thread[CROWD];
	DWORD got_in = 0, one;

	path = fixture_path("crowd");
	for (int i = 0; i < CROWD; i++)
		thread[i] = CreateThread(NULL, 0, in_and_out, NULL, 0, NULL);
	for (int i = 0; i < CROWD; i++) {
		ok(WaitForSingleObject(thread[i], 20000) == WAIT_OBJECT_0,
		   "%d goes on\n", i);
		GetExitCodeThread(thread[i], &one);
		got_in += one;
		CloseHandle(thread[i]);
	}
	ok(got_in > 0, "nobody got in\n");
	ok(open_with(0, SHARE_ALL, OPEN_EXISTING, 0) == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_FILE_NOT_FOUND,
	   "error %u\n", GetLastError());
}

START_TEST(open_and_delete)
{
	RUN(maker_comes_first);
	RUN(waiter_is_stopped);
	RUN(gone_before_counted);
	RUN(opened_while_going);
	RUN(crowd);
}
