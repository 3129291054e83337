/*
 * GetTempFileName: names for temporary files that nobody else has.
 */
#include "kernel32_cancel/kernel32.h"

static UINT next_number(void)
{
	static UINT last;

	return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED) +
	       GetTickCount() + GetCurrentProcessId();
}

static void append_name(char *out, const char *prefix, UINT number)
{
	char *at = out + lstrlenA(out);

	if (at > out && at[-1] != '\\' && at[-1] != '/')
		*at++ = '\\';
	for (int i = 0; i < 3 && prefix[i]; i++)
		*at++ = prefix[i];
	for (int shift = 12; shift >= 0; shift -= 4)
		*at++ = "0123456789abcdef"[number >> shift & 0xf];
	lstrcpyA(at, ".tmp");
}

static BOOL is_directory(const char *path)
{
	FILE_STANDARD_INFORMATION info;
	IO_STATUS_BLOCK io;
	HANDLE directory = CreateFileA(path, FILE_READ_ATTRIBUTES,
				       FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
				       OPEN_EXISTING,
				       FILE_FLAG_BACKUP_SEMANTICS, NULL);

	if (directory == INVALID_HANDLE_VALUE)
		return FALSE;

	NTSTATUS status = NtQueryInformationFile(directory, &io, &info,
						 sizeof(info),
						 FileStandardInformation);

	NtClose(directory);
	return NT_SUCCESS(status) && info.Directory;
}

/*
 * GetTempFileNameA: DIRECTORY\PREnnnn.tmp into out[MAX_PATH], nnnn being the
 * low half of `unique` in hex. With 0 finds a number whose file does not exist
 * and creates it, empty. Returns the number, 0 on failure: ERROR_DIRECTORY,
 * ERROR_BUFFER_OVERFLOW for a directory longer than MAX_PATH - 14.
 * (Microsoft: GetTempFileName)
 */
UINT WINAPI GetTempFileNameA(const char *directory, const char *prefix,
			     UINT unique, char *out)
{
	if (!directory || !out)
		return (UINT)fail_with(ERROR_INVALID_PARAMETER);
	if (lstrlenA(directory) > MAX_PATH - 14)
		return (UINT)fail_with(ERROR_BUFFER_OVERFLOW);
	if (!prefix)
		prefix = "";
	lstrcpyA(out, directory);
	unique &= 0xffff;
	if (unique) {
		append_name(out, prefix, unique);
		return unique;
	}
	if (!is_directory(directory))
		return (UINT)fail_with(ERROR_DIRECTORY);
	for (UINT tries = 0; tries < 0x10000; tries++) {
		UINT number = next_number() & 0xffff;

		if (!number)
			continue;
		lstrcpyA(out, directory);
		append_name(out, prefix, number);

		HANDLE file = CreateFileA(out, GENERIC_WRITE, 0, NULL,
					  CREATE_NEW, FILE_ATTRIBUTE_NORMAL,
					  NULL);

		if (file != INVALID_HANDLE_VALUE) {
			CloseHandle(file);
			return number;
		}
		if (GetLastError() != ERROR_FILE_EXISTS)
			return 0;
	}
	return (UINT)fail_with(ERROR_FILE_EXISTS);
}

/*
 * GetTempFileNameW: the same in UTF-16.
 */
UINT WINAPI GetTempFileNameW(const WCHAR *directory, const WCHAR *prefix,
			     UINT unique, WCHAR *out)
{
	char directory_a[MAX_PATH], prefix_a[MAX_PATH], out_a[MAX_PATH];
	BOOL bad = FALSE;

	if (!directory || !out)
		return (UINT)fail_with(ERROR_INVALID_PARAMETER);
	if (!prefix)
		prefix = u"";
	if (utf16_to_utf8(directory, (size_t)lstrlenW(directory) + 1,
			  directory_a, MAX_PATH, &bad) > MAX_PATH ||
	    utf16_to_utf8(prefix, (size_t)lstrlenW(prefix) + 1, prefix_a,
			  MAX_PATH, &bad) > MAX_PATH)
		return (UINT)fail_with(ERROR_BUFFER_OVERFLOW);

	UINT number = GetTempFileNameA(directory_a, prefix_a, unique, out_a);

	if (number)
		utf8_to_utf16(out_a, (size_t)lstrlenA(out_a) + 1, out, MAX_PATH,
			      &bad);
	return number;
}
