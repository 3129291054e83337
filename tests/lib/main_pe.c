/*
 * Drives one PE test executable on Wine: lists its cases or runs one of them.
 * Processes, time limits and result files are the launcher's (launch.c).
 *
 *   PROGRAM --list       names of cases     PROGRAM --case NAME   one case
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "dialect.h"

static const char *platform(void)
{
	HMODULE ntdll = GetModuleHandleA("ntdll.dll");

	return GetProcAddress(ntdll, "wine_get_version") ? "wine" : "windows";
}

/* a crash has to end the process at once, not wait for a debugger */
static LONG WINAPI crashed(EXCEPTION_POINTERS *info)
{
	fprintf(stderr, "%s: exception %#x at %p\n", winetest_name,
		(unsigned int)info->ExceptionRecord->ExceptionCode,
		info->ExceptionRecord->ExceptionAddress);
	fflush(stderr);
	TerminateProcess(GetCurrentProcess(), 3);
	return EXCEPTION_EXECUTE_HANDLER;
}

int main(int argc, char **argv)
{
	int i;

	SetUnhandledExceptionFilter(crashed);
	dialect_set_args(argc, argv);
	dialect_list();
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		for (i = 0; i < test_case_count; i++)
			puts(test_cases[i].name);
		return 0;
	}
	if (argc < 3 || strcmp(argv[1], "--case"))
		return 2;
	for (i = 0; i < test_case_count; i++)
		if (!strcmp(test_cases[i].name, argv[2]))
			return dialect_run(i, platform());
	fprintf(stderr, "%s: no case %s\n", winetest_name, argv[2]);
	return 2;
}
