/*
 * CopyFile2: the same copy, other words for what it reports.
 */
#include "kernel32_cancel/copy.h"

/* COPYFILE2_COPY_PHASE of what failed: which side it was is not known. */
#define PHASE COPYFILE2_PHASE_WRITE_DESTINATION

#define KNOWN_FLAGS \
	(COPY_FILE_FAIL_IF_EXISTS | COPY_FILE_RESTARTABLE | \
	 COPY_FILE_OPEN_SOURCE_FOR_WRITE | \
	 COPY_FILE_ALLOW_DECRYPTED_DESTINATION | COPY_FILE_COPY_SYMLINK | \
	 COPY_FILE_NO_BUFFERING | COPY_REQUEST_SECURITY_PRIVILEGES | \
	 COPY_RESUME_FROM_PAUSE | COPY_NO_OFFLOAD | \
	 COPY_REQUEST_COMPRESSED_TRAFFIC)

static HRESULT result_of(DWORD error)
{
	return error ? (HRESULT)(0x80070000u | error) : S_OK;
}

static ULARGE_INTEGER large(ULONGLONG value)
{
	return (ULARGE_INTEGER){ .QuadPart = value };
}

/* Of something that has no length, such as a pipe: what there was so far. */
static ULARGE_INTEGER size_of(const struct copy *copy)
{
	return large(copy->data.size > copy->data.at ? copy->data.size
						     : copy->data.at);
}

static void chunk_message(const struct copy *copy, COPYFILE2_MESSAGE *m)
{
	if (m->Type == COPYFILE2_CALLBACK_CHUNK_STARTED) {
		m->Info.ChunkStarted.dwStreamNumber = 1;
		m->Info.ChunkStarted.hSourceFile = copy->from;
		m->Info.ChunkStarted.hDestinationFile = copy->to;
		m->Info.ChunkStarted.uliChunkNumber = large(copy->chunk_number);
		m->Info.ChunkStarted.uliChunkSize = large(copy->chunk);
		m->Info.ChunkStarted.uliStreamSize = size_of(copy);
		m->Info.ChunkStarted.uliTotalFileSize = size_of(copy);
		return;
	}
	m->Info.ChunkFinished.dwStreamNumber = 1;
	m->Info.ChunkFinished.hSourceFile = copy->from;
	m->Info.ChunkFinished.hDestinationFile = copy->to;
	m->Info.ChunkFinished.uliChunkNumber = large(copy->chunk_number - 1);
	m->Info.ChunkFinished.uliChunkSize = large(copy->chunk);
	m->Info.ChunkFinished.uliStreamSize = size_of(copy);
	m->Info.ChunkFinished.uliStreamBytesTransferred = large(copy->data.at);
	m->Info.ChunkFinished.uliTotalFileSize = size_of(copy);
	m->Info.ChunkFinished.uliTotalBytesTransferred = large(copy->data.at);
}

static void stream_message(const struct copy *copy, COPYFILE2_MESSAGE *m)
{
	if (m->Type == COPYFILE2_CALLBACK_STREAM_STARTED) {
		m->Info.StreamStarted.dwStreamNumber = 1;
		m->Info.StreamStarted.hSourceFile = copy->from;
		m->Info.StreamStarted.hDestinationFile = copy->to;
		m->Info.StreamStarted.uliStreamSize = size_of(copy);
		m->Info.StreamStarted.uliTotalFileSize = size_of(copy);
		return;
	}
	m->Info.StreamFinished.dwStreamNumber = 1;
	m->Info.StreamFinished.hSourceFile = copy->from;
	m->Info.StreamFinished.hDestinationFile = copy->to;
	m->Info.StreamFinished.uliStreamSize = size_of(copy);
	m->Info.StreamFinished.uliStreamBytesTransferred = large(copy->data.at);
	m->Info.StreamFinished.uliTotalFileSize = size_of(copy);
	m->Info.StreamFinished.uliTotalBytesTransferred = large(copy->data.at);
}

static void error_message(const struct copy *copy, COPYFILE2_MESSAGE *m)
{
	m->Info.Error.CopyPhase = PHASE;
	m->Info.Error.dwStreamNumber = 1;
	m->Info.Error.hrFailure = result_of(copy->error);
	m->Info.Error.uliChunkNumber = large(copy->chunk_number);
	m->Info.Error.uliStreamSize = size_of(copy);
	m->Info.Error.uliStreamBytesTransferred = large(copy->data.at);
	m->Info.Error.uliTotalFileSize = size_of(copy);
	m->Info.Error.uliTotalBytesTransferred = large(copy->data.at);
}

static DWORD tell(struct copy *copy, enum copy_event event)
{
	static const struct {
		COPYFILE2_MESSAGE_TYPE type;
		void (*fill)(const struct copy *, COPYFILE2_MESSAGE *);
	} forms[] = {
		[COPY_STREAM_STARTED] = { COPYFILE2_CALLBACK_STREAM_STARTED,
					  stream_message },
		[COPY_CHUNK_STARTED] = { COPYFILE2_CALLBACK_CHUNK_STARTED,
					 chunk_message },
		[COPY_CHUNK_FINISHED] = { COPYFILE2_CALLBACK_CHUNK_FINISHED,
					  chunk_message },
		[COPY_STREAM_FINISHED] = { COPYFILE2_CALLBACK_STREAM_FINISHED,
					   stream_message },
		[COPY_ERROR] = { COPYFILE2_CALLBACK_ERROR, error_message },
	};
	PCOPYFILE2_PROGRESS_ROUTINE routine =
		(PCOPYFILE2_PROGRESS_ROUTINE)copy->routine;
	COPYFILE2_MESSAGE message = { .Type = forms[event].type };

	forms[event].fill(copy, &message);
	return (DWORD)routine(&message, copy->context);
}

/*
 * CopyFile2: as CopyFileEx, with messages that say more, and
 * COPYFILE2_PROGRESS_PAUSE: the copy ends with ERROR_REQUEST_PAUSED and can be
 * taken up with COPY_FILE_RESTARTABLE | COPY_FILE_RESUME_FROM_PAUSE. Returns S_OK,
 * or the error as an HRESULT; the last error is not what to look at.
 * (Microsoft: CopyFile2)
 */
HRESULT WINAPI CopyFile2(const WCHAR *source, const WCHAR *target,
			 COPYFILE2_EXTENDED_PARAMETERS *parameters)
{
	struct copy copy = { .source = source, .target = target };

	if (!source || !target ||
	    (parameters && parameters->dwSize != sizeof(*parameters)))
		return result_of(ERROR_INVALID_PARAMETER);
	if (parameters) {
		copy.flags = parameters->dwCopyFlags;
		copy.cancel = parameters->pfCancel;
		copy.tell = parameters->pProgressRoutine ? tell : NULL;
		copy.routine = (void *)parameters->pProgressRoutine;
		copy.context = parameters->pvCallbackContext;
	}
	if (copy.flags & ~(DWORD)KNOWN_FLAGS ||
	    (copy.flags & (COPY_RESUME_FROM_PAUSE | COPY_FILE_RESTARTABLE)) ==
		    COPY_RESUME_FROM_PAUSE)
		return result_of(ERROR_INVALID_PARAMETER);
	return result_of(copy_run(&copy));
}
