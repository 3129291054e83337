/*
 * Waiting for a child that ran a test of the same program. What it takes of processes
 * is looked up, so that a test without children does not need it.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"

void winetest_wait_child_process(HANDLE process)
{
	BOOL (WINAPI *exit_code)(HANDLE, DWORD *) =
		(void *)GetProcAddress(GetModuleHandleA("kernel32.dll"),
				       "GetExitCodeProcess");
	DWORD code = 1, wait;

	ok(process != NULL, "no child: error %u\n",
	   (unsigned int)GetLastError());
	if (!process)
		return;
	wait = WaitForSingleObject(process, 30000);
	ok(wait == WAIT_OBJECT_0, "wait for the child gave %#x, error %u\n",
	   (unsigned int)wait, (unsigned int)GetLastError());
	if (wait != WAIT_OBJECT_0)
		return;
	ok(exit_code && exit_code(process, &code), "no exit code\n");
	if (code > 255)
		ok(0, "the child ended with exception %08x\n",
		   (unsigned int)code);
	else if (code) {
		trace("%u failures in the child\n", (unsigned int)code);
		winetest_add_failures(code);
	}
}
