/*
 * What Windows source looks like: Microsoft's keywords, spellings and types,
 * the POSIX names that Winsock takes, and calls of both conventions.
 */
#include <stdlib.h>
#include <Windows.h>
#include <WinSock2.h>
#include <ws2tcpip.h>
#include <ioapiset.h>
#include <namedpipeapi.h>
#include <process.h>
#include <malloc.h>
#include <crtdbg.h>
#include <unistd.h>
#include <sys/time.h>
#include "expect.h"

#ifndef _WIN32
#error Windows source asks for _WIN32
#endif

__declspec(dllexport) int exported(void) { return 1; }
__declspec(dllimport) BOOL WINAPI CloseHandle(HANDLE h);
static __declspec(noinline) int noinlined(void) { return 1; }
__declspec(align(32)) static char aligned[32];
__declspec(thread) int per_thread;
__declspec(selectany) int shared_by_files = 6;
__declspec(deprecated("use another")) void old(void);
__declspec(noreturn) void __cdecl never_back(void);
static __forceinline int forced(void) { return 2; }
static unsigned __int64 wide_int;
/* The names a Windows program is free to use, unistd.h or not. */
struct HANDLE_pair { HANDLE pipe, link; };

static int __cdecl compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void __cdecl at_exit(void)
{
	fputs("", stdout);
}

static DWORD CALLBACK thread(LPVOID arg)
{
	return *(DWORD *)arg;
}

int __cdecl main(int argc, char **argv)
{
	int list[] = { 3, 1, 2 };
	struct timeval tv = { 1, 2 };
	fd_set set;
	DWORD code = 7;
	LPTHREAD_START_ROUTINE start = thread;
	union { struct { DWORD low, high; }; ULONGLONG all; } parts;

	expect(argc == 1 && argv[0]);
	qsort(list, 3, sizeof *list, compare);
	expect(list[0] == 1 && list[2] == 3);
	expect(!atexit(at_exit));
	expect(start(&code) == 7);
	expect(sizeof tv == 8 && tv.tv_usec == 2);
	FD_ZERO(&set);
	expect(set.fd_count == 0 && sizeof set.fd_array[0] == sizeof(SOCKET));
	expect(sizeof(DWORD) == 4 && sizeof(LONG) == 4 && sizeof(long) == 8);
	expect(sizeof(u_long) == 4 && sizeof wide_int == 8 && wide_int == 0);
	expect(!((ULONG_PTR)aligned & 31) && noinlined() && forced() == 2);
	parts.all = 1ull << 32;
	expect(parts.high == 1 && parts.low == 0);
	expect(exported() == 1 && per_thread == 0);
	expect(shared_by_files == 6);
	void *p = _aligned_malloc(100, 64);
	expect(p && !((ULONG_PTR)p & 63) && _msize(p) >= 100);
	_aligned_free(p);
	_ASSERTE(_CrtSetDbgFlag(0) == 0);
	return failures != 0;
}
