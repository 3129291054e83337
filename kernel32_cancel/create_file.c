/*
 * Opening and deleting files by name: the flags of CreateFile made those of
 * NtCreateFile.
 */
#include "kernel32_cancel/kernel32.h"

static HANDLE open_failed(DWORD code)
{
	RtlSetLastWin32Error(code);
	return INVALID_HANDLE_VALUE;
}

static ULONG disposition_of(DWORD creation)
{
	static const ULONG dispositions[] = {
		[CREATE_NEW] = FILE_CREATE,
		[CREATE_ALWAYS] = FILE_OVERWRITE_IF,
		[OPEN_EXISTING] = FILE_OPEN,
		[OPEN_ALWAYS] = FILE_OPEN_IF,
		[TRUNCATE_EXISTING] = FILE_OVERWRITE,
	};

	return dispositions[creation];
}

static ULONG options_of(DWORD flags)
{
	static const struct {
		DWORD flag;
		ULONG option;
	} map[] = {
		{ FILE_FLAG_BACKUP_SEMANTICS, FILE_OPEN_FOR_BACKUP_INTENT },
		{ FILE_FLAG_DELETE_ON_CLOSE, FILE_DELETE_ON_CLOSE },
		{ FILE_FLAG_NO_BUFFERING, FILE_NO_INTERMEDIATE_BUFFERING },
		{ FILE_FLAG_RANDOM_ACCESS, FILE_RANDOM_ACCESS },
		{ FILE_FLAG_SEQUENTIAL_SCAN, FILE_SEQUENTIAL_ONLY },
		{ FILE_FLAG_WRITE_THROUGH, FILE_WRITE_THROUGH },
		{ FILE_FLAG_OPEN_REPARSE_POINT, FILE_OPEN_REPARSE_POINT },
	};
	ULONG options = 0;

	for (size_t i = 0; i < sizeof(map) / sizeof(*map); i++)
		if (flags & map[i].flag)
			options |= map[i].option;
	if (!(flags & FILE_FLAG_BACKUP_SEMANTICS))
		options |= FILE_NON_DIRECTORY_FILE;
	if (!(flags & FILE_FLAG_OVERLAPPED))
		options |= FILE_SYNCHRONOUS_IO_NONALERT;
	return options;
}

/* CON is the console's input or its output, whichever is asked for. */
static const WCHAR *console_for(const WCHAR *name, DWORD access)
{
	BOOL con = name && (name[0] | 0x20) == u'c' &&
		   (name[1] | 0x20) == u'o' && (name[2] | 0x20) == u'n' &&
		   (!name[3] || (name[3] == u':' && !name[4]));

	if (!con)
		return name;
	return access & (GENERIC_WRITE | FILE_WRITE_DATA) ? u"CONOUT$"
							   : u"CONIN$";
}

/*
 * CreateFileW: opens or creates a file, FIFO, device or console. Without
 * FILE_FLAG_OVERLAPPED every call on the handle is synchronous; the open itself
 * may block (a FIFO without a peer, a slow file system) and CancelSynchronousIo
 * then makes it fail with ERROR_OPERATION_ABORTED. On success the last error
 * is ERROR_ALREADY_EXISTS if CREATE_ALWAYS or OPEN_ALWAYS found the file, else
 * 0. INVALID_HANDLE_VALUE on failure: ERROR_FILE_EXISTS with CREATE_NEW,
 * ERROR_INVALID_PARAMETER for an unknown disposition or TRUNCATE_EXISTING
 * without GENERIC_WRITE, path errors as in path.c, and what the system says.
 * The caller closes the handle. `template` is ignored. (Microsoft: CreateFileW)
 */
