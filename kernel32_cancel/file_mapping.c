/*
 * File mappings: sections by their Win32 names.
 */
#include "kernel32_cancel/kernel32.h"

static ACCESS_MASK section_access(DWORD protect)
{
	ACCESS_MASK access = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY |
			     SECTION_MAP_READ;

	if (protect == PAGE_READWRITE || protect == PAGE_EXECUTE_READWRITE)
		access |= SECTION_MAP_WRITE;
	if (protect >= PAGE_EXECUTE)
		access |= SECTION_MAP_EXECUTE;
	return access;
}

/*
 * CreateFileMappingW: a mapping of the file, of its size if that is 0, else made so
 * long if it may be written; or of memory for INVALID_HANDLE_VALUE. Of that name there
 * may be one already: then ERROR_ALREADY_EXISTS, else the last error is 0. NULL on
 * failure: ERROR_FILE_INVALID (an empty file), ERROR_ACCESS_DENIED, ERROR_DISK_FULL,
 * ERROR_NOT_ENOUGH_MEMORY (longer than a file that is only read),
 * ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED for SEC_IMAGE.
 * (Microsoft: CreateFileMappingW)
 */
HANDLE WINAPI CreateFileMappingW(HANDLE file, SECURITY_ATTRIBUTES *security,
				 DWORD flags, DWORD high, DWORD low,
				 const WCHAR *name)
{
	const DWORD sections = SEC_FILE | SEC_IMAGE | SEC_RESERVE | SEC_COMMIT |
			       SEC_NOCACHE | SEC_LARGE_PAGES;
	DWORD protect = flags & ~sections, kind = flags & sections;
	LARGE_INTEGER size = { .LowPart = low, .HighPart = (LONG)high };
	struct object_name object;
	HANDLE handle = NULL;

	if (!protect)
		protect = PAGE_READONLY;
	if (!(kind & (SEC_IMAGE | SEC_RESERVE | SEC_COMMIT)))
		kind |= SEC_COMMIT;
	if (file == INVALID_HANDLE_VALUE) {
		file = NULL;
		if (!size.QuadPart) {
			fail_with(ERROR_INVALID_PARAMETER);
			return NULL;
		}
	}
	if (!object_name_create(&object, name, security))
		return NULL;

	NTSTATUS status = NtCreateSection(&handle, section_access(protect),
					  &object.attributes, &size, protect,
					  kind & ~SEC_FILE, file);

	return object_created(status, handle);
}

/*
 * CreateFileMappingA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateFileMappingA(HANDLE file, SECURITY_ATTRIBUTES *security,
				 DWORD flags, DWORD high, DWORD low,
				 const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return CreateFileMappingW(file, security, flags, high, low,
				  name ? text : NULL);
}

/*
 * OpenFileMappingW: a handle to the mapping of that name, ERROR_FILE_NOT_FOUND if
 * there is none.  (Microsoft: OpenFileMappingW)
 */
HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, const WCHAR *name)
{
	struct object_name object;
	HANDLE handle = NULL;

	if (access == FILE_MAP_COPY)
		access = FILE_MAP_READ;
	if (!object_name_open(&object, name, inherit) ||
	    !status_to_bool(NtOpenSection(&handle, access, &object.attributes)))
		return NULL;
	return handle;
}

/*
 * OpenFileMappingA: the same; the name is UTF-8.
 */
HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return OpenFileMappingW(access, inherit, name ? text : NULL);
}

static DWORD view_protect(DWORD access)
{
	BOOL execute = !!(access & FILE_MAP_EXECUTE);

	if (access & FILE_MAP_WRITE)
		return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
	if (access & FILE_MAP_READ)
		return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
	if (access & FILE_MAP_COPY)
		return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
	return PAGE_NOACCESS;
}

/*
 * MapViewOfFile: `size` bytes of the mapping, or all, from an offset that is a
 * multiple of 64 KiB; FILE_MAP_READ, FILE_MAP_WRITE or FILE_MAP_COPY, what is written
 * then being the process's own. NULL and ERROR_ACCESS_DENIED (what the mapping does not
 * allow, or has not got so much of), ERROR_MAPPED_ALIGNMENT,
 * ERROR_NOT_ENOUGH_MEMORY. Undone by UnmapViewOfFile.  (Microsoft: MapViewOfFile)
 */
void *WINAPI MapViewOfFile(HANDLE mapping, DWORD access, DWORD high, DWORD low,
			   SIZE_T size)
{
	LARGE_INTEGER offset = { .LowPart = low, .HighPart = (LONG)high };
	void *base = NULL;
	NTSTATUS status = NtMapViewOfSection(mapping, GetCurrentProcess(), &base,
					     0, 0, &offset, &size, ViewShare, 0,
					     view_protect(access));

	return status_to_bool(status) ? base : NULL;
}

/*
 * UnmapViewOfFile: the view around that address; ERROR_INVALID_ADDRESS if there is
 * none.  (Microsoft: UnmapViewOfFile)
 */
BOOL WINAPI UnmapViewOfFile(const void *base)
{
	return status_to_bool(NtUnmapViewOfSection(GetCurrentProcess(),
						   (void *)base));
}
