/*
 * FindFirstChangeNotification, FindNextChangeNotification,
 * FindCloseChangeNotification.
 */
#include <windows.h>
#include "wine/test.h"
#include "watched.h"

static void signalled_(int line, HANDLE change, BOOL is)
{
	DWORD wait = WaitForSingleObject(change, is ? 5000 : 0);

	ok_(__FILE__, line)(wait == (is ? WAIT_OBJECT_0 : WAIT_TIMEOUT),
			    "wait %#x\n", wait);
}
#define signalled(change, is) signalled_(__LINE__, change, is)

/* D-009 */
static void one_after_the_other(void)
{
	HANDLE change = FindFirstChangeNotificationA(
		fixture_dir(), FALSE, FILE_NOTIFY_CHANGE_FILE_NAME);

	ok(change != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	signalled(change, FALSE);
	make_file("f");
	signalled(change, TRUE);
	signalled(change, TRUE);
	works(FindNextChangeNotification(change));
	signalled(change, FALSE);
	works(DeleteFileA(in_dir("f")));
	signalled(change, TRUE);
	works(FindNextChangeNotification(change));
	make_dir("not-asked-for");
	signalled(change, FALSE);
	works(FindCloseChangeNotification(change));
	fails(FindCloseChangeNotification(change), ERROR_INVALID_HANDLE);
	fails(FindNextChangeNotification(change), ERROR_INVALID_HANDLE);
}

/* D-009 */
static void in_between(void)
{
	HANDLE change;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine keeps nothing without a buffer\n");
		return;
	}
	change = FindFirstChangeNotificationA(fixture_dir(), FALSE,
					      FILE_NOTIFY_CHANGE_FILE_NAME);
	make_file("f");
	signalled(change, TRUE);
	make_file("g");
	works(FindNextChangeNotification(change));
	signalled(change, TRUE);
	works(FindNextChangeNotification(change));
	signalled(change, FALSE);
	works(FindCloseChangeNotification(change));
}

/* D-002 D-009 */
static void below(void)
{
	HANDLE change, flat;
	WCHAR wide[700];

	make_dir("d");
	works(MultiByteToWideChar(CP_UTF8, 0, fixture_dir(), -1, wide, 700));
	change = FindFirstChangeNotificationW(wide, TRUE,
					      FILE_NOTIFY_CHANGE_FILE_NAME);
	flat = FindFirstChangeNotificationW(wide, FALSE,
					    FILE_NOTIFY_CHANGE_FILE_NAME);
	ok(change != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	make_file("d/f");
	if (strcmp(winetest_platform, "wine"))
		signalled(change, TRUE);
	signalled(flat, FALSE);
	works(FindCloseChangeNotification(change));
	works(FindCloseChangeNotification(flat));
}

static BOOL begins(const char *name, DWORD filter)
{
	HANDLE change = FindFirstChangeNotificationA(name, FALSE, filter);

	if (change != INVALID_HANDLE_VALUE)
		FindCloseChangeNotification(change);
	return change != INVALID_HANDLE_VALUE;
}

/* D-005 D-009 */
static void refusals(void)
{
	fails(begins(in_dir("none"), NAMES), ERROR_FILE_NOT_FOUND);
	fails(begins(in_dir("none/none"), NAMES), ERROR_PATH_NOT_FOUND);
	fails(begins(fixture_dir(), 0), ERROR_INVALID_PARAMETER);
	fails(begins(NULL, NAMES), ERROR_PATH_NOT_FOUND);
	make_file("f");
	fails(begins(in_dir("f"), NAMES), ERROR_DIRECTORY);
}

/* D-009: several at once, as a program waits for its directories. */
static void among_others(void)
{
	HANDLE changes[3];

	for (int i = 0; i < 3; i++) {
		char name[2] = {(char)('a' + i), 0};

		make_dir(name);
		changes[i] = FindFirstChangeNotificationA(in_dir(name), FALSE,
							  NAMES);
	}
	make_file("b/f");
	ok(WaitForMultipleObjects(3, changes, FALSE, 5000) == WAIT_OBJECT_0 + 1,
	   "not b\n");
	works(FindNextChangeNotification(changes[1]));
	make_file("c/f");
	ok(WaitForMultipleObjects(3, changes, FALSE, 5000) == WAIT_OBJECT_0 + 2,
	   "not c\n");
	for (int i = 0; i < 3; i++)
		works(FindCloseChangeNotification(changes[i]));
}

START_TEST(FindFirstChangeNotification)
{
	RUN(one_after_the_other);
	RUN(in_between);
	RUN(below);
	RUN(refusals);
	RUN(among_others);
}
