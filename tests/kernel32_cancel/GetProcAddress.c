/*
 * Modules that are loaded and the functions in them.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

typedef BOOL (WINAPI *cancel_io_ex_fn)(HANDLE, OVERLAPPED *);

#define not_found(module, name, error) \
	refuses(GetProcAddress(module, name) != NULL, error)

/* G-050: as libraries look for functions that may not be there */
static void by_name(void)
{
	HMODULE kernel = GetModuleHandleA("kernel32.dll");
	cancel_io_ex_fn cancel;

	ok(kernel != NULL, "error %u\n", GetLastError());
	cancel = (cancel_io_ex_fn)(void *)GetProcAddress(kernel, "CancelIoEx");
	ok(cancel != NULL, "error %u\n", GetLastError());
	refuses(cancel(FOREIGN_HANDLE, NULL), ERROR_INVALID_HANDLE);
	ok((void *)GetProcAddress(kernel, "CancelIoEx") == (void *)cancel,
	   "another one\n");
	ok(GetProcAddress(GetModuleHandleA("ntdll"), "NtCancelIoFileEx") != NULL,
	   "error %u\n", GetLastError());
}

/* G-050 */
static void unknown(void)
{
	HMODULE kernel = GetModuleHandleA("kernel32.dll");

	not_found(kernel, "CancelEverythingAtOnce", ERROR_PROC_NOT_FOUND);
	not_found(kernel, "cancelioex", ERROR_PROC_NOT_FOUND);
	not_found(kernel, "", ERROR_PROC_NOT_FOUND);
	/* of the C run-time, and of a library that it stands on */
	not_found(kernel, "printf", ERROR_PROC_NOT_FOUND);
	not_found(kernel, "NtCancelIoFileEx", ERROR_PROC_NOT_FOUND);
	not_found(kernel, (char *)0x7fff, ERROR_PROC_NOT_FOUND);
	not_found((HMODULE)(ULONG_PTR)0xbad0000, "CancelIoEx",
		  ERROR_MOD_NOT_FOUND);
}

/* G-051: any case, with and without .dll, from the system's folder */
static void spellings(void)
{
	static const char *const names[] = {
		"kernel32", "KERNEL32", "Kernel32.DLL", "kernel32.",
	};
	HMODULE kernel = GetModuleHandleW(L"kernel32.dll"), same;
	char path[MAX_PATH];
	DWORD n;

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		SetLastError(UNSET_ERROR);
		same = GetModuleHandleA(names[i]);
		/* Wine keeps the dot as part of the name */
		todo_wine_if(i == 3)
			ok(same == kernel, "%s: %p, not %p\n", names[i], same,
			   kernel);
	}
	n = GetModuleFileNameA(kernel, path, sizeof(path));
	ok(n && n == strlen(path), "%u: %s\n", n, path);
	ok(GetModuleHandleA(path) == kernel, "%s: error %u\n", path,
	   GetLastError());
	ok(GetModuleHandleA("kernelbase") != NULL, "error %u\n",
	   GetLastError());
	ok(GetModuleHandleA("ntdll") != kernel, "ntdll is kernel32\n");
	refuses(GetModuleHandleA("nosuchmodule") != NULL, ERROR_MOD_NOT_FOUND);
	refuses(GetModuleHandleW(L"nosuchmodule.dll") != NULL,
		ERROR_MOD_NOT_FOUND);
	refuses(GetModuleHandleA("") != NULL, ERROR_MOD_NOT_FOUND);
}

static int here;

/* G-052: the program, by NULL and by an address in it */
static void program(void)
{
	HMODULE self = GetModuleHandleA(NULL), same = NULL;

	ok(self != NULL, "error %u\n", GetLastError());
	ok(GetModuleHandleW(NULL) == self, "another\n");
	succeeds(GetModuleHandleExA(
		GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
			GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
		(const char *)&here, &same));
	ok(same == self, "%p, not %p\n", same, self);
	succeeds(GetModuleHandleExW(
		GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
			GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
		(const WCHAR *)GetProcAddress(GetModuleHandleA("kernel32"),
					      "CancelIo"), &same));
	ok(same != self && same, "%p\n", same);
	succeeds(GetModuleHandleExA(0, NULL, &same));
	ok(same == self, "%p, not %p\n", same, self);
}

/* G-052 */
static void bad_flags(void)
{
	HMODULE same = (HMODULE)&here;

	refuses(GetModuleHandleExA(0, "nosuchmodule", &same),
		ERROR_MOD_NOT_FOUND);
	ok(!same, "%p\n", same);
	refuses(GetModuleHandleExA(0x100, "kernel32", &same),
		ERROR_INVALID_PARAMETER);
	refuses(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN |
				   GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
				   "kernel32", &same), ERROR_INVALID_PARAMETER);
	refuses(GetModuleHandleExA(0, "kernel32", NULL),
		ERROR_INVALID_PARAMETER);
	refuses(GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
				   (WCHAR *)8, &same), ERROR_MOD_NOT_FOUND);
}

/* G-053: the file, cut off where there is no room */
static void file_name(void)
{
	char path[MAX_PATH], part[MAX_PATH];
	WCHAR wide[MAX_PATH];
	DWORD n = GetModuleFileNameA(NULL, path, sizeof(path));
	HANDLE file;

	ok(n && n == strlen(path), "%u: %s\n", n, path);
	ok(path[1] == ':' && path[2] == '\\', "%s\n", path);
	file = CreateFileA(path, GENERIC_READ,
			   FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
			   OPEN_EXISTING, 0, NULL);
	ok(file != INVALID_HANDLE_VALUE, "%s: error %u\n", path,
	   GetLastError());
	CloseHandle(file);
	ok(GetModuleFileNameA(GetModuleHandleA(NULL), part, n + 1) == n,
	   "no room for %u\n", n);
	ok(!strcmp(part, path), "%s\n", part);
	memset(part, 'x', sizeof(part));
	SetLastError(UNSET_ERROR);
	ok(GetModuleFileNameA(NULL, part, n) == n, "not cut off\n");
	ok(GetLastError() == ERROR_INSUFFICIENT_BUFFER, "error %u\n",
	   GetLastError());
	ok(!memcmp(part, path, n - 1) && part[n] == 'x', "not the beginning\n");
	/* as Windows did before Vista */
	todo_wine ok(!part[n - 1], "without an end\n");
	ok(GetModuleFileNameW(NULL, wide, MAX_PATH) == n, "wide\n");
	ok(wide[0] == path[0] && wide[n - 1] == path[n - 1] && !wide[n],
	   "wide\n");
	SetLastError(UNSET_ERROR);
	ok(GetModuleFileNameW(NULL, wide, 4) == 4, "not cut off\n");
	ok(GetLastError() == ERROR_INSUFFICIENT_BUFFER, "error %u\n",
	   GetLastError());
	todo_wine ok(!wide[3], "without an end\n");
	refuses(GetModuleFileNameA((HMODULE)(ULONG_PTR)0xbad0000, part,
				   sizeof(part)), ERROR_MOD_NOT_FOUND);
}

START_TEST(GetProcAddress)
{
	RUN(by_name);
	RUN(unknown);
	RUN(spellings);
	RUN(program);
	RUN(bad_flags);
	RUN(file_name);
}
