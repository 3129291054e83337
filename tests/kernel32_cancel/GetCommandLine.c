/*
 * What a program is told of itself and of the machine.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

/* G-060: the program first, then its arguments */
static void command_line(void)
{
	const char *line = GetCommandLineA(), *end;
	const WCHAR *wide = GetCommandLineW();
	char **argv;
	int argc = winetest_get_mainargs(&argv);

	ok(line && strlen(line) > 10, "no line\n");
	ok(argc == 3, "%d arguments\n", argc);
	/* "--case command_line" is how a case is run */
	end = line + strlen(line) - strlen(argv[2]);
	ok(end > line && !strcmp(end, argv[2]) && end[-1] == ' ', "%s\n", line);
	ok(strstr(line, " --case ") != NULL, "%s\n", line);
	ok(line == GetCommandLineA(), "it moves\n");
	for (size_t i = 0; line[i]; i++)
		ok(wide[i] == line[i], "%d is %#x\n", (int)i, wide[i]);
	ok(wide == GetCommandLineW(), "it moves\n");
}

/* G-061 */
static void startup_info(void)
{
	STARTUPINFOA narrow;
	STARTUPINFOW wide;

	memset(&narrow, 0xaa, sizeof(narrow));
	memset(&wide, 0xaa, sizeof(wide));
	GetStartupInfoA(&narrow);
	GetStartupInfoW(&wide);
	ok(narrow.cb == sizeof(narrow) && wide.cb == sizeof(wide),
	   "%u and %u bytes\n", narrow.cb, wide.cb);
	ok(narrow.dwFlags == wide.dwFlags, "flags %#x and %#x\n",
	   narrow.dwFlags, wide.dwFlags);
	ok(!narrow.lpReserved && !wide.lpReserved, "reserved\n");
}

static void system_info(void)
{
	SYSTEM_INFO info, native;

	memset(&info, 0xaa, sizeof(info));
	GetSystemInfo(&info);
	ok(info.dwPageSize == 4096, "pages of %u\n", info.dwPageSize);
	ok(info.dwAllocationGranularity == 65536, "granularity %u\n",
	   info.dwAllocationGranularity);
	ok(info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64,
	   "architecture %u\n", info.wProcessorArchitecture);
	ok(info.dwNumberOfProcessors >= 1 && info.dwNumberOfProcessors <= 64,
	   "%u processors\n", info.dwNumberOfProcessors);
	ok(info.dwActiveProcessorMask & 1, "mask %p\n",
	   (void *)info.dwActiveProcessorMask);
	ok(info.lpMinimumApplicationAddress == (void *)0x10000 &&
		   info.lpMaximumApplicationAddress == (void *)0x7ffffffeffff,
	   "%p to %p\n", info.lpMinimumApplicationAddress,
	   info.lpMaximumApplicationAddress);
	GetNativeSystemInfo(&native);
	ok(native.dwNumberOfProcessors == info.dwNumberOfProcessors,
	   "%u processors\n", native.dwNumberOfProcessors);
}

/* G-062 */
static void version(void)
{
	OSVERSIONINFOEXW ex = { .dwOSVersionInfoSize = sizeof(ex) };
	OSVERSIONINFOW plain = { .dwOSVersionInfoSize = sizeof(plain) };
	OSVERSIONINFOA narrow = {
		.dwOSVersionInfoSize = sizeof(narrow)
	};

	succeeds(GetVersionExW((OSVERSIONINFOW *)&ex));
	succeeds(GetVersionExW(&plain));
	succeeds(GetVersionExA(&narrow));
	ok(ex.dwMajorVersion >= 6, "version %u\n", ex.dwMajorVersion);
	ok(plain.dwMajorVersion == ex.dwMajorVersion &&
		   narrow.dwMajorVersion == ex.dwMajorVersion &&
		   LOBYTE(GetVersion()) == ex.dwMajorVersion,
	   "versions %u %u %#x\n", plain.dwMajorVersion, narrow.dwMajorVersion,
	   GetVersion());
	ok(plain.dwBuildNumber == ex.dwBuildNumber &&
		   (GetVersion() >> 16) == ex.dwBuildNumber,
	   "builds %u %u\n", plain.dwBuildNumber, ex.dwBuildNumber);
	ok(ex.dwPlatformId == VER_PLATFORM_WIN32_NT, "platform %u\n",
	   ex.dwPlatformId);
	ok(ex.wProductType == VER_NT_WORKSTATION, "product %u\n",
	   ex.wProductType);
	plain.dwOSVersionInfoSize = 4;
	/* Wine sets no error here */
	ok(!GetVersionExW(&plain), "it took 4 bytes\n");
	narrow.dwOSVersionInfoSize = sizeof(narrow) + 1;
	refuses(GetVersionExA(&narrow), ERROR_INSUFFICIENT_BUFFER);
}

static LONG WINAPI no_filter(EXCEPTION_POINTERS *info)
{
	(void)info;
	return EXCEPTION_CONTINUE_SEARCH;
}

/* G-063: kept and given back */
static void settings(void)
{
	LPTOP_LEVEL_EXCEPTION_FILTER before;

	SetErrorMode(SEM_FAILCRITICALERRORS);
	ok(SetErrorMode(0) == SEM_FAILCRITICALERRORS, "not kept\n");
	ok(!GetErrorMode(), "mode %#x\n", GetErrorMode());
	before = SetUnhandledExceptionFilter(no_filter);
	ok(SetUnhandledExceptionFilter(before) == no_filter, "not kept\n");
}

START_TEST(GetCommandLine)
{
	RUN(command_line);
	RUN(startup_info);
	RUN(system_info);
	RUN(version);
	RUN(settings);
}
