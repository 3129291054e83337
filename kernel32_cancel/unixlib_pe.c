/*
 * kernel32_cancel.dll as a module of Wine: its entry point, and the way into
 * its unix half, kernel32_cancel.so. Wine pairs the two by file name when the
 * DLL is marked as a builtin. Without the pair (the .so is not found, or this
 * is Windows) every call says STATUS_NOT_SUPPORTED and the DLL only forwards.
 */
#include <stdint.h>
#include "unixlib_pe.h"

/* mingw-w64's import library has these, its headers do not. */
NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE process, const void *address,
				    ULONG class, void *buffer, SIZE_T size,
				    SIZE_T *used);

/* The information class by which Wine 8 tells a module its unix half. */
#define MEMORY_WINE_UNIX_FUNCS 1000

static NTSTATUS (WINAPI *dispatch)(uint64_t funcs, unsigned which, void *args);
static uint64_t unix_funcs;

NTSTATUS unix_call(enum unix_call which, void *args)
{
	return unix_funcs ? dispatch(unix_funcs, which, args) :
			    STATUS_NOT_SUPPORTED;
}

static void find_unix_half(HINSTANCE self)
{
	HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
	FARPROC found = GetProcAddress(ntdll, "__wine_unix_call");
	uint64_t funcs;

	if (!found)
		return;
	dispatch = (void *)found;
	if (!NtQueryVirtualMemory(GetCurrentProcess(), self,
				  MEMORY_WINE_UNIX_FUNCS, &funcs,
				  sizeof funcs, NULL))
		unix_funcs = funcs;
}

BOOL WINAPI dll_entry(HINSTANCE self, DWORD reason, void *reserved)
{
	(void)reserved;
	if (reason == DLL_PROCESS_ATTACH) {
		DisableThreadLibraryCalls(self);
		find_unix_half(self);
	}
	return TRUE;
}
