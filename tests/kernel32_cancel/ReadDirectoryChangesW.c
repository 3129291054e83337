/*
 * ReadDirectoryChangesW: what is told of which change, in which order, and to
 * whom.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "watched.h"

/* D-001 */
static void names(void)
{
	struct watched w;

	watch_begin(&w, NAMES, FALSE);
	make_file("f");
	hears(&w, "+f ");
	make_dir("d");
	hears(&w, "+d ");
	rename_to("f", "g");
	hears(&w, "<f >g ");
	works(DeleteFileA(in_dir("g")));
	hears(&w, "-g ");
	works(RemoveDirectoryA(in_dir("d")));
	hears(&w, "-d ");
	watch_end(&w);
}

/* D-001: each filter its own. */
static void filters(void)
{
	struct watched files, dirs;

	watch_begin(&files, FILE_NOTIFY_CHANGE_FILE_NAME, FALSE);
	watch_begin(&dirs, FILE_NOTIFY_CHANGE_DIR_NAME, FALSE);
	make_dir("d1");
	make_file("f1");
	hears(&files, "+f1 ");
	hears(&dirs, "+d1 ");
	rename_to("d1", "d2");
	rename_to("f1", "f2");
	hears(&files, "<f1 >f2 ");
	hears(&dirs, "<d1 >d2 ");
	watch_end(&files);
	watch_end(&dirs);
}

static void write_to(const char *name)
{
	HANDLE file = CreateFileA(in_dir(name), GENERIC_WRITE, PAIR_SHARE, NULL,
				  OPEN_EXISTING, 0, NULL);

	feed(file, "x", 1);
	CloseHandle(file);
}

/* D-001 */
static void contents(void)
{
	static const DWORD filter[] = {FILE_NOTIFY_CHANGE_SIZE,
				       FILE_NOTIFY_CHANGE_LAST_WRITE};

	make_file("f");
	for (int i = 0; i < 2; i++) {
		struct watched w;

		watch_begin(&w, filter[i], FALSE);
		write_to("f");
		hears(&w, "*f ");
		watch_end(&w);
	}
}

/* D-001 */
static void attributes(void)
{
	struct watched w;

	make_file("f");
	watch_begin(&w, FILE_NOTIFY_CHANGE_ATTRIBUTES, FALSE);
	works(SetFileAttributesA(in_dir("f"), FILE_ATTRIBUTE_READONLY));
	hears(&w, "*f ");
	works(SetFileAttributesA(in_dir("f"), FILE_ATTRIBUTE_NORMAL));
	hears(&w, "*f ");
	watch_end(&w);
}

static BOOL wine_looks_below(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine does not watch directories that were there before\n");
	return FALSE;
}

/* D-002 */
static void subtree(void)
{
	struct watched w, flat;

	if (!wine_looks_below())
		return;
	make_dir("a");
	make_dir("a/b");
	watch_begin(&w, NAMES, TRUE);
	watch_begin(&flat, NAMES, FALSE);
	make_file("a/b/f");
	hears(&w, "+a\\b\\f ");
	make_file("last");
	hears(&flat, "+last ");
	hears(&w, "+last ");
	works(DeleteFileA(in_dir("a/b/f")));
	hears(&w, "-a\\b\\f ");
	watch_end(&w);
	watch_end(&flat);
}

/* D-002: watched as soon as it is there. */
static void new_directory(void)
{
	struct watched w;

	watch_begin(&w, NAMES, TRUE);
	make_dir("n");
	hears(&w, "+n ");
	make_file("n/f");
	hears(&w, "+n\\f ");
	make_dir("n/m");
	hears(&w, "+n\\m ");
	rename_to("n/f", "n/g");
	hears(&w, "<n\\f >n\\g ");
	watch_end(&w);
}

/* D-003: another directory, another name. */
static void moved_between(void)
{
	struct watched w;

	if (!wine_looks_below())
		return;
	make_dir("a");
	make_dir("b");
	make_file("a/f");
	make_dir("a/d");
	watch_begin(&w, NAMES, TRUE);
	rename_to("a/f", "b/f");
	hears(&w, "-a\\f +b\\f ");
	rename_to("a/d", "b/e");
	hears(&w, "-a\\d +b\\e ");
	make_file("b/e/x");
	hears(&w, "+b\\e\\x ");
	rename_to("b/e", "b/g");
	hears(&w, "<b\\e >b\\g ");
	make_file("b/g/y");
	hears(&w, "+b\\g\\y ");
	watch_end(&w);
}

/* D-004: one result for all that came in between. */
static void kept(void)
{
	struct watched w;
	char text[2 * CHANGES_NAME] = "";
	DWORD size;

	watch_begin(&w, NAMES, FALSE);
	make_file("first");
	ok(WaitForSingleObject(w.ov.hEvent, 5000) == WAIT_OBJECT_0, "first\n");
	make_file("a");
	make_file("b");
	works(DeleteFileA(in_dir("a")));
	watch(&w);
	works(GetOverlappedResult(w.dir, &w.ov, &size, TRUE));
	append_changes(text, w.buffer, size);
	watch(&w);
	if (strcmp(text, "+a +b -a "))
		next_changes(&w, text);
	ok(!strcmp(text, "+a +b -a "), "told %s\n", text);
	watch_end(&w);
}

