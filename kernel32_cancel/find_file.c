/*
 * FindFirstFile: the entries of a directory that match a mask. A search handle
 * is a synchronous handle of the directory, and where the search stands is
 * kept with its file object, so there is no state here.
 */
#include "kernel32_cancel/kernel32.h"
#include <stddef.h>
#include <string.h>

#define NAME_CHARS 256

struct entry {
	FILE_BOTH_DIR_INFORMATION info;
	WCHAR more[NAME_CHARS];
};

static HANDLE find_failed(DWORD code)
{
	RtlSetLastWin32Error(code);
	return INVALID_HANDLE_VALUE;
}

static void describe(const struct entry *e, WIN32_FIND_DATAW *data)
{
	const FILE_BOTH_DIR_INFORMATION *info = &e->info;
	size_t n = info->FileNameLength / sizeof(WCHAR);

	*data = (WIN32_FIND_DATAW){
		.dwFileAttributes = info->FileAttributes,
		.ftCreationTime = filetime_of(info->CreationTime),
		.ftLastAccessTime = filetime_of(info->LastAccessTime),
		.ftLastWriteTime = filetime_of(info->LastWriteTime),
		.nFileSizeHigh = (DWORD)(info->EndOfFile.QuadPart >> 32),
		.nFileSizeLow = (DWORD)info->EndOfFile.QuadPart,
	};
	if (info->FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)
		data->dwReserved0 = info->EaSize;
	memcpy(data->cFileName, info->FileName, n * sizeof(WCHAR));
	data->cFileName[n] = 0;
}

static NTSTATUS next(HANDLE search, UNICODE_STRING *mask,
		     WIN32_FIND_DATAW *data)
{
	struct entry e;
	IO_STATUS_BLOCK io;
	NTSTATUS status = NtQueryDirectoryFile(
		search, NULL, NULL, NULL, &io, &e, sizeof(e),
		FileBothDirectoryInformation, TRUE, mask, FALSE);

	if (NT_SUCCESS(status))
		describe(&e, data);
	return status;
}

static BOOL is_wild(WCHAR c)
{
	return c == u'*' || c == u'?';
}

/*
 * A mask as it is meant: `*.*` is everything, dots too; `?` is a character if
 * there is one, a dot before a wild card is one if there is one, and a star
 * before a dot stops at the last dot.
 */
static void translate(WCHAR *mask)
{
	if (!lstrcmpW(mask, u"*.*"))
		mask[1] = 0;
	for (WCHAR *at = mask; *at; at++) {
		BOOL behind = is_wild(at[1]);

		if (*at == u'?')
			*at = u'>';
		else if (*at == u'.' && behind)
			*at = u'"';
		else if (*at == u'*' && at[1] == u'.' && at[2] &&
			 is_wild(at[2]))
			*at = u'<';
		else if (*at == u'*' && at[1] == u'.' && !at[2])
			*at = u'<';
	}
	/* `x.` is x without a dot. */
	size_t length = (size_t)lstrlenW(mask);

	if (length > 1 && mask[length - 1] == u'.')
		mask[length - 1] = u'"';
}

/* Where the mask begins. */
static const WCHAR *mask_of(const WCHAR *name)
{
	const WCHAR *mask = name;

	for (const WCHAR *at = name; *at; at++)
		if (*at == u'\\' || *at == u'/' ||
		    (*at == u':' && at == name + 1))
			mask = at + 1;
	return mask;
}

static HANDLE open_directory(const WCHAR *name)
{
	HANDLE directory;

	if (path_open(name, FILE_LIST_DIRECTORY,
		      FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT,
		      &directory))
		return directory;
	/* The directory is not what was looked for. */
	if (RtlGetLastWin32Error() == ERROR_FILE_NOT_FOUND)
		RtlSetLastWin32Error(ERROR_PATH_NOT_FOUND);
	return INVALID_HANDLE_VALUE;
}

static HANDLE find_first(const WCHAR *name, WIN32_FIND_DATAW *data)
{
	WCHAR path[PATH_CHARS + 2], mask[NAME_CHARS];
	UNICODE_STRING string;
	const WCHAR *from;
	size_t length;

	if (!name || !*name)
		return find_failed(ERROR_PATH_NOT_FOUND);
	if (lstrlenW(name) >= PATH_CHARS)
		return find_failed(ERROR_FILENAME_EXCED_RANGE);
	lstrcpyW(path, name);
	from = mask_of(path);
	if (!lstrcmpW(from, u".") || !lstrcmpW(from, u"..")) {
		/* Itself under its own name. */
		if (!GetFullPathNameW(name, PATH_CHARS, path, NULL))
			return INVALID_HANDLE_VALUE;
		from = mask_of(path);
	}
	length = (size_t)lstrlenW(from);
	if (!length)
		return find_failed(ERROR_FILE_NOT_FOUND);
	if (length >= NAME_CHARS)
		return find_failed(ERROR_FILENAME_EXCED_RANGE);
	lstrcpyW(mask, from);
	translate(mask);
	lstrcpyW(path + (from - path), from == path ? u"." : u"");

	HANDLE search = open_directory(path);

	if (search == INVALID_HANDLE_VALUE)
		return search;
	RtlInitUnicodeString(&string, mask);

	NTSTATUS status = next(search, &string, data);

	if (NT_SUCCESS(status))
		return search;
	NtClose(search);
	set_status(status);
	return INVALID_HANDLE_VALUE;
}

