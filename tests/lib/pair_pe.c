/*
 * The pair under Wine, where a FIFO cannot be read overlapped: the two ends of a
 * byte-mode named pipe.
 */
#include <stdio.h>
#include "fixture.h"
#include "wine/test.h"
#include "pair.h"

BOOL overlapped_pair(HANDLE *rd, HANDLE *wr)
{
	static LONG serial;
	char name[80];

	sprintf(name, "\\\\.\\pipe\\wincancel-test-%u-%d",
		(unsigned)GetCurrentProcessId(),
		(int)InterlockedIncrement(&serial));
	*rd = CreateNamedPipeA(name, PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED,
			       PIPE_TYPE_BYTE | PIPE_WAIT, 1, 65536, 65536, 0,
			       NULL);
	*wr = CreateFileA(name, GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
			  FILE_FLAG_OVERLAPPED, NULL);
	return *rd != INVALID_HANDLE_VALUE && *wr != INVALID_HANDLE_VALUE;
}
