/*
 * Many FIFOs with a pending read each, all on one completion port.
 */
#include <stdlib.h>

#include "bench.h"
#include "crowd.h"

HANDLE crowd_port;
struct guest *crowd;

int crowd_open(char *const fifo[2])
{
	unsigned i;

	(void)fifo;
	crowd_port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	crowd = calloc(CROWD_MANY, sizeof(*crowd));
	if (!crowd_port || !crowd || bench_crowd_begin())
		return -1;
	for (i = 0; i < CROWD_MANY; i++) {
		/* To write as well: so it is never without a writer. */
		crowd[i].file = CreateFileA(bench_crowd_fifo(i), GENERIC_READ |
					    GENERIC_WRITE, FILE_SHARE_READ |
					    FILE_SHARE_WRITE, NULL,
					    OPEN_EXISTING,
					    FILE_FLAG_OVERLAPPED, NULL);
		if (crowd[i].file == INVALID_HANDLE_VALUE ||
		    !CreateIoCompletionPort(crowd[i].file, crowd_port, 1, 0))
			return -1;
	}
	bench_crowd_end();
	return 0;
}

int crowd_read(struct guest *guest)
{
	return ReadFile(guest->file, &guest->byte, 1, NULL,
			&guest->overlapped) ||
	       GetLastError() != ERROR_IO_PENDING ? -1 : 0;
}
