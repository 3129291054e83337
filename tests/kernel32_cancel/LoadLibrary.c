/*
 * Loading and unloading modules.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "fixture.h"

/* G-054: what is loaded already is the same module */
static void system_module(void)
{
	HMODULE kernel = GetModuleHandleA("kernel32"), same;

	same = LoadLibraryA("KERNEL32.dll");
	ok(same == kernel, "%p, not %p: %u\n", same, kernel, GetLastError());
	succeeds(FreeLibrary(same));
	same = LoadLibraryExW(L"kernel32", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
	ok(same == kernel, "%p, not %p: %u\n", same, kernel, GetLastError());
	succeeds(FreeLibrary(same));
	ok(GetProcAddress(kernel, "CancelIo") != NULL, "it is gone\n");
}

/* G-055 */
static void missing(void)
{
	const char *dir = fixture_dir();
	char path[MAX_PATH];
	HANDLE file;
	DWORD moved;

	refuses(LoadLibraryA("nosuchmodule") != NULL, ERROR_MOD_NOT_FOUND);
	refuses(LoadLibraryW(L"nosuchmodule.dll") != NULL,
		ERROR_MOD_NOT_FOUND);
	snprintf(path, sizeof(path), "%s", fixture_path("nosuchmodule.dll"));
	refuses(LoadLibraryA(path) != NULL, ERROR_MOD_NOT_FOUND);
	snprintf(path, sizeof(path), "%s", fixture_path("text.dll"));
	file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
	ok(file != INVALID_HANDLE_VALUE, "%s in %s: %u\n", path, dir,
	   GetLastError());
	ok(WriteFile(file, "no library at all, however long it may be\n", 42,
		     &moved, NULL), "error %u\n", GetLastError());
	CloseHandle(file);
	refuses(LoadLibraryA(path) != NULL, ERROR_BAD_EXE_FORMAT);
	refuses(LoadLibraryA(NULL) != NULL, ERROR_MOD_NOT_FOUND);
	refuses(LoadLibraryA("") != NULL, ERROR_MOD_NOT_FOUND);
	refuses(LoadLibraryW(L"") != NULL, ERROR_MOD_NOT_FOUND);
	/* reserved, says the page; Wine does not look */
	todo_wine refuses(LoadLibraryExA("kernel32", (HANDLE)8, 0) != NULL,
			  ERROR_INVALID_PARAMETER);
}

/* G-055 */
static void no_module(void)
{
	static int here;

	refuses(FreeLibrary((HMODULE)(ULONG_PTR)0xbad0000),
		ERROR_MOD_NOT_FOUND);
	refuses(FreeLibrary((HMODULE)&here), ERROR_MOD_NOT_FOUND);
}

START_TEST(LoadLibrary)
{
	RUN(system_module);
	RUN(missing);
	RUN(no_module);
}
