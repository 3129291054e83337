/*
 * How a copy runs: both files are opened, the data go over in pieces, and between
 * two pieces the caller is told, and asked. A piece is as big as goes over in some
 * ten milliseconds, so that a cancel is never far; a piece that waits for another
 * process is stopped by the watch.
 */
#include "kernel32_cancel/copy.h"

#define FIRST_PIECE (256u << 10)
#define LARGEST_PIECE (32u << 20)
#define SMALLEST_PIECE (64u << 10)
/* A piece that took less may be bigger the next time, and the other way round. */
#define SHORT_MS 6.0
#define LONG_MS 14.0
/* How often a restartable copy is put down on the disk. */
#define MARK_MS 2000.0

static double clock_ms(void)
{
	LARGE_INTEGER count, frequency;

	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&frequency);
	return (double)count.QuadPart * 1000.0 / (double)frequency.QuadPart;
}

static BOOL cancelled(const struct copy *copy)
{
	return copy->cancel && __atomic_load_n(copy->cancel, __ATOMIC_RELAXED);
}

/* 0: go on. */
static DWORD tell(struct copy *copy, enum copy_event event)
{
	if (!copy->tell || copy->quiet)
		return 0;
	switch (copy->tell(copy, event)) {
	case PROGRESS_CANCEL:
		return ERROR_REQUEST_ABORTED;
	case PROGRESS_STOP:
		copy->keep = TRUE;
		return ERROR_REQUEST_ABORTED;
	case PROGRESS_QUIET:
		copy->quiet = TRUE;
		return 0;
	case COPY_PAUSE:
		copy->keep = TRUE;
		return ERROR_REQUEST_PAUSED;
	default:
		return 0;
	}
}

static ULONG next_size(ULONG size, double took)
{
	if (took < SHORT_MS && size < LARGEST_PIECE)
		return size * 2;
	if (took > LONG_MS && size > SMALLEST_PIECE)
		return size / 2;
	return size;
}

static DWORD one_piece(struct copy *copy, ULONG size, struct copy_watch *watch)
{
	ULONGLONG before = copy->data.at;

	copy_watch_arm(watch, TRUE);

	NTSTATUS status = copy_piece(copy->from, copy->to, &copy->data, size);

	copy_watch_arm(watch, FALSE);
	copy->chunk = copy->data.at - before;
	if (status == STATUS_CANCELLED && cancelled(copy))
		return ERROR_REQUEST_ABORTED;
	return NT_SUCCESS(status) ? 0 : RtlNtStatusToDosError(status);
}

/* What is marked as copied has to be there, whatever ends us. */
static void mark(struct copy *copy, double *marked, double now)
{
	if (!(copy->flags & COPY_FILE_RESTARTABLE) || now - *marked < MARK_MS)
		return;
	FlushFileBuffers(copy->to);
	copy_mark_set(copy->from, copy->to, copy->data.at);
	*marked = now;
}

static DWORD pieces(struct copy *copy, struct copy_watch *watch)
{
	ULONG size = FIRST_PIECE;
	double now = clock_ms(), marked = now;
	DWORD error = tell(copy, COPY_STREAM_STARTED);

	while (!error && !copy->data.over) {
		if (cancelled(copy))
			return ERROR_REQUEST_ABORTED;
		copy->chunk = size;
		error = tell(copy, COPY_CHUNK_STARTED);
		if (error)
			return error;

		double start = clock_ms();

		error = one_piece(copy, size, watch);
		now = clock_ms();
		if (!error && copy->chunk) {
			copy->chunk_number++;
			size = next_size(size, now - start);
			mark(copy, &marked, now);
			error = tell(copy, COPY_CHUNK_FINISHED);
		}
	}
	return error ? error : cancelled(copy) ? ERROR_REQUEST_ABORTED : 0;
}

static DWORD data(struct copy *copy)
{
	struct copy_watch watch = { .cancel = NULL };

	if (copy->data.slow && copy->cancel &&
	    !copy_watch_start(&watch, copy->cancel))
		return GetLastError();

	DWORD error = pieces(copy, &watch);

	copy_watch_end(&watch);
	return error;
}

/* From the first byte on: the target is open. */
static DWORD contents(struct copy *copy, ULONGLONG at)
{
	NTSTATUS status = copy_begin(copy->from, copy->to, &copy->data);
	DWORD error = NT_SUCCESS(status) ? 0 : RtlNtStatusToDosError(status);

	copy->data.at = at;
	copy->data.cached = at;
	copy->data.uncached = !!(copy->flags & COPY_FILE_NO_BUFFERING);
	/* Nothing to copy is told as such: no chunk. */
	if (!error && at && at >= copy->data.end)
		copy->data.over = TRUE;
	if (!error)
		error = data(copy);
	if (!error) {
		status = copy_finish(copy->from, copy->to, &copy->data);
		error = NT_SUCCESS(status) ? 0 : RtlNtStatusToDosError(status);
	}
	if (!error && copy->flush && !copy->data.stays &&
	    !FlushFileBuffers(copy->to))
		error = GetLastError();
	if (!error)
		error = tell(copy, COPY_STREAM_FINISHED);
	copy_end(&copy->data);
	return error;
}

static DWORD open_source(struct copy *copy)
{
	DWORD access = GENERIC_READ;

	if (copy->flags & COPY_FILE_OPEN_SOURCE_FOR_WRITE)
		access |= GENERIC_WRITE;
	copy->from = CreateFileW(copy->source, access,
				 FILE_SHARE_READ | FILE_SHARE_WRITE |
					 FILE_SHARE_DELETE,
				 NULL, OPEN_EXISTING,
				 FILE_FLAG_SEQUENTIAL_SCAN, NULL);
	return copy->from == INVALID_HANDLE_VALUE ? GetLastError() : 0;
}

static DWORD opened(struct copy *copy)
{
	ULONGLONG at = 0;

	if (cancelled(copy))
		return ERROR_REQUEST_ABORTED;
	copy->error = copy_open_target(copy, &at);
	if (copy->error)
		return copy->error;
	copy->error = contents(copy, at);
	if (copy->error == ERROR_REQUEST_ABORTED ||
	    copy->error == ERROR_REQUEST_PAUSED)
		goto close;
	if (copy->error) {
		copy->keep |= !!(copy->flags & COPY_FILE_RESTARTABLE);
		tell(copy, COPY_ERROR);
	}
close:
	copy_close_target(copy);
	return copy->error;
}

DWORD copy_run(struct copy *copy)
{
	DWORD error = ERROR_NOT_A_REPARSE_POINT;

	if (copy->flags & COPY_FILE_COPY_SYMLINK)
		error = copy_link(copy->source, copy->target,
				  !(copy->flags & COPY_FILE_FAIL_IF_EXISTS));
	if (error != ERROR_NOT_A_REPARSE_POINT)
		return error;
	error = open_source(copy);
	if (error)
		return error;
	error = opened(copy);
	CloseHandle(copy->from);
	return error;
}
