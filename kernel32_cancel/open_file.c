/*
 * OpenFile, the 16-bit way to open a file, which ported programs still call.
 */
#include "kernel32_cancel/kernel32.h"

static DWORD access_of(UINT style)
{
	switch (style & (OF_WRITE | OF_READWRITE)) {
	case OF_WRITE:
		return GENERIC_WRITE;
	case OF_READWRITE:
		return GENERIC_READ | GENERIC_WRITE;
	default:
		return GENERIC_READ;
	}
}

static DWORD sharing_of(UINT style)
{
	switch (style & 0x70) {
	case OF_SHARE_EXCLUSIVE:
		return 0;
	case OF_SHARE_DENY_WRITE:
		return FILE_SHARE_READ;
	case OF_SHARE_DENY_READ:
		return FILE_SHARE_WRITE;
	default:
		return FILE_SHARE_READ | FILE_SHARE_WRITE;
	}
}

static HFILE open_failed(OFSTRUCT *info, DWORD code)
{
	info->nErrCode = (WORD)code;
	RtlSetLastWin32Error(code);
	return HFILE_ERROR;
}

/* The whole path in the program's form: what stands behind \??\unix or \??\ */
static DWORD full_name(const char *name, char out[OFS_MAXPATHNAME])
{
	WCHAR wide[PATH_CHARS];
	struct nt_path path;
	BOOL bad = FALSE;

	if (!utf16_from(name, wide, PATH_CHARS, ERROR_FILENAME_EXCED_RANGE))
		return RtlGetLastWin32Error();

	NTSTATUS status = path_to_nt(wide, &path);

	if (!NT_SUCCESS(status))
		return RtlNtStatusToDosError(status);

	size_t length = path.name.Length / sizeof(WCHAR);
	size_t skip = length > 8 && path.text[4] == u'u' &&
		      path.text[8] == u'/' ? 8 : 4;
	size_t made = utf16_to_utf8(path.text + skip, length + 1 - skip, out,
				    OFS_MAXPATHNAME, &bad);

	return made > OFS_MAXPATHNAME ? ERROR_FILENAME_EXCED_RANGE : 0;
}

/*
 * OpenFile: opens, creates (OF_CREATE), deletes (OF_DELETE), tests for
 * (OF_EXIST) or just names (OF_PARSE) a file; *info receives its whole path,
 * shorter than OFS_MAXPATHNAME, and the error. OF_REOPEN takes the name from
 * there; OF_VERIFY with it is ERROR_NOT_SUPPORTED. A bare name is looked for
 * in the current directory only. Blocks and is cancelled as CreateFile.
 * Returns a handle, or 1 (OF_DELETE, OF_EXIST) or 0 (OF_PARSE);
 * HFILE_ERROR on failure.  (Microsoft: OpenFile)
 */
HFILE WINAPI OpenFile(const char *name, OFSTRUCT *info, UINT style)
{
	if (!info) {
		fail_with(ERROR_INVALID_PARAMETER);
		return HFILE_ERROR;
	}

	char path[OFS_MAXPATHNAME];
	DWORD code = ERROR_INVALID_PARAMETER;

	if (style & OF_REOPEN)
		name = info->szPathName;
	if (name)
		code = full_name(name, path);
	if (!code && style & OF_REOPEN && style & OF_VERIFY)
		code = ERROR_NOT_SUPPORTED;
	info->cBytes = sizeof(*info);
	info->fFixedDisk = TRUE;
	if (code)
		return open_failed(info, code);
	info->nErrCode = 0;
	lstrcpyA(info->szPathName, path);

	if (style & OF_PARSE)
		return 0;
	if (style & OF_DELETE)
		return DeleteFileA(path) ? 1 : open_failed(info, GetLastError());

	HANDLE file = CreateFileA(path, access_of(style), sharing_of(style),
				  NULL, style & OF_CREATE ? CREATE_ALWAYS
							  : OPEN_EXISTING,
				  FILE_ATTRIBUTE_NORMAL, NULL);

	if (file == INVALID_HANDLE_VALUE)
		return open_failed(info, GetLastError());
	if (style & OF_EXIST) {
		CloseHandle(file);
		return 1;
	}
	/* cppcheck-suppress resourceLeak ; it is the result */
	return (HFILE)(ULONG_PTR)file;
}