/* K-153: more than fits, success and nothing. */
static void overflow(void)
{
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	OVERLAPPED ov = {.hEvent = event};
	DWORD buffer[256], size = UNTOUCHED;

	/* Room for one short name. */
	works(ReadDirectoryChangesW(dir, buffer, 16, FALSE, NAMES, NULL, &ov,
				    NULL));
	make_file("a-name-that-is-too-long");
	/* To Wine only STATUS_SUCCESS is one. */
	todo_wine works(GetOverlappedResult(dir, &ov, &size, TRUE));
	ok(!size, "size %u\n", size);
	ok(ov.Internal == 0x10c, "status %#x\n", (unsigned)ov.Internal);
	CloseHandle(dir);
	CloseHandle(event);
}

/* D-004: the first request's buffer is what keeps, and what fits in a request is
 * its own. */
static void room_kept(void)
{
	HANDLE dir, event;
	OVERLAPPED ov = {0};
	DWORD buffer[256], size = UNTOUCHED;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine keeps whatever comes\n");
		return;
	}
	dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	event = CreateEventA(NULL, TRUE, FALSE, NULL);
	ov.hEvent = event;
	works(ReadDirectoryChangesW(dir, buffer, 16, FALSE, NAMES, NULL, &ov,
				    NULL));
	make_file("ab");
	works(GetOverlappedResult(dir, &ov, &size, TRUE));
	ok(size == 16, "size %u\n", size);
	/* The buffer in between is as small, whatever the next one has; but who
	 * looks for the library may do so only when that one is there. */
	make_file("another-long-one");
	works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    NULL, &ov, NULL));
	works(GetOverlappedResult(dir, &ov, &size, TRUE));
	ok(!size || size == 44, "size %u\n", size);
	works(ReadDirectoryChangesW(dir, buffer, 16, FALSE, NAMES, NULL, &ov,
				    NULL));
	make_file("ok");
	works(GetOverlappedResult(dir, &ov, &size, TRUE));
	ok(size == 16 && buffer[1] == FILE_ACTION_ADDED, "size %u\n", size);
	CloseHandle(dir);
	CloseHandle(event);
}

/* K-153: without a buffer it is a signal alone. */
static void no_buffer(void)
{
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	DWORD size = UNTOUCHED;

	works(ReadDirectoryChangesW(dir, NULL, 0, FALSE, NAMES, NULL, &ov,
				    NULL));
	make_file("f");
	todo_wine works(GetOverlappedResult(dir, &ov, &size, TRUE));
	ok(!size, "size %u\n", size);
	CloseHandle(dir);
	CloseHandle(ov.hEvent);
}

/* K-155: first come, first served; each cancelled for itself. */
static void in_line(void)
{
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	struct {
		OVERLAPPED ov;
		DWORD buffer[64];
	} r[4];
	char text[CHANGES_NAME + 2];
	DWORD size;

	memset(r, 0, sizeof(r));
	for (int i = 0; i < 4; i++) {
		r[i].ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
		works(ReadDirectoryChangesW(dir, r[i].buffer,
					    sizeof(r[i].buffer), FALSE, NAMES,
					    NULL, &r[i].ov, NULL));
	}
	make_file("one");
	works(GetOverlappedResult(dir, &r[0].ov, &size, TRUE));
	text[0] = 0;
	append_changes(text, r[0].buffer, size);
	ok(!strcmp(text, "+one "), "told %s\n", text);
	works(CancelIoEx(dir, &r[1].ov));
	fails(GetOverlappedResult(dir, &r[1].ov, &size, TRUE),
	      ERROR_OPERATION_ABORTED);
	ok(!size, "size %u\n", size);
	make_file("two");
	works(GetOverlappedResult(dir, &r[2].ov, &size, TRUE));
	text[0] = 0;
	append_changes(text, r[2].buffer, size);
	ok(!strcmp(text, "+two "), "told %s\n", text);
	fails(GetOverlappedResult(dir, &r[3].ov, &size, FALSE),
	      ERROR_IO_INCOMPLETE);
	works(CancelIo(dir));
	fails(GetOverlappedResult(dir, &r[3].ov, &size, TRUE),
	      ERROR_OPERATION_ABORTED);
	CloseHandle(dir);
	for (int i = 0; i < 4; i++)
		CloseHandle(r[i].ov.hEvent);
}

