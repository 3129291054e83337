/*
 * What machine and what Windows this is: the processors are Linux', the rest is
 * what a program expects of 64-bit Windows 10.
 */
#include "kernel32_cancel/kernel32.h"
#include <string.h>
#include <unistd.h>

enum { MAJOR = 10, MINOR = 0, BUILD = 19045 };

/*
 * GetSystemInfo: page size, address range, processors that may be used.
 * (Microsoft: GetSystemInfo)
 */
void WINAPI GetSystemInfo(SYSTEM_INFO *info)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors < 1)
		processors = 1;
	if (processors > 64)
		processors = 64;
	*info = (SYSTEM_INFO){
		.wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64,
		.dwPageSize = 4096,
		.lpMinimumApplicationAddress = (void *)0x10000,
		.lpMaximumApplicationAddress = (void *)0x7ffffffeffff,
		.dwActiveProcessorMask = ~(DWORD_PTR)0 >> (64 - processors),
		.dwNumberOfProcessors = (DWORD)processors,
		.dwProcessorType = PROCESSOR_AMD_X8664,
		.dwAllocationGranularity = 0x10000,
		.wProcessorLevel = 6,
	};
}

/*
 * GetNativeSystemInfo: the same; a process is never emulated here.
 * (Microsoft: GetNativeSystemInfo)
 */
void WINAPI GetNativeSystemInfo(SYSTEM_INFO *info)
{
	GetSystemInfo(info);
}

/*
 * GetVersion: the version in the low bytes, the build above.
 * (Microsoft: GetVersion)
 */
DWORD WINAPI GetVersion(void)
{
	return (DWORD)BUILD << 16 | MINOR << 8 | MAJOR;
}

/* Both forms are alike but for the length of a text; where the product's type is, in
 * the longer of its two structures. */
static BOOL version_into(OSVERSIONINFOA *info, DWORD plain, DWORD extended,
			 BYTE *product)
{
	DWORD size = info->dwOSVersionInfoSize;

	if (size != plain && size != extended)
		return fail_with(ERROR_INSUFFICIENT_BUFFER);
	memset(info, 0, size);
	info->dwOSVersionInfoSize = size;
	info->dwMajorVersion = MAJOR;
	info->dwMinorVersion = MINOR;
	info->dwBuildNumber = BUILD;
	info->dwPlatformId = VER_PLATFORM_WIN32_NT;
	if (size == extended)
		*product = VER_NT_WORKSTATION;
	return TRUE;
}

/*
 * GetVersionEx: the same in a structure, which says how long it is; another length
 * is ERROR_INSUFFICIENT_BUFFER.  (Microsoft: GetVersionExW)
 */
BOOL WINAPI GetVersionExW(OSVERSIONINFOW *info)
{
	return version_into((OSVERSIONINFOA *)info, sizeof(*info),
			    sizeof(OSVERSIONINFOEXW),
			    &((OSVERSIONINFOEXW *)info)->wProductType);
}

BOOL WINAPI GetVersionExA(OSVERSIONINFOA *info)
{
	return version_into(info, sizeof(*info), sizeof(OSVERSIONINFOEXA),
			    &((OSVERSIONINFOEXA *)info)->wProductType);
}
