/*
 * The pair natively: the two ends of the case's next FIFO.
 */
#include "fixture.h"
#include "wine/test.h"
#include "pair.h"

/* The end opened both ways first lets the two others open without a peer. */
BOOL overlapped_pair(HANDLE *rd, HANDLE *wr)
{
	static int serial;
	const char *path = fixture_fifo(serial++);
	HANDLE both = CreateFileA(path, GENERIC_READ | GENERIC_WRITE,
				  PAIR_SHARE, NULL, OPEN_EXISTING,
				  FILE_FLAG_OVERLAPPED, NULL);

	*rd = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			  FILE_FLAG_OVERLAPPED, NULL);
	*wr = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL, OPEN_EXISTING,
			  FILE_FLAG_OVERLAPPED, NULL);
	if (both != INVALID_HANDLE_VALUE)
		CloseHandle(both);
	return *rd != INVALID_HANDLE_VALUE && *wr != INVALID_HANDLE_VALUE;
}
