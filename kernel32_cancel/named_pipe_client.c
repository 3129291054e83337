/*
 * What clients of named pipes do besides reading and writing: wait for an
 * instance, ask and be answered, look without taking.
 */
#include "kernel32_cancel/named_pipe.h"
#include "kernel32_cancel/overlapped.h"

static size_t length_of(const WCHAR *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

/* The object of all pipes, of which WaitNamedPipe asks. */
static NTSTATUS open_root(HANDLE *root)
{
	static WCHAR text[] = u"\\??\\pipe\\";
	UNICODE_STRING name = { sizeof(text) - sizeof(*text), sizeof(text),
				text };
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK io;

	InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE,
				   NULL, NULL);
	return NtOpenFile(root, SYNCHRONIZE | FILE_READ_ATTRIBUTES, &attributes,
			  &io, FILE_SHARE_READ | FILE_SHARE_WRITE,
			  FILE_SYNCHRONOUS_IO_NONALERT);
}

/*
 * WaitNamedPipeW: until an instance of the pipe can be opened, at most `ms`
 * milliseconds (NMPWAIT_USE_DEFAULT_WAIT: the time-out given to CreateNamedPipe).
 * Another client may still be faster. ERROR_FILE_NOT_FOUND at once if there is no
 * such pipe, ERROR_SEM_TIMEOUT, ERROR_OPERATION_ABORTED if cancelled.
 * (Microsoft: WaitNamedPipeW)
 */
BOOL WINAPI WaitNamedPipeW(const WCHAR *name, DWORD ms)
{
	/* Its last member is an array of one, of which there are more. */
	union {
		FILE_PIPE_WAIT_FOR_BUFFER wait;
		char room[sizeof(FILE_PIPE_WAIT_FOR_BUFFER) +
			  MAX_PATH * sizeof(WCHAR)];
	} in;
	const size_t head = offsetof(FILE_PIPE_WAIT_FOR_BUFFER, Name);
	const WCHAR *rest = name ? pipe_name_of(name) : NULL;
	size_t length = rest ? length_of(rest) : 0;
	IO_STATUS_BLOCK io;
	HANDLE root = NULL;

	if (!rest)
		return fail_with(ERROR_PATH_NOT_FOUND);
	if (!length || length > MAX_PATH)
		return fail_with(ERROR_INVALID_NAME);
	in.wait.TimeoutSpecified = ms != NMPWAIT_USE_DEFAULT_WAIT;
	if (ms == NMPWAIT_WAIT_FOREVER)
		in.wait.Timeout.QuadPart = INT64_MIN;
	else
		nt_timeout(&in.wait.Timeout, ms);
	in.wait.NameLength = (ULONG)(length * sizeof(WCHAR));
	__builtin_memcpy(in.room + head, rest, length * sizeof(WCHAR));

	NTSTATUS status = open_root(&root);

	if (!NT_SUCCESS(status))
		return status_to_bool(status);
	status = NtFsControlFile(root, NULL, NULL, NULL, &io, FSCTL_PIPE_WAIT,
				 &in, (ULONG)(head + length * sizeof(WCHAR)),
				 NULL, 0);
	NtClose(root);
	return status_to_bool(status);
}

/*
 * WaitNamedPipeA: the same; the name is UTF-8.
 */
BOOL WINAPI WaitNamedPipeA(const char *name, DWORD ms)
{
	WCHAR wide[PATH_CHARS];

	if (!name)
		return fail_with(ERROR_PATH_NOT_FOUND);
	return utf16_from(name, wide, PATH_CHARS, ERROR_INVALID_NAME) &&
	       WaitNamedPipeW(wide, ms);
}

/*
 * TransactNamedPipe: writes one message and reads one, on a handle in message read
 * mode (else ERROR_BAD_PIPE) for both directions. ERROR_PIPE_BUSY if something
 * unread is there; ERROR_MORE_DATA if the answer is longer than `out_size`, the rest
 * is for ReadFile. With an OVERLAPPED as for ReadFile; a cancel ends the wait for the
 * answer, the message has been sent. `read` may be NULL with an OVERLAPPED.
 * (Microsoft: TransactNamedPipe)
 */
