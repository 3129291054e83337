/*
 * CopyFile and CopyFileEx, and the words in which a copy reports to an
 * LPPROGRESS_ROUTINE.
 */
#include "kernel32_cancel/copy.h"

#define KNOWN_FLAGS \
	(COPY_FILE_FAIL_IF_EXISTS | COPY_FILE_RESTARTABLE | \
	 COPY_FILE_OPEN_SOURCE_FOR_WRITE | \
	 COPY_FILE_ALLOW_DECRYPTED_DESTINATION | COPY_FILE_COPY_SYMLINK | \
	 COPY_FILE_NO_BUFFERING | COPY_REQUEST_COMPRESSED_TRAFFIC)

DWORD copy_progress(struct copy *copy, enum copy_event event)
{
	LPPROGRESS_ROUTINE routine = (LPPROGRESS_ROUTINE)copy->routine;
	DWORD reason;

	if (event == COPY_STREAM_STARTED)
		reason = CALLBACK_STREAM_SWITCH;
	else if (event == COPY_CHUNK_FINISHED)
		reason = CALLBACK_CHUNK_FINISHED;
	else
		return PROGRESS_CONTINUE;

	LARGE_INTEGER at = { .QuadPart = (LONGLONG)copy->data.at };
	LARGE_INTEGER size = { .QuadPart = (LONGLONG)copy->data.size };

	/* Of something that has no length, such as a pipe. */
	if (size.QuadPart < at.QuadPart)
		size = at;

	DWORD said = routine(size, at, size, at, 1, reason, copy->from,
			     copy->to, copy->context);

	/* Whatever else it says is no COPY_PAUSE. */
	return said <= PROGRESS_QUIET ? said : PROGRESS_CONTINUE;
}

static BOOL done(DWORD error)
{
	return error ? fail_with(error) : TRUE;
}

/*
 * CopyFileExW: copies the contents, the time of the last write and the
 * permissions. `routine` is told of the beginning (CALLBACK_STREAM_SWITCH) and of
 * each piece; with what it returns, or by setting *cancel at any time, the copy is
 * ended: FALSE and ERROR_REQUEST_ABORTED. What was copied is removed then, as after
 * every failure; PROGRESS_STOP keeps it, and COPY_FILE_RESTARTABLE keeps it after
 * failures that the caller had no part in. With that flag a copy that was kept is
 * taken up where it ended. CancelSynchronousIo on the thread ends it with
 * ERROR_OPERATION_ABORTED. Other failures: ERROR_INVALID_PARAMETER for a flag that
 * is not known, ERROR_FILE_EXISTS, ERROR_ACCESS_DENIED for a read-only target,
 * ERROR_SHARING_VIOLATION where source and target are one file.
 * (Microsoft: CopyFileEx)
 */
BOOL WINAPI CopyFileExW(const WCHAR *source, const WCHAR *target,
			LPPROGRESS_ROUTINE routine, void *context, BOOL *cancel,
			DWORD flags)
{
	struct copy copy = {
		.source = source,
		.target = target,
		.flags = flags,
		.cancel = cancel,
		.tell = routine ? copy_progress : NULL,
		.routine = (void *)routine,
		.context = context,
	};

	if (!source || !target || flags & ~(DWORD)KNOWN_FLAGS)
		return fail_with(ERROR_INVALID_PARAMETER);
	return done(copy_run(&copy));
}

/*
 * CopyFileExA: the same; names are UTF-8.
 */
BOOL WINAPI CopyFileExA(const char *source, const char *target,
			LPPROGRESS_ROUTINE routine, void *context, BOOL *cancel,
			DWORD flags)
{
	WCHAR from[PATH_CHARS], to[PATH_CHARS];

	return path_utf16(source, from) && path_utf16(target, to) &&
	       CopyFileExW(from, to, routine, context, cancel, flags);
}

/*
 * CopyFileW: the same without progress, and nothing stops it: a cancel of what
 * its thread is doing finds nothing.  (Microsoft: CopyFile; K-137)
 */
BOOL WINAPI CopyFileW(const WCHAR *source, const WCHAR *target, BOOL only_new)
{
	calls_hide(TRUE);

	BOOL ret = CopyFileExW(source, target, NULL, NULL, NULL,
			       only_new ? COPY_FILE_FAIL_IF_EXISTS : 0);

	calls_hide(FALSE);
	return ret;
}

/*
 * CopyFileA: the same; names are UTF-8.
 */
BOOL WINAPI CopyFileA(const char *source, const char *target, BOOL only_new)
{
	WCHAR from[PATH_CHARS], to[PATH_CHARS];

	return path_utf16(source, from) && path_utf16(target, to) &&
	       CopyFileW(from, to, only_new);
}
