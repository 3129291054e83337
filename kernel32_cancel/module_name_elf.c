/*
 * Which modules there are: their handles, their files, and the functions in them.
 * GetProcAddress looks at the one module alone; ours give what Windows has of that
 * name and nothing else.
 */
#define _GNU_SOURCE
#include "kernel32_cancel/module.h"
#include "ntdll_cancel/private.h"
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static BOOL name_utf8(const WCHAR *name, char out[PATH_CHARS])
{
	BOOL bad = FALSE;
	size_t units = (size_t)lstrlenW(name) + 1;

	return utf16_to_utf8(name, units, out, PATH_CHARS, &bad) <= PATH_CHARS;
}

/*
 * GetModuleHandleExA: the module of that name (without a folder any that is loaded
 * from a file called so), the program for NULL, or with
 * GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS the one around that address; with a reference
 * more, for FreeLibrary, unless GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT; with
 * GET_MODULE_HANDLE_EX_FLAG_PIN it stays for good. ERROR_MOD_NOT_FOUND,
 * ERROR_INVALID_PARAMETER.  (Microsoft: GetModuleHandleExA)
 */
BOOL WINAPI GetModuleHandleExA(DWORD flags, const char *name, HMODULE *out)
{
	const DWORD pin = GET_MODULE_HANDLE_EX_FLAG_PIN;
	const DWORD unchanged = GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
	const DWORD from = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
	struct module module;
	BOOL found;

	if (!out)
		return fail_with(ERROR_INVALID_PARAMETER);
	*out = NULL;
	if (flags & ~(pin | unchanged | from) ||
	    (flags & (pin | unchanged)) == (pin | unchanged))
		return fail_with(ERROR_INVALID_PARAMETER);
	thread_hold();
	if (!name)
		found = module_at(NULL, &module);
	else if (flags & from)
		found = module_around(name, &module);
	else
		found = module_named(name, &module);
	if (found && !(flags & unchanged))
		found = module_open(&module, flags & pin ? RTLD_NODELETE : 0)
			!= NULL;
	thread_let_go();
	if (!found)
		return fail_with(ERROR_MOD_NOT_FOUND);
	*out = module.base;
	return TRUE;
}

/*
 * GetModuleHandleExW: the same in UTF-16.
 */
BOOL WINAPI GetModuleHandleExW(DWORD flags, const WCHAR *name, HMODULE *out)
{
	char text[PATH_CHARS];

	if (!name || flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)
		return GetModuleHandleExA(flags, (const char *)name, out);
	if (out)
		*out = NULL;
	if (!name_utf8(name, text))
		return fail_with(ERROR_MOD_NOT_FOUND);
	return GetModuleHandleExA(flags, text, out);
}

/*
 * GetModuleHandleA: without a reference.  (Microsoft: GetModuleHandleA)
 */
HMODULE WINAPI GetModuleHandleA(const char *name)
{
	HMODULE module;

	GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, name,
			   &module);
	return module;
}

/*
 * GetModuleHandleW: the same in UTF-16.
 */
HMODULE WINAPI GetModuleHandleW(const WCHAR *name)
{
	HMODULE module;

	GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, name,
			   &module);
	return module;
}

/* The path as Windows would write it; 0 and the last error on failure. */
static size_t file_of(HMODULE handle, char out[PATH_CHARS])
{
	struct module module;
	size_t length = 0;
	char real[PATH_MAX];

	if (!module_at(handle, &module)) {
		fail_with(ERROR_MOD_NOT_FOUND);
		return 0;
	}
	length = windows_path(realpath(module.path, real) ? real : module.path,
			      out, PATH_CHARS);
	if (!length)
		fail_with(ERROR_FILENAME_EXCED_RANGE);
	return length;
}

/*
 * GetModuleFileNameA: the module's file, the program's for NULL: how long its path
 * is. What has no room is cut off, with a NUL; then the result is `room` and the last
 * error ERROR_INSUFFICIENT_BUFFER.  (Microsoft: GetModuleFileNameA)
 */
DWORD WINAPI GetModuleFileNameA(HMODULE handle, char *out, DWORD room)
{
	char path[PATH_CHARS];
	size_t length = file_of(handle, path);

	if (!length)
		return 0;
	if (length < room) {
		memcpy(out, path, length + 1);
		return (DWORD)length;
	}
	if (room) {
		memcpy(out, path, room - 1);
		out[room - 1] = 0;
	}
	fail_with(ERROR_INSUFFICIENT_BUFFER);
	return room;
}

/*
 * GetModuleFileNameW: the same in UTF-16.
 */
DWORD WINAPI GetModuleFileNameW(HMODULE handle, WCHAR *out, DWORD room)
{
	char path[PATH_CHARS];
	BOOL bad = FALSE;
	size_t length = file_of(handle, path);

	if (!length)
		return 0;

	size_t units = utf8_to_utf16(path, length + 1, out, room, &bad);

	if (units <= room)
		return (DWORD)units - 1;
	if (room)
		out[room - 1] = 0;
	fail_with(ERROR_INSUFFICIENT_BUFFER);
	return room;
}

/* Winsock's functions whose names are libc's are called ws2_recv and so on, those of
 * Winsock 1.1 wsock32_recv: it needs Winsock 2, which has the plain names. */
static void *symbol_of(void *library, const struct module *module,
		       const char *name)
{
	const char *base = base_name(module->path);
	const char *before = strncmp(base, "libwsock32_", 11) ? "ws2_" :
								"wsock32_";
	char longer[256];
	void *found;

	if (!module_is_ours(module))
		return dlsym(library, name);
	snprintf(longer, sizeof(longer), "%s%s", before, name);
	found = dlvsym(library, longer, "WINCANCEL_0");
	return found ? found : dlvsym(library, name, "WINCANCEL_0");
}

/*
 * GetProcAddress: the function of that name in that module, in the program for
 * NULL. NULL and ERROR_PROC_NOT_FOUND if there is none, or for an ordinal: nothing
 * has any here; ERROR_MOD_NOT_FOUND for what is no module.
 * (Microsoft: GetProcAddress)
 */
FARPROC WINAPI GetProcAddress(HMODULE handle, const char *name)
{
	struct module module, owner;
	void *library, *found = NULL;

	if (!module_at(handle, &module)) {
		fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	if (!((ULONG_PTR)name >> 16)) {
		fail_with(ERROR_PROC_NOT_FOUND);
		return NULL;
	}
	thread_hold();
	library = module_open(&module, 0);
	if (library) {
		found = symbol_of(library, &module, name);
		dlclose(library);
	}
	/* The linker looks at what a module needs, too. */
	if (found && (!module_around(found, &owner) ||
		      owner.base != module.base))
		found = NULL;
	thread_let_go();
	if (!found)
		fail_with(ERROR_PROC_NOT_FOUND);
	return (FARPROC)found;
}
