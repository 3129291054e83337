/* The library of host.c: it reads on behalf of whoever loads it. */
#include <windows.h>

#ifdef __cplusplus
extern "C"
#endif
__declspec(dllexport) DWORD WINAPI PluginRead(HANDLE file, OVERLAPPED *overlapped)
{
	static char buffer[16];

	return ReadFile(file, buffer, sizeof(buffer), NULL, overlapped) ? ERROR_SUCCESS : GetLastError();
}

__declspec(dllexport) const wchar_t *PluginName = L"plugin";
