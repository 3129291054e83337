/*
 * What can be asked of a named pipe's handle, and set.
 */
#include "kernel32_cancel/named_pipe.h"

static NTSTATUS query_pipe(HANDLE pipe, FILE_PIPE_INFORMATION *info)
{
	IO_STATUS_BLOCK io;

	return NtQueryInformationFile(pipe, &io, info, sizeof(*info),
				      FilePipeInformation);
}

static NTSTATUS query_local(HANDLE pipe, FILE_PIPE_LOCAL_INFORMATION *info)
{
	IO_STATUS_BLOCK io;

	return NtQueryInformationFile(pipe, &io, info, sizeof(*info),
				      FilePipeLocalInformation);
}

/*
 * SetNamedPipeHandleState: how this end reads (PIPE_READMODE_…, of a message pipe)
 * and whether its calls wait (PIPE_WAIT, PIPE_NOWAIT). The other two concern pipes
 * between machines, which there are none of: ERROR_INVALID_PARAMETER unless NULL.
 * (Microsoft: SetNamedPipeHandleState)
 */
BOOL WINAPI SetNamedPipeHandleState(HANDLE pipe, DWORD *mode,
				    DWORD *collect_count, DWORD *collect_ms)
{
	FILE_PIPE_INFORMATION info;
	IO_STATUS_BLOCK io;

	if (collect_count || collect_ms ||
	    (mode && (*mode & ~(PIPE_READMODE_MESSAGE | PIPE_NOWAIT))))
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!mode)
		return status_to_bool(query_pipe(pipe, &info));
	info.ReadMode = *mode & PIPE_READMODE_MESSAGE
				? FILE_PIPE_MESSAGE_MODE
				: FILE_PIPE_BYTE_STREAM_MODE;
	info.CompletionMode = *mode & PIPE_NOWAIT
				      ? FILE_PIPE_COMPLETE_OPERATION
				      : FILE_PIPE_QUEUE_OPERATION;
	return status_to_bool(NtSetInformationFile(pipe, &io, &info,
						   sizeof(info),
						   FilePipeInformation));
}

static BOOL handle_state(HANDLE pipe, DWORD *state, DWORD *instances,
			 DWORD *collect_count, DWORD *collect_ms, BOOL user)
{
	FILE_PIPE_INFORMATION info;
	FILE_PIPE_LOCAL_INFORMATION local;

	if (collect_count || collect_ms)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!status_to_bool(query_pipe(pipe, &info)) ||
	    !status_to_bool(query_local(pipe, &local)))
		return FALSE;
	if (user)
		return fail_with(ERROR_CANNOT_IMPERSONATE);
	if (state)
		*state = (info.ReadMode ? PIPE_READMODE_MESSAGE : 0) |
			 (info.CompletionMode ? PIPE_NOWAIT : 0);
	if (instances)
		*instances = local.CurrentInstances;
	return TRUE;
}

/*
 * GetNamedPipeHandleStateW: the state as SetNamedPipeHandleState has it, and how many
 * instances there are. ERROR_INVALID_PARAMETER if what concerns pipes between
 * machines is asked for; ERROR_CANNOT_IMPERSONATE if the client's user name is.
 * (Microsoft: GetNamedPipeHandleStateW)
 */
BOOL WINAPI GetNamedPipeHandleStateW(HANDLE pipe, DWORD *state,
				     DWORD *instances, DWORD *collect_count,
				     DWORD *collect_ms, WCHAR *user,
				     DWORD user_size)
{
	(void)user_size;
	return handle_state(pipe, state, instances, collect_count, collect_ms,
			    user != NULL);
}

/*
 * GetNamedPipeHandleStateA: the same.
 */
BOOL WINAPI GetNamedPipeHandleStateA(HANDLE pipe, DWORD *state,
				     DWORD *instances, DWORD *collect_count,
				     DWORD *collect_ms, char *user,
				     DWORD user_size)
{
	(void)user_size;
	return handle_state(pipe, state, instances, collect_count, collect_ms,
			    user != NULL);
}

/*
 * GetNamedPipeInfo: which end it is, of what type, the quotas in bytes of what the
 * server sends and receives, and how many instances there may be. Every pointer may
 * be NULL.  (Microsoft: GetNamedPipeInfo)
 */
BOOL WINAPI GetNamedPipeInfo(HANDLE pipe, DWORD *flags, DWORD *out_size,
			     DWORD *in_size, DWORD *instances)
{
	FILE_PIPE_LOCAL_INFORMATION local;

	if (!status_to_bool(query_local(pipe, &local)))
		return FALSE;
	if (flags)
		*flags = (local.NamedPipeEnd == FILE_PIPE_SERVER_END
				  ? PIPE_SERVER_END : PIPE_CLIENT_END) |
			 (local.NamedPipeType ? PIPE_TYPE_MESSAGE
					      : PIPE_TYPE_BYTE);
	if (out_size)
		*out_size = local.OutboundQuota;
	if (in_size)
		*in_size = local.InboundQuota;
	if (instances)
		*instances = local.MaximumInstances > PIPE_UNLIMITED_INSTANCES
				     ? PIPE_UNLIMITED_INSTANCES
				     : local.MaximumInstances;
	return TRUE;
}

static BOOL process_id(HANDLE pipe, ULONG code, const char *which, DWORD length,
		       ULONG *id)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(NtFsControlFile(pipe, NULL, NULL, NULL, &io, code,
					      (void *)which, length, id,
					      sizeof(*id)));
}

/*
 * GetNamedPipeClientProcessId: of the client that is connected, else
 * ERROR_PIPE_NOT_CONNECTED or ERROR_PIPE_LISTENING.
 * (Microsoft: GetNamedPipeClientProcessId)
 */
BOOL WINAPI GetNamedPipeClientProcessId(HANDLE pipe, ULONG *id)
{
	static const char which[] = "ClientProcessId";

	return process_id(pipe, FSCTL_PIPE_GET_CONNECTION_ATTRIBUTE, which,
			  sizeof(which), id);
}

/*
 * GetNamedPipeServerProcessId: of the process that made the instance.
 * (Microsoft: GetNamedPipeServerProcessId)
 */
BOOL WINAPI GetNamedPipeServerProcessId(HANDLE pipe, ULONG *id)
{
	static const char which[] = "ServerProcessId";

	return process_id(pipe, FSCTL_PIPE_GET_PIPE_ATTRIBUTE, which,
			  sizeof(which), id);
}
