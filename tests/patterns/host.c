/* Loads a library from its own folder, by its name alone and by its path. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

typedef DWORD (WINAPI *PLUGIN_READ)(HANDLE, OVERLAPPED *);

static int failures;

static void Check(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "%s: error %u\n", what, (unsigned)GetLastError());
	failures++;
}

static void Use(HMODULE plugin)
{
	PLUGIN_READ read = (PLUGIN_READ)GetProcAddress(plugin, "PluginRead");
	const WCHAR **name = (const WCHAR **)GetProcAddress(plugin, "PluginName");
	OVERLAPPED overlapped = { 0 };
	HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\host-pattern", PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1,
				       0, 0, 0, NULL);
	HANDLE client = CreateFileA("\\\\.\\pipe\\host-pattern", GENERIC_READ | GENERIC_WRITE, 0, NULL,
				    OPEN_EXISTING, 0, NULL);
	DWORD bytes;

	Check(read && name && !wcscmp(*name, L"plugin"), "what it exports");
	Check(!GetProcAddress(plugin, "ReadFile") && GetLastError() == ERROR_PROC_NOT_FOUND, "what it imports");
	if (!read)
		return;
	Check(read(pipe, &overlapped) == ERROR_IO_PENDING, "a read through it");
	Check(CancelIoEx(pipe, &overlapped), "its cancel");
	Check(!GetOverlappedResult(pipe, &overlapped, &bytes, TRUE) && GetLastError() == ERROR_OPERATION_ABORTED,
	      "its end");
	CloseHandle(client);
	CloseHandle(pipe);
}

int main(void)
{
	WCHAR path[MAX_PATH], again[MAX_PATH], *end;
	HMODULE plugin, same;

	Check(!GetModuleHandleW(L"plugin.dll"), "not loaded");
	plugin = LoadLibraryW(L"plugin.dll");
	Check(plugin != NULL, "by its name");
	Use(plugin);
	Check(GetModuleHandleA("PLUGIN") == plugin, "loaded");
	same = LoadLibraryA("plugin");
	Check(same == plugin, "again");
	Check(FreeLibrary(same), "once");
	Check(GetModuleHandleW(L"plugin.dll") == plugin, "one is left");
	Check(GetModuleFileNameW(plugin, again, MAX_PATH) > 0, "its file");
	Check(FreeLibrary(plugin), "twice");
	Check(!GetModuleHandleW(L"plugin.dll"), "it is gone");
	Check(!FreeLibrary(plugin) && GetLastError() == ERROR_MOD_NOT_FOUND, "a third time");

	Check(GetModuleFileNameW(NULL, path, MAX_PATH) > 0, "this program");
	end = wcsrchr(path, L'\\');
	lstrcpyW(end + 1, L"plugin.dll");
	Check(!lstrcmpW(path, again), "the folder");
	plugin = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
	Check(plugin != NULL, "by its path");
	Use(plugin);
	Check(FreeLibrary(plugin), "and out");
	Check(!LoadLibraryW(L"no-plugin.dll") && GetLastError() == ERROR_MOD_NOT_FOUND, "one that is not there");
	printf("%d failures\n", failures);
	return failures != 0;
}