HANDLE WINAPI CreateFileW(const WCHAR *name, DWORD access, DWORD sharing,
			  SECURITY_ATTRIBUTES *security, DWORD creation,
			  DWORD flags, HANDLE template)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK io = { .Information = 0 };
	HANDLE handle = NULL;
	NTSTATUS status;

	(void)template;
	if (creation < CREATE_NEW || creation > TRUNCATE_EXISTING)
		return open_failed(ERROR_INVALID_PARAMETER);
	if (creation == TRUNCATE_EXISTING &&
	    !(access & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA)))
		return open_failed(ERROR_INVALID_PARAMETER);
	status = path_to_nt(console_for(name, access), &path);
	if (!NT_SUCCESS(status)) {
		set_status(status);
		return INVALID_HANDLE_VALUE;
	}

	ULONG object_flags = flags & FILE_FLAG_POSIX_SEMANTICS
				     ? 0 : OBJ_CASE_INSENSITIVE;

	if (security && security->bInheritHandle)
		object_flags |= OBJ_INHERIT;
	InitializeObjectAttributes(&attributes, &path.name, object_flags, NULL,
				   NULL);
	access |= SYNCHRONIZE | FILE_READ_ATTRIBUTES;
	if (flags & FILE_FLAG_DELETE_ON_CLOSE)
		access |= DELETE;
	status = NtCreateFile(&handle, access, &attributes, &io, NULL,
			      flags & FILE_ATTRIBUTE_VALID_FLAGS, sharing,
			      disposition_of(creation), options_of(flags), NULL,
			      0);
	if (!NT_SUCCESS(status)) {
		if (status == STATUS_OBJECT_NAME_COLLISION)
			RtlSetLastWin32Error(ERROR_FILE_EXISTS);
		else
			set_status(status);
		return INVALID_HANDLE_VALUE;
	}

	BOOL existed =
		(creation == CREATE_ALWAYS && io.Information == FILE_OVERWRITTEN) ||
		(creation == OPEN_ALWAYS && io.Information == FILE_OPENED);

	RtlSetLastWin32Error(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
	return handle;
}

/*
 * CreateFileA: the same; the name is UTF-8. ERROR_NO_UNICODE_TRANSLATION if it
 * is not.
 */
HANDLE WINAPI CreateFileA(const char *name, DWORD access, DWORD sharing,
			  SECURITY_ATTRIBUTES *security, DWORD creation,
			  DWORD flags, HANDLE template)
{
	WCHAR wide[PATH_CHARS];

	if (!name)
		return open_failed(ERROR_PATH_NOT_FOUND);
	if (!utf16_from(name, wide, PATH_CHARS, ERROR_FILENAME_EXCED_RANGE))
		return INVALID_HANDLE_VALUE;
	return CreateFileW(wide, access, sharing, security, creation, flags,
			   template);
}

/*
 * DeleteFileW: removes the name of a file, not of a directory
 * (ERROR_ACCESS_DENIED).  (Microsoft: DeleteFileW)
 */
BOOL WINAPI DeleteFileW(const WCHAR *name)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;
	FILE_DISPOSITION_INFORMATION info = { .DoDeleteFile = TRUE };
	IO_STATUS_BLOCK io;
	HANDLE handle = NULL;

	if (!status_to_bool(path_to_nt(name, &path)))
		return FALSE;
	InitializeObjectAttributes(&attributes, &path.name,
				   OBJ_CASE_INSENSITIVE, NULL, NULL);
	if (!status_to_bool(NtOpenFile(
		    &handle, DELETE | SYNCHRONIZE, &attributes, &io,
		    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
		    FILE_NON_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT |
			    FILE_SYNCHRONOUS_IO_NONALERT)))
		return FALSE;

	NTSTATUS status = NtSetInformationFile(handle, &io, &info, sizeof(info),
					       FileDispositionInformation);

	NtClose(handle);
	return status_to_bool(status);
}

/*
 * DeleteFileA: the same; the name is UTF-8.
 */
BOOL WINAPI DeleteFileA(const char *name)
{
	WCHAR wide[PATH_CHARS];

	if (!name)
		return fail_with(ERROR_PATH_NOT_FOUND);
	return utf16_from(name, wide, PATH_CHARS, ERROR_FILENAME_EXCED_RANGE) &&
	       DeleteFileW(wide);
}
