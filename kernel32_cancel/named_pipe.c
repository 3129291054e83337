/*
 * The server's side of named pipes: making an instance, waiting for a client,
 * letting it go.
 */
#include "kernel32_cancel/named_pipe.h"
#include "kernel32_cancel/overlapped.h"

#define OPEN_FLAGS                                                       \
	(FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_WRITE_THROUGH |       \
	 FILE_FLAG_OVERLAPPED | WRITE_DAC | WRITE_OWNER | ACCESS_SYSTEM_SECURITY)
#define MODE_FLAGS                                                       \
	(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT |       \
	 PIPE_REJECT_REMOTE_CLIENTS)
/* What a time-out of 0 means. */
#define DEFAULT_TIMEOUT_MS 50

/* `\\.\pipe\` in any case and with either slash; the rest, or NULL. */
const WCHAR *pipe_name_of(const WCHAR *name)
{
	static const char prefix[] = "\\\\.\\pipe\\";

	for (const char *p = prefix; *p; p++, name++) {
		WCHAR c = *name == u'/' ? u'\\' : *name;

		if (c >= u'A' && c <= u'Z')
			c |= 0x20;
		if (c != (WCHAR)*p)
			return NULL;
	}
	return name;
}

static HANDLE create_failed(DWORD code)
{
	RtlSetLastWin32Error(code);
	return INVALID_HANDLE_VALUE;
}

/* What the server may do with its end, and what that leaves to the client. */
static const struct {
	ACCESS_MASK access;
	ULONG sharing;
} directions[] = {
	[PIPE_ACCESS_INBOUND] = { GENERIC_READ, FILE_SHARE_WRITE },
	[PIPE_ACCESS_OUTBOUND] = { GENERIC_WRITE, FILE_SHARE_READ },
	[PIPE_ACCESS_DUPLEX] = { GENERIC_READ | GENERIC_WRITE,
				 FILE_SHARE_READ | FILE_SHARE_WRITE },
};

static BOOL arguments_good(DWORD open_mode, DWORD pipe_mode, DWORD instances)
{
	return (open_mode & PIPE_ACCESS_DUPLEX) &&
	       !(open_mode & ~(PIPE_ACCESS_DUPLEX | OPEN_FLAGS)) &&
	       !(pipe_mode & ~MODE_FLAGS) && instances &&
	       instances <= PIPE_UNLIMITED_INSTANCES &&
	       ((pipe_mode & PIPE_TYPE_MESSAGE) ||
		!(pipe_mode & PIPE_READMODE_MESSAGE));
}

/*
 * CreateNamedPipeW: one instance of the pipe `\\.\pipe\NAME`, to which clients can
 * connect at once. `open_mode`: PIPE_ACCESS_…, FILE_FLAG_OVERLAPPED,
 * FILE_FLAG_FIRST_PIPE_INSTANCE (ERROR_ACCESS_DENIED if there is one). All
 * instances of a name have one type and direction (else ERROR_ACCESS_DENIED), and
 * the first says how many there may be (else ERROR_PIPE_BUSY; 255: any number).
 * The sizes are quotas in bytes: a write that goes beyond waits until it is read.
 * `timeout`, in ms, is WaitNamedPipe's default (0: 50 ms). Only processes of the same
 * user can connect, whatever `security` says. The caller closes the handle.
 * INVALID_HANDLE_VALUE: ERROR_INVALID_NAME, ERROR_INVALID_PARAMETER, and above.
 * (Microsoft: CreateNamedPipeW)
 */
