/*
 * GetQueueStatus: which kinds of messages are there, and which are new.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

/* U-007 */
static void kinds(void)
{
	DWORD status;

	status = GetQueueStatus(QS_ALLINPUT);
	ok(!HIWORD(status), "there is %#x\n", status);
	PostMessageA(NULL, WM_MINE, 0, 0);
	status = GetQueueStatus(QS_TIMER | QS_SENDMESSAGE);
	ok(!status, "status %#x\n", status);
	status = GetQueueStatus(QS_ALLINPUT);
	ok(status == MAKELONG(QS_POSTMESSAGE, QS_POSTMESSAGE), "status %#x\n",
	   status);
	status = GetQueueStatus(QS_ALLINPUT);
	ok(status == MAKELONG(0, QS_POSTMESSAGE), "status %#x\n", status);
	/* and so it is no news to a wait, either */
	ok(MsgWaitForMultipleObjects(0, NULL, FALSE, 0, QS_POSTMESSAGE) ==
		   WAIT_TIMEOUT,
	   "it is new\n");
	PostMessageA(NULL, WM_MINE, 0, 0);
	ok(MsgWaitForMultipleObjects(0, NULL, FALSE, 0, QS_POSTMESSAGE) ==
		   WAIT_OBJECT_0,
	   "it is not new\n");
	comes(NULL, WM_MINE, 0);
	comes(NULL, WM_MINE, 0);
	status = GetQueueStatus(QS_ALLINPUT);
	ok(!status, "status %#x\n", status);
	SetLastError(0);
	status = GetQueueStatus(0x4000);
	ok(!status && GetLastError() == ERROR_INVALID_FLAGS,
	   "status %#x error %u\n", status, GetLastError());
}

START_TEST(GetQueueStatus)
{
	RUN(kinds);
}
