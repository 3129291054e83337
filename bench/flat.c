/*
 * Many reads pending on one handle, each with an event of its own.
 */
#include <windows.h>
#include <stdlib.h>

#include "flat.h"

HANDLE flat_file;
OVERLAPPED *flat_overlapped;
static char *buffer;

int flat_open(char *const fifo[2])
{
	unsigned i;

	flat_file = CreateFileA(fifo[0], GENERIC_READ, FILE_SHARE_READ |
				FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
				FILE_FLAG_OVERLAPPED, NULL);
	flat_overlapped = calloc(FLAT_MANY, sizeof(*flat_overlapped));
	buffer = calloc(FLAT_MANY, 1);
	if (flat_file == INVALID_HANDLE_VALUE || !flat_overlapped || !buffer)
		return -1;
	for (i = 0; i < FLAT_MANY; i++) {
		flat_overlapped[i].hEvent = CreateEventA(NULL, TRUE, FALSE,
							 NULL);
		if (!flat_overlapped[i].hEvent)
			return -1;
	}
	return 0;
}

int flat_issue(unsigned count)
{
	return flat_issue_part(0, count);
}

int flat_issue_part(unsigned from, unsigned to)
{
	unsigned i;

	for (i = from; i < to; i++)
		if (ReadFile(flat_file, buffer + i, 1, NULL,
			     flat_overlapped + i) ||
		    GetLastError() != ERROR_IO_PENDING)
			return -1;
	return 0;
}

int flat_check(unsigned count)
{
	DWORD got;
	unsigned i;

	for (i = 0; i < count; i++)
		if (GetOverlappedResult(flat_file, flat_overlapped + i, &got,
					TRUE) ||
		    GetLastError() != ERROR_OPERATION_ABORTED)
			return -1;
	return 0;
}