/* K-154 D-005 */
static void refusals(void)
{
	DWORD buffer[64], size;
	OVERLAPPED ov = {0};
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED), other;

	/* Wine looks neither at alignment nor at access. */
	if (strcmp(winetest_platform, "wine"))
		fails(ReadDirectoryChangesW(dir, (char *)buffer + 1, 100, FALSE,
					    NAMES, &size, &ov, NULL),
		      ERROR_NOACCESS);
	fails(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, 0,
				    &size, &ov, NULL), ERROR_INVALID_PARAMETER);
	fails(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, 0x1000,
				    &size, &ov, NULL), ERROR_INVALID_PARAMETER);
	CloseHandle(dir);
	fails(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    &size, &ov, NULL), ERROR_INVALID_HANDLE);
	dir = CreateFileA(fixture_dir(), FILE_READ_ATTRIBUTES, PAIR_SHARE, NULL,
			  OPEN_EXISTING,
			  FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED,
			  NULL);
	if (strcmp(winetest_platform, "wine"))
		fails(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE,
					    NAMES, &size, &ov, NULL),
		      ERROR_ACCESS_DENIED);
	CloseHandle(dir);
	make_file("f");
	other = CreateFileA(in_dir("f"), GENERIC_READ, PAIR_SHARE, NULL,
			    OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	todo_wine fails(ReadDirectoryChangesW(other, buffer, sizeof(buffer),
					      FALSE, NAMES, &size, &ov, NULL),
			ERROR_INVALID_PARAMETER);
	CloseHandle(other);
}

static DWORD routine_error, routine_size;
static int routines;

static void WINAPI routine(DWORD error, DWORD size, OVERLAPPED *ov)
{
	(void)ov;
	routines++;
	routine_error = error;
	routine_size = size;
}

/* K-153: the same by routine, also of a cancel and of an overflow. */
static void by_routine(void)
{
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	OVERLAPPED ov = {0};
	DWORD buffer[64];

	works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    NULL, &ov, routine));
	make_file("ab");
	ok(SleepEx(5000, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 1 && !routine_error && routine_size == 16,
	   "error %u size %u\n", routine_error, routine_size);
	works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    NULL, &ov, routine));
	works(CancelIoEx(dir, &ov));
	ok(SleepEx(5000, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 2 && routine_error == ERROR_OPERATION_ABORTED &&
		   !routine_size, "error %u size %u\n", routine_error,
	   routine_size);
	works(ReadDirectoryChangesW(dir, buffer, 8, FALSE, NAMES, NULL, &ov,
				    routine));
	make_file("cd");
	ok(SleepEx(5000, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 3 && routine_error == ERROR_NOTIFY_ENUM_DIR &&
		   !routine_size, "error %u size %u\n", routine_error,
	   routine_size);
	CloseHandle(dir);
}

/* D-006: a success, as the page of the status has it. */
static void closed(void)
{
	struct watched w;
	HANDLE event;

	watch_begin(&w, NAMES, TRUE);
	event = w.ov.hEvent;
	CloseHandle(w.dir);
	ok(WaitForSingleObject(event, 5000) == WAIT_OBJECT_0, "not told\n");
	/* Wine has a warning of its own for it. */
	todo_wine ok(w.ov.Internal == 0x10b && !w.ov.InternalHigh,
		     "status %#x\n", (unsigned)w.ov.Internal);
	CloseHandle(event);
}

static DWORD WINAPI read_changes(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = ReadDirectoryChangesW(b->file, b->data, b->size, FALSE, NAMES,
				       &b->count, NULL, NULL);
	b->err = GetLastError();
	return 0;
}

/* D-007: a call that waits, for changes and for nothing. */
static void waiting(void)
{
	struct blocked b = {0};
	DWORD buffer[64];
	char text[CHANGES_NAME + 2] = "";

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine's call does not wait\n");
		return;
	}
	b.file = open_watched(fixture_dir(), 0);
	b.data = (char *)buffer;
	b.size = sizeof(buffer);
	blocked_start(&b, read_changes);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
	make_file("ab");
	/* It has been watched since the first call. */
	blocked_start(&b, read_changes);
	blocked_ends(&b, 0, 16);
	append_changes(text, buffer, 16);
	ok(!strcmp(text, "+ab "), "told %s\n", text);
	CloseHandle(b.file);
}

/* D-008 */
static void directory_deleted(void)
{
	OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	DWORD buffer[64], size;
	HANDLE dir;

	make_dir("d");
	dir = open_watched(in_dir("d"), FILE_FLAG_OVERLAPPED);
	works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    NULL, &ov, NULL));
	works(RemoveDirectoryA(in_dir("d")));
	/* Wine goes on waiting. */
	if (!strcmp(winetest_platform, "wine"))
		CancelIo(dir);
	ok(WaitForSingleObject(ov.hEvent, 5000) == WAIT_OBJECT_0,
	   "not told\n");
	todo_wine fails(GetOverlappedResult(dir, &ov, &size, FALSE),
			ERROR_ACCESS_DENIED);
	if (strcmp(winetest_platform, "wine"))
		fails(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE,
					    NAMES, NULL, &ov, NULL),
		      ERROR_ACCESS_DENIED);
	CloseHandle(dir);
	CloseHandle(ov.hEvent);
}

START_TEST(ReadDirectoryChangesW)
{
	RUN(names);
	RUN(filters);
	RUN(contents);
	RUN(attributes);
	RUN(subtree);
	RUN(new_directory);
	RUN(moved_between);
	RUN(kept);
	RUN(overflow);
	RUN(room_kept);
	RUN(no_buffer);
	RUN(in_line);
	RUN(refusals);
	RUN(by_routine);
	RUN(closed);
	RUN(waiting);
	RUN(directory_deleted);
}
