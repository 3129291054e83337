/*
 * WSACancelAsyncRequest: a request that is running ends without a message and without
 * a byte written ; every other handle is refused.
 */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/names.h"
#include "lib/window.h"
#include "lib/lookup.h"

#define POISON 0x5a
#define QUIET_MS 1200 /* longer than both tries with retrans:300 */

static BOOL untouched(const char *buffer, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (buffer[i] != POISON)
			return FALSE;
	return TRUE;
}

/* W-003, W-063; Wine says 0 to everything */
static void outside(void)
{
	todo_wine task_refused(WSACancelAsyncRequest((HANDLE)1234),
			       WSANOTINITIALISED);
	winsock_begin();
	WSACleanup();
	todo_wine task_refused(WSACancelAsyncRequest((HANDLE)1234),
			       WSANOTINITIALISED);
}

/* W-002, W-005, W-006 */
static void unknown_handles(void)
{
	winsock_begin();
	todo_wine {
		task_refused(WSACancelAsyncRequest(NULL), WSAEINVAL);
		task_refused(WSACancelAsyncRequest((HANDLE)0xdeadbe0),
			     WSAEINVAL);
		task_refused(WSACancelAsyncRequest(INVALID_HANDLE_VALUE),
			     WSAEINVAL);
	}
	WSACleanup();
}

/* W-001, W-012, W-013, and no packet afterwards */
static void running(void)
{
	char buffer[MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE task;
	MSG msg;

	if (!silent_begin())
		return;
	memset(buffer, POISON, sizeof(buffer));
	task = WSAAsyncGetHostByName(window, WM_FOUND, "a.hang.example.",
				     buffer, sizeof(buffer));
	ok(task != NULL, "refused: %d\n", WSAGetLastError());
	ok(names_packets_wait(1, 5000) == 1, "nobody was asked\n");
	ok(!WSACancelAsyncRequest(task), "refused: %d\n", WSAGetLastError());
	task_refused(WSACancelAsyncRequest(task), WSAEALREADY);
	ok(!window_next(window, &msg, QUIET_MS), "a message: %#x\n",
	   msg.message);
	ok(untouched(buffer, sizeof(buffer)), "the buffer was written\n");
	ok(!names_packets(), "the server was asked again\n");
	WSACleanup();
}

/* That it would be asked again if it was not for the cancel. */
static void not_cancelled(void)
{
	char buffer[MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE task;

	if (!silent_begin())
		return;
	task = WSAAsyncGetHostByName(window, WM_FOUND, "a.hang.example.",
				     buffer, sizeof(buffer));
	ok(names_packets_wait(2, 5000) == 2, "not asked twice\n");
	found_with(window, task, WSATRY_AGAIN);
	WSACleanup();
}

/* W-008, W-009, W-010: before and after its message was taken */
static void ended(void)
{
	char buffer[MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE task;
	MSG msg;

	winsock_begin();
	task = WSAAsyncGetHostByName(window, WM_FOUND, "127.0.0.1", buffer,
				     sizeof(buffer));
	while (!PeekMessageA(&msg, window, WM_FOUND, WM_FOUND, PM_NOREMOVE))
		MsgWaitForMultipleObjects(0, NULL, FALSE, 1000, QS_ALLINPUT);
	todo_wine task_refused(WSACancelAsyncRequest(task), WSAEALREADY);
	found_with(window, task, 0);
	todo_wine task_refused(WSACancelAsyncRequest(task), WSAEALREADY);
	WSACleanup();
}

static DWORD WINAPI cancel_it(void *task)
{
	return (DWORD)WSACancelAsyncRequest(task);
}

/* W-014 */
static void other_thread(void)
{
	char buffer[MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE task, thread;
	DWORD code = 1;

	if (!silent_begin())
		return;
	task = WSAAsyncGetHostByName(window, WM_FOUND, "a.hang.example.",
				     buffer, sizeof(buffer));
	thread = CreateThread(NULL, 0, cancel_it, task, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &code);
	ok(!code, "the other thread was refused\n");
	CloseHandle(thread);
	task_refused(WSACancelAsyncRequest(task), WSAEALREADY);
	WSACleanup();
}

/* W-031: those that hang hold up nobody, cancelled or not. */
static void others_go_on(void)
{
	static char buffer[101][MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE task[101];
	MSG msg;

	if (!names_real()) {
		skip("no name server\n");
		return;
	}
	winsock_begin();
	for (int i = 0; i < 100; i++) {
		char name[64];
		sprintf(name, "n%d.hang.example.", i);
		task[i] = WSAAsyncGetHostByName(window, WM_FOUND, name,
						buffer[i], sizeof(buffer[i]));
		ok(task[i] != NULL, "refused: %d\n", WSAGetLastError());
	}
	for (int i = 0; i < 50; i++)
		ok(!WSACancelAsyncRequest(task[i]), "refused: %d\n",
		   WSAGetLastError());
	task[100] = WSAAsyncGetHostByName(window, WM_FOUND,
					  "www.test.example", buffer[100],
					  sizeof(buffer[100]));
	found_with(window, task[100], 0);
	for (int i = 50; i < 100; i++)
		ok(!WSACancelAsyncRequest(task[i]), "refused: %d\n",
		   WSAGetLastError());
	ok(!window_next(window, &msg, 100), "a message of %#lx\n",
	   (unsigned long)msg.wParam);
	WSACleanup();
}

/* W-062 */
static void cleanup(void)
{
	char buffer[MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE task;
	MSG msg;

	if (!silent_begin())
		return;
	winsock_begin();
	memset(buffer, POISON, sizeof(buffer));
	task = WSAAsyncGetHostByName(window, WM_FOUND, "a.hang.example.",
				     buffer, sizeof(buffer));
	ok(task != NULL, "refused: %d\n", WSAGetLastError());
	WSACleanup();
	ok(names_packets_wait(2, 5000) == 2, "the first cleanup ended it\n");
	WSACleanup();
	ok(!window_next(window, &msg, QUIET_MS), "a message: %#x\n",
	   msg.message);
	ok(untouched(buffer, sizeof(buffer)), "the buffer was written\n");
	winsock_begin();
	task_refused(WSACancelAsyncRequest(task), WSAEALREADY);
	WSACleanup();
}

START_TEST(WSACancelAsyncRequest)
{
	RUN(outside);
	RUN(unknown_handles);
	RUN(running);
	RUN(not_cancelled);
	RUN(ended);
	RUN(other_thread);
	RUN(others_go_on);
	RUN(cleanup);
}