BOOL WINAPI TransactNamedPipe(HANDLE pipe, void *in, DWORD in_size, void *out,
			      DWORD out_size, DWORD *read,
			      OVERLAPPED *overlapped)
{
	if (read)
		*read = 0;
	if (overlapped) {
		overlapped->Internal = STATUS_PENDING;
		return started(NtFsControlFile(pipe, event_of(overlapped), NULL,
					       context_of(overlapped),
					       overlapped_iosb(overlapped),
					       FSCTL_PIPE_TRANSCEIVE, in,
					       in_size, out, out_size),
			       overlapped, read);
	}

	IO_STATUS_BLOCK io = { .Status = STATUS_PENDING };
	NTSTATUS status = NtFsControlFile(pipe, NULL, NULL, NULL, &io,
					  FSCTL_PIPE_TRANSCEIVE, in, in_size,
					  out, out_size);

	if (status == STATUS_PENDING)
		status = wait_pending(pipe, &io);
	if (read && !NT_ERROR(status))
		*read = (DWORD)io.Information;
	return status_to_bool(status);
}

static BOOL transact_and_close(HANDLE pipe, void *in, DWORD in_size, void *out,
			       DWORD out_size, DWORD *read)
{
	DWORD mode = PIPE_READMODE_MESSAGE;
	BOOL done = SetNamedPipeHandleState(pipe, &mode, NULL, NULL) &&
		    TransactNamedPipe(pipe, in, in_size, out, out_size, read,
				      NULL);
	DWORD error = RtlGetLastWin32Error();

	NtClose(pipe);
	RtlSetLastWin32Error(error);
	return done;
}

/*
 * CallNamedPipeW: opens the pipe, waiting up to `ms` for an instance as WaitNamedPipe
 * does, transacts and closes it. ERROR_MORE_DATA: the answer was longer, the rest
 * is lost.  (Microsoft: CallNamedPipeW)
 */
BOOL WINAPI CallNamedPipeW(const WCHAR *name, void *in, DWORD in_size, void *out,
			   DWORD out_size, DWORD *read, DWORD ms)
{
	for (;;) {
		HANDLE pipe = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0,
					  NULL, OPEN_EXISTING, 0, NULL);

		if (pipe != INVALID_HANDLE_VALUE)
			return transact_and_close(pipe, in, in_size, out,
						  out_size, read);
		if (RtlGetLastWin32Error() != ERROR_PIPE_BUSY)
			return FALSE;
		if (!WaitNamedPipeW(name, ms))
			return FALSE;
	}
}

/*
 * CallNamedPipeA: the same; the name is UTF-8.
 */
BOOL WINAPI CallNamedPipeA(const char *name, void *in, DWORD in_size, void *out,
			   DWORD out_size, DWORD *read, DWORD ms)
{
	WCHAR wide[PATH_CHARS];

	if (!name)
		return fail_with(ERROR_PATH_NOT_FOUND);
	return utf16_from(name, wide, PATH_CHARS, ERROR_INVALID_NAME) &&
	       CallNamedPipeW(wide, in, in_size, out, out_size, read, ms);
}

/*
 * PeekNamedPipe: up to `size` bytes of what can be read, without taking them; of
 * a message in message read mode. Every pointer may be NULL: bytes copied, bytes
 * there in all, and what of the first message is then left. Also of the read end
 * of an anonymous pipe. ERROR_BROKEN_PIPE once nothing can come any more,
 * ERROR_BAD_PIPE while nobody is connected yet.  (Microsoft: PeekNamedPipe)
 */
BOOL WINAPI PeekNamedPipe(HANDLE pipe, void *buffer, DWORD size, DWORD *copied,
			  DWORD *available, DWORD *left)
{
	DWORD room = (DWORD)offsetof(FILE_PIPE_PEEK_BUFFER, Data) +
		     (buffer ? size : 0);
	char stack[1024];
	FILE_PIPE_PEEK_BUFFER *peek = (void *)stack;
	IO_STATUS_BLOCK io = { .Information = 0 };

	if (room < size)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (room > sizeof(stack) && !(peek = HeapAlloc(GetProcessHeap(), 0, room)))
		return fail_with(ERROR_NOT_ENOUGH_MEMORY);

	NTSTATUS status = NtFsControlFile(pipe, NULL, NULL, NULL, &io,
					  FSCTL_PIPE_PEEK, NULL, 0, peek, room);

	/* That there is more than was asked for is no error here. */
	if (!NT_ERROR(status)) {
		DWORD n = (DWORD)(io.Information -
				  offsetof(FILE_PIPE_PEEK_BUFFER, Data));

		if (buffer)
			__builtin_memcpy(buffer, peek->Data, n);
		if (copied)
			*copied = n;
		if (available)
			*available = peek->ReadDataAvailable;
		if (left)
			*left = peek->MessageLength > n
					? peek->MessageLength - n : 0;
		status = STATUS_SUCCESS;
	}
	if (peek != (void *)stack)
		HeapFree(GetProcessHeap(), 0, peek);
	return status_to_bool(status);
}
