/*
 * Blocking file calls on a worker thread, and a user interface that stays
 * alive and can stop them: CancelSynchronousIo on the worker's handle.
 *
 * SynchronousIoWorker and MainUIThreadMessageHandler follow the documentation's
 * second sample. Mended, because it could not work as printed:
 *  - the thread handle outlives the message that created it;
 *  - CreateThread reports failure with NULL, not INVALID_HANDLE_VALUE;
 *  - a thread entry point with the right convention calls the worker;
 *  - the in-progress flag is set before the thread exists, not by the thread;
 *  - the messages lie above WM_APP (1 and 2 are WM_CREATE and WM_DESTROY);
 *  - a flag says that a cancel was asked for, since a cancel that comes between
 *    two calls finds nothing and is not remembered.
 * Messages are handed to the handler directly: no window is needed.
 *
 *   sync_worker NAME PATH [AFTER_MS]   PATH `pipe`: an anonymous pipe,
 *                                      `-`: the standard input
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"

#define WM_MYSYNCOPS   (WM_APP + 1)
#define WM_MYCANCEL    (WM_APP + 2)
#define WM_PROCESSDATA (WM_APP + 3)

static CHAR g_lpFileName[1024];
static volatile BOOL g_dwOperationInProgress;
static volatile BOOL g_cancelRequested;
static volatile DWORD g_CompletionStatus;
static HANDLE g_hGiven = INVALID_HANDLE_VALUE;
static HANDLE g_syncThread;

static const char *g_name;
static const char *volatile g_call;
static volatile double g_entered, g_left;
static double g_cancelled;
static DWORD g_cancelError;

static void enter(const char *call)
{
	g_call = call;
	g_entered = now_us();
}

static void leave(void)
{
	DWORD error = GetLastError();

	g_left = now_us();
	SetLastError(error);
}

static HANDLE open_source(LPCSTR name)
{
	HANDLE file;

	if (g_hGiven != INVALID_HANDLE_VALUE)
		return g_hGiven;
	enter("CreateFile");
	file = CreateFileA(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
	leave();
	return file;
}

VOID SynchronousIoWorker(VOID *pv)
{
	HANDLE file;

	g_dwOperationInProgress = TRUE;
	g_CompletionStatus = ERROR_SUCCESS;

	file = open_source((LPCSTR)pv);
	if (file != INVALID_HANDLE_VALUE) {
		BOOL result = FALSE;
		char buffer[64];
		DWORD got;

		if (g_cancelRequested) {
			SetLastError(ERROR_OPERATION_ABORTED);
		} else {
			enter("ReadFile");
			result = ReadFile(file, buffer, sizeof(buffer), &got,
					  NULL);
			leave();
		}
		if (result == FALSE)
			g_CompletionStatus = GetLastError();

		CloseHandle(file);
	} else {
		g_CompletionStatus = GetLastError();
	}

	g_dwOperationInProgress = FALSE;
}

static DWORD WINAPI sync_thread(LPVOID pv)
{
	SynchronousIoWorker(pv);
	return 0;
}

static void process_data(void)
{
	char what[128];

	snprintf(what, sizeof(what), "%s: %s", g_name, g_call);
	if (g_CompletionStatus == ERROR_OPERATION_ABORTED)
		print_row(what, g_cancelled - g_entered, "CancelSynchronousIo",
			  error_name(g_CompletionStatus), g_left - g_cancelled);
	else
		print_row(what, g_left - g_entered, "nothing",
			  error_name(g_CompletionStatus), -1);
}

LRESULT CALLBACK MainUIThreadMessageHandler(HWND hwnd, UINT uMsg,
					    WPARAM wParam, LPARAM lParam)
{
	UNREFERENCED_PARAMETER(hwnd);
	UNREFERENCED_PARAMETER(wParam);
	UNREFERENCED_PARAMETER(lParam);

	switch (uMsg) {
	case WM_MYSYNCOPS:
		g_cancelRequested = FALSE;
		g_dwOperationInProgress = TRUE;
		g_syncThread = CreateThread(NULL, 0, sync_thread,
					    &g_lpFileName, 0, NULL);
		if (g_syncThread == NULL) {
			g_CompletionStatus = GetLastError();
			g_dwOperationInProgress = FALSE;
		}
		break;

	case WM_MYCANCEL:
		if (g_syncThread != NULL) {
			g_cancelRequested = TRUE;
			g_cancelled = now_us();
			g_cancelError = ERROR_SUCCESS;
			if (!CancelSynchronousIo(g_syncThread))
				g_cancelError = GetLastError();
		}
		break;

	case WM_PROCESSDATA:
		if (!g_dwOperationInProgress)
			process_data();
		break;
	}
	return TRUE;
}

/* A user who waits a while, then clicks "cancel" until it has gone through. */
static int run(DWORD patience)
{
	char what[128];
	unsigned clicks;

	MainUIThreadMessageHandler(NULL, WM_MYSYNCOPS, 0, 0);
	if (g_syncThread == NULL)
		return 1;
	for (clicks = 0; clicks < 20; clicks++) {
		if (WaitForSingleObject(g_syncThread, patience) == WAIT_OBJECT_0)
			break;
		MainUIThreadMessageHandler(NULL, WM_MYCANCEL, 0, 0);
	}
	if (WaitForSingleObject(g_syncThread, 0) != WAIT_OBJECT_0) {
		snprintf(what, sizeof(what), "%s: %s", g_name, g_call);
		print_row(what, now_us() - g_entered, error_name(g_cancelError),
			  "still blocked", -1);
		return 1;
	}
	MainUIThreadMessageHandler(NULL, WM_PROCESSDATA, 0, 0);
	CloseHandle(g_syncThread);
	return g_CompletionStatus != ERROR_OPERATION_ABORTED;
}

int main(int argc, char **argv)
{
	HANDLE write_end;

	if (argc < 3) {
		fprintf(stderr, "usage: sync_worker NAME PATH|pipe|- "
			"[AFTER_MS]\n");
		return 2;
	}
	g_name = argv[1];
	if (!strcmp(argv[2], "pipe"))
		CreatePipe(&g_hGiven, &write_end, NULL, 0);
	else if (!strcmp(argv[2], "-"))
		g_hGiven = GetStdHandle(STD_INPUT_HANDLE);
	else
		snprintf(g_lpFileName, sizeof(g_lpFileName), "%s", argv[2]);
	return run(argc > 3 ? strtoul(argv[3], NULL, 10) : 300);
}
