/*
 * Memory by the page.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * VirtualAlloc: reserves a range (at an address, rounded down to 64 KiB, if it is
 * free, or anywhere), commits pages of a reserved one, or both; committed pages are
 * zero at first. NULL and ERROR_INVALID_ADDRESS, ERROR_NOT_ENOUGH_MEMORY,
 * ERROR_INVALID_PARAMETER. Freed by VirtualFree.  (Microsoft: VirtualAlloc)
 */
void *WINAPI VirtualAlloc(void *address, SIZE_T size, DWORD type, DWORD protect)
{
	NTSTATUS status = NtAllocateVirtualMemory(GetCurrentProcess(), &address,
						  0, &size, type, protect);

	return status_to_bool(status) ? address : NULL;
}

/*
 * VirtualFree: MEM_DECOMMIT pages, which stay reserved (size 0: all of the range), or
 * MEM_RELEASE the range that begins at the address, whole: with a size it is
 * ERROR_INVALID_PARAMETER. ERROR_INVALID_ADDRESS for what is no range.
 * (Microsoft: VirtualFree)
 */
BOOL WINAPI VirtualFree(void *address, SIZE_T size, DWORD type)
{
	if (type == MEM_RELEASE && size)
		return fail_with(ERROR_INVALID_PARAMETER);
	return status_to_bool(NtFreeVirtualMemory(GetCurrentProcess(), &address,
						  &size, type));
}

/*
 * VirtualProtect: changes what may be done with committed pages; *before is what the
 * first of them allowed. ERROR_INVALID_ADDRESS if some are not committed,
 * ERROR_NOACCESS without `before`.  (Microsoft: VirtualProtect)
 */
BOOL WINAPI VirtualProtect(void *address, SIZE_T size, DWORD protect,
			   DWORD *before)
{
	NTSTATUS status = NtProtectVirtualMemory(GetCurrentProcess(), &address,
						 &size, protect, before);

	return status_to_bool(status);
}
