/*
 * PostThreadMessage and PostQuitMessage.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

#define NO_THREAD on_wine(ERROR_INVALID_PARAMETER, ERROR_INVALID_THREAD_ID)

static DWORD WINAPI without_queue(void *arg)
{
	WaitForSingleObject(arg, INFINITE);
	return 0;
}

/* U-028: to threads that have a queue */
static void whose(void)
{
	HANDLE go = auto_event(FALSE), thread;
	DWORD id;

	refuses(PostThreadMessageA(0xbadcaf0, WM_MINE, 0, 0),
		NO_THREAD);
	thread = CreateThread(NULL, 0, without_queue, go, 0, &id);
	refuses(PostThreadMessageW(id, WM_MINE, 0, 0),
		ERROR_INVALID_THREAD_ID);
	SetEvent(go);
	thread_ends(thread, 0);
	refuses(PostThreadMessageW(id, WM_MINE, 0, 0),
		NO_THREAD);
	succeeds(PostThreadMessageA(GetCurrentThreadId(), WM_MINE, 1, 2));
	comes(NULL, WM_MINE, 1);
	refuses(PostThreadMessageA(GetCurrentThreadId(), WM_GETTEXT, 0, 0),
		ERROR_MESSAGE_SYNC_ONLY);
	CloseHandle(go);
}

/* U-044: a mark, after what was posted before and after */
static void quit(void)
{
	PostQuitMessage(1);
	PostQuitMessage(2);
	PostMessageA(NULL, WM_MINE, 0, 0);
	comes(NULL, WM_MINE, 0);
	comes(NULL, WM_QUIT, 2);
	nothing_comes();
}

START_TEST(PostThreadMessage)
{
	RUN(whose);
	RUN(quit);
}