static BOOL is_supported(FINDEX_INFO_LEVELS level, FINDEX_SEARCH_OPS operation,
			 const void *filter, DWORD flags)
{
	if (level >= FindExInfoMaxInfoLevel ||
	    operation >= FindExSearchMaxSearchOp ||
	    flags & ~(FIND_FIRST_EX_CASE_SENSITIVE |
		      FIND_FIRST_EX_LARGE_FETCH | 4u))
		return fail_with(ERROR_INVALID_PARAMETER);
	if (operation == FindExSearchLimitToDevices || filter)
		return fail_with(ERROR_NOT_SUPPORTED);
	return TRUE;
}

/*
 * FindFirstFileExW: opens a search and gives its first entry. There are no
 * short names at any level; that only directories are wanted is a hint, as on
 * Windows. INVALID_HANDLE_VALUE: ERROR_FILE_NOT_FOUND if nothing matches,
 * ERROR_PATH_NOT_FOUND, ERROR_DIRECTORY if a file is where the directory
 * should be. FindClose ends the search.  (Microsoft: FindFirstFileExW)
 */
HANDLE WINAPI FindFirstFileExW(const WCHAR *name, FINDEX_INFO_LEVELS level,
			       void *data, FINDEX_SEARCH_OPS operation,
			       void *filter, DWORD flags)
{
	if (!is_supported(level, operation, filter, flags))
		return INVALID_HANDLE_VALUE;
	return find_first(name, data);
}

/*
 * FindFirstFileW: the same without choices.  (Microsoft: FindFirstFileW)
 */
HANDLE WINAPI FindFirstFileW(const WCHAR *name, WIN32_FIND_DATAW *data)
{
	return find_first(name, data);
}

/*
 * FindNextFileW: the next entry; FALSE and ERROR_NO_MORE_FILES at the end.
 * (Microsoft: FindNextFileW)
 */
BOOL WINAPI FindNextFileW(HANDLE search, WIN32_FIND_DATAW *data)
{
	return status_to_bool(next(search, NULL, data));
}

/*
 * FindClose: ends a search. ERROR_INVALID_HANDLE for what is no directory.
 * (Microsoft: FindClose)
 */
BOOL WINAPI FindClose(HANDLE search)
{
	FILE_STANDARD_INFORMATION info;
	IO_STATUS_BLOCK io;

	if (!status_to_bool(NtQueryInformationFile(search, &io, &info,
						   sizeof(info),
						   FileStandardInformation)))
		return FALSE;
	if (!info.Directory)
		return fail_with(ERROR_INVALID_HANDLE);
	return status_to_bool(NtClose(search));
}

static void to_utf8(const WIN32_FIND_DATAW *from, WIN32_FIND_DATAA *to)
{
	BOOL bad = FALSE;

	memcpy(to, from, offsetof(WIN32_FIND_DATAA, cFileName));
	utf16_to_utf8(from->cFileName, (size_t)lstrlenW(from->cFileName) + 1,
		      to->cFileName, MAX_PATH, &bad);
	/* A name that was not UTF-8 has grown by its replacements. */
	to->cFileName[MAX_PATH - 1] = 0;
	to->cAlternateFileName[0] = 0;
}

/*
 * FindFirstFileExA: the same; names are UTF-8.
 */
HANDLE WINAPI FindFirstFileExA(const char *name, FINDEX_INFO_LEVELS level,
			       void *data, FINDEX_SEARCH_OPS operation,
			       void *filter, DWORD flags)
{
	WCHAR wide[PATH_CHARS];
	WIN32_FIND_DATAW found;

	if (!path_utf16(name, wide))
		return INVALID_HANDLE_VALUE;

	HANDLE search = FindFirstFileExW(wide, level, &found, operation, filter,
					 flags);

	if (search != INVALID_HANDLE_VALUE)
		to_utf8(&found, data);
	return search;
}

/*
 * FindFirstFileA: the same without choices.
 */
HANDLE WINAPI FindFirstFileA(const char *name, WIN32_FIND_DATAA *data)
{
	return FindFirstFileExA(name, FindExInfoStandard, data,
				FindExSearchNameMatch, NULL, 0);
}

/*
 * FindNextFileA: the same; names are UTF-8.
 */
BOOL WINAPI FindNextFileA(HANDLE search, WIN32_FIND_DATAA *data)
{
	WIN32_FIND_DATAW found;

	if (!FindNextFileW(search, &found))
		return FALSE;
	to_utf8(&found, data);
	return TRUE;
}