HANDLE WINAPI CreateNamedPipeW(const WCHAR *name, DWORD open_mode,
			       DWORD pipe_mode, DWORD instances,
			       DWORD out_size, DWORD in_size, DWORD timeout,
			       SECURITY_ATTRIBUTES *security)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK io;
	LARGE_INTEGER time;
	HANDLE handle = NULL;
	DWORD direction = open_mode & PIPE_ACCESS_DUPLEX;

	if (!name || !*name)
		return create_failed(ERROR_PATH_NOT_FOUND);
	if (!arguments_good(open_mode, pipe_mode, instances))
		return create_failed(ERROR_INVALID_PARAMETER);
	const WCHAR *rest = pipe_name_of(name);

	if (!rest || !*rest)
		return create_failed(ERROR_INVALID_NAME);
	NTSTATUS status = path_to_nt(name, &path);

	if (!NT_SUCCESS(status)) {
		set_status(status);
		return INVALID_HANDLE_VALUE;
	}
	InitializeObjectAttributes(&attributes, &path.name, OBJ_CASE_INSENSITIVE,
				   NULL, NULL);
	if (security && security->bInheritHandle)
		attributes.Attributes |= OBJ_INHERIT;
	nt_timeout(&time, timeout ? timeout : DEFAULT_TIMEOUT_MS);
	if (timeout == INFINITE)
		time.QuadPart = INT64_MIN;
	status = NtCreateNamedPipeFile(
		&handle,
		directions[direction].access | SYNCHRONIZE |
			FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES,
		&attributes, &io, directions[direction].sharing,
		open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE ? FILE_CREATE
							  : FILE_OPEN_IF,
		open_mode & FILE_FLAG_OVERLAPPED
			? 0 : FILE_SYNCHRONOUS_IO_NONALERT,
		!!(pipe_mode & PIPE_TYPE_MESSAGE),
		!!(pipe_mode & PIPE_READMODE_MESSAGE),
		!!(pipe_mode & PIPE_NOWAIT),
		instances == PIPE_UNLIMITED_INSTANCES ? ~0u : instances, in_size,
		out_size, &time);
	if (!NT_SUCCESS(status)) {
		set_status(status);
		return INVALID_HANDLE_VALUE;
	}
	RtlSetLastWin32Error(ERROR_SUCCESS);
	return handle;
}

/*
 * CreateNamedPipeA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateNamedPipeA(const char *name, DWORD open_mode,
			       DWORD pipe_mode, DWORD instances,
			       DWORD out_size, DWORD in_size, DWORD timeout,
			       SECURITY_ATTRIBUTES *security)
{
	WCHAR wide[PATH_CHARS];

	if (!name || !*name)
		return create_failed(ERROR_PATH_NOT_FOUND);
	if (!utf16_from(name, wide, PATH_CHARS, ERROR_INVALID_NAME))
		return INVALID_HANDLE_VALUE;
	return CreateNamedPipeW(wide, open_mode, pipe_mode, instances, out_size,
				in_size, timeout, security);
}

/*
 * ConnectNamedPipe: waits until a client is there. FALSE with
 * ERROR_PIPE_CONNECTED: it was there already, which is as good; ERROR_NO_DATA: it
 * was, and went, DisconnectNamedPipe comes first; ERROR_IO_PENDING: with an
 * OVERLAPPED, as for ReadFile; ERROR_PIPE_LISTENING: PIPE_NOWAIT, and nobody is
 * there; ERROR_OPERATION_ABORTED: cancelled, it goes on listening.
 * (Microsoft: ConnectNamedPipe)
 */
BOOL WINAPI ConnectNamedPipe(HANDLE pipe, OVERLAPPED *overlapped)
{
	if (overlapped) {
		overlapped->Internal = STATUS_PENDING;
		return started(NtFsControlFile(pipe, event_of(overlapped), NULL,
					       context_of(overlapped),
					       overlapped_iosb(overlapped),
					       FSCTL_PIPE_LISTEN, NULL, 0, NULL,
					       0),
			       overlapped, NULL);
	}

	IO_STATUS_BLOCK io = { .Status = STATUS_PENDING };
	NTSTATUS status = NtFsControlFile(pipe, NULL, NULL, NULL, &io,
					  FSCTL_PIPE_LISTEN, NULL, 0, NULL, 0);

	if (status == STATUS_PENDING)
		status = wait_pending(pipe, &io);
	return status_to_bool(status);
}

/*
 * DisconnectNamedPipe: ends the connection; what the client has not read is gone,
 * and its calls fail with ERROR_PIPE_NOT_CONNECTED. What is pending on this end
 * fails likewise. ERROR_PIPE_NOT_CONNECTED or ERROR_PIPE_LISTENING if there was
 * none.  (Microsoft: DisconnectNamedPipe)
 */
BOOL WINAPI DisconnectNamedPipe(HANDLE pipe)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(NtFsControlFile(pipe, NULL, NULL, NULL, &io,
					      FSCTL_PIPE_DISCONNECT, NULL, 0,
					      NULL, 0));
}
