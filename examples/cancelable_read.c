/*
 * A read with a time limit: start it overlapped, poll it, and when the time is
 * up stop it with CancelIoEx.
 *
 * DoCancelableRead follows the widely copied sample of the Windows
 * documentation. Its loop asks GetOverlappedResult without waiting and takes
 * ERROR_IO_PENDING for "not yet"; what Windows answers is ERROR_IO_INCOMPLETE,
 * so the sample leaves at the first look with the read still pending.
 * DoCancelableReadFixed differs in that one constant.
 *
 *   cancelable_read NAME PATH [TIMEOUT_MS [fixed]]
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#include "row.h"

#define POLL_INTERVAL 100

static double cancel_asked;

static BOOL read_for_a_while(HANDLE file, LPVOID buffer, DWORD wanted,
			     LPDWORD got, LPOVERLAPPED overlapped,
			     DWORD timeout, LPBOOL cancel_called,
			     DWORD not_yet)
{
	BOOL complete = FALSE;
	DWORD elapsed;
	BOOL ok;

	*cancel_called = FALSE;
	*got = 0;

	ok = ReadFile(file, buffer, wanted, got, overlapped);
	if (ok)
		return TRUE;
	if (GetLastError() != ERROR_IO_PENDING)
		return FALSE;

	for (elapsed = 0; elapsed < timeout; elapsed += POLL_INTERVAL) {
		ok = GetOverlappedResult(file, overlapped, got, FALSE);
		if (ok) {
			complete = TRUE;
			break;
		}
		if (GetLastError() != not_yet)
			return FALSE;
		Sleep(POLL_INTERVAL);
	}

	if (!complete) {
		cancel_asked = now_us();
		ok = CancelIoEx(file, overlapped);
		*cancel_called = TRUE;

		/*
		 * The buffer belongs to the read until it is over, cancelled or
		 * not, so there is no way round this wait. ERROR_NOT_FOUND says
		 * that it is over already; the sample then does not fetch the
		 * result, its caller has to.
		 */
		if (ok || GetLastError() != ERROR_NOT_FOUND)
			ok = GetOverlappedResult(file, overlapped, got, TRUE);
	}
	return ok;
}

BOOL DoCancelableRead(HANDLE file, LPVOID buffer, DWORD wanted, LPDWORD got,
		      LPOVERLAPPED overlapped, DWORD timeout,
		      LPBOOL cancel_called)
{
	return read_for_a_while(file, buffer, wanted, got, overlapped, timeout,
				cancel_called, ERROR_IO_PENDING);
}

BOOL DoCancelableReadFixed(HANDLE file, LPVOID buffer, DWORD wanted,
			   LPDWORD got, LPOVERLAPPED overlapped, DWORD timeout,
			   LPBOOL cancel_called)
{
	return read_for_a_while(file, buffer, wanted, got, overlapped, timeout,
				cancel_called, ERROR_IO_INCOMPLETE);
}

static int show(const char *name, const char *function,
		BOOL (*read)(HANDLE, LPVOID, DWORD, LPDWORD, LPOVERLAPPED,
			     DWORD, LPBOOL),
		const char *path, DWORD timeout)
{
	OVERLAPPED overlapped = { 0 };
	char buffer[64], what[128], saw[128];
	DWORD got, error = ERROR_SUCCESS;
	double started, ended;
	BOOL cancelled, ok;
	HANDLE file;

	snprintf(what, sizeof(what), "%s: %s", name, function);
	file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
			   NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	if (file == INVALID_HANDLE_VALUE) {
		print_row(what, 0, "nothing", error_name(GetLastError()), -1);
		return 1;
	}
	overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);

	started = now_us();
	ok = read(file, buffer, sizeof(buffer), &got, &overlapped, timeout,
		  &cancelled);
	if (!ok)
		error = GetLastError();
	ended = now_us();

	if (ok) {
		snprintf(saw, sizeof(saw), "%lu bytes", (unsigned long)got);
		print_row(what, ended - started,
			  cancelled ? "CancelIoEx, too late" : "nothing, data came",
			  saw, cancelled ? ended - cancel_asked : -1);
	} else if (cancelled) {
		print_row(what, cancel_asked - started, "CancelIoEx",
			  error_name(error), ended - cancel_asked);
	} else {
		snprintf(saw, sizeof(saw), "%s%s", error_name(error),
			 HasOverlappedIoCompleted(&overlapped) ? "" :
			 ", read still pending");
		print_row(what, ended - started, "nothing", saw, -1);
	}

	/* After the sample's early return the buffer is still being read into. */
	if (!HasOverlappedIoCompleted(&overlapped)) {
		CancelIoEx(file, &overlapped);
		GetOverlappedResult(file, &overlapped, &got, TRUE);
	}
	CloseHandle(overlapped.hEvent);
	CloseHandle(file);
	return 0;
}

int main(int argc, char **argv)
{
	DWORD timeout = 300;
	int failed = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: cancelable_read NAME PATH "
			"[TIMEOUT_MS [fixed]]\n");
		return 2;
	}
	if (argc > 3)
		timeout = strtoul(argv[3], NULL, 10);
	if (argc <= 4)
		failed |= show(argv[1], "DoCancelableRead", DoCancelableRead,
			       argv[2], timeout);
	failed |= show(argv[1], "DoCancelableReadFixed", DoCancelableReadFixed,
		       argv[2], timeout);
	return failed;
}
