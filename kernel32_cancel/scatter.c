/*
 * ReadFileScatter, WriteFileGather: transfers whose buffer is an array of pages.
 */
#include "kernel32_cancel/overlapped.h"

enum way { READS, WRITES };

static BOOL transfer(enum way way, HANDLE file, FILE_SEGMENT_ELEMENT *segments,
		     DWORD size, OVERLAPPED *overlapped)
{
	if (!overlapped)
		return fail_with(ERROR_INVALID_PARAMETER);

	LARGE_INTEGER offset = {
		.u = { .LowPart = overlapped->Offset,
		       .HighPart = (LONG)overlapped->OffsetHigh },
	};
	HANDLE event = event_of(overlapped);
	void *context = context_of(overlapped);
	IO_STATUS_BLOCK *io = overlapped_iosb(overlapped);

	overlapped->Internal = STATUS_PENDING;
	overlapped->InternalHigh = 0;
	return started(way == READS ?
			       NtReadFileScatter(file, event, NULL, context, io,
						 segments, size, &offset, NULL) :
			       NtWriteFileGather(file, event, NULL, context, io,
						 segments, size, &offset, NULL),
		       overlapped, NULL);
}

/*
 * ReadFileScatter: reads `size` bytes, a page into each element of `segments`,
 * which point to whole pages. For handles opened with FILE_FLAG_OVERLAPPED and
 * FILE_FLAG_NO_BUFFERING, sizes and offsets in sectors of 512 bytes; else
 * ERROR_INVALID_PARAMETER.  (Microsoft: ReadFileScatter)
 */
BOOL WINAPI ReadFileScatter(HANDLE file, FILE_SEGMENT_ELEMENT *segments,
			    DWORD size, DWORD *reserved, OVERLAPPED *overlapped)
{
	(void)reserved;
	return transfer(READS, file, segments, size, overlapped);
}

/*
 * WriteFileGather: the same for a write.  (Microsoft: WriteFileGather)
 */
BOOL WINAPI WriteFileGather(HANDLE file, FILE_SEGMENT_ELEMENT *segments,
			    DWORD size, DWORD *reserved, OVERLAPPED *overlapped)
{
	(void)reserved;
	return transfer(WRITES, file, segments, size, overlapped);
}
