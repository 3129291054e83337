/*
 * Thread local storage: each thread its own value, NULL at first.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static DWORD slot;

static DWORD WINAPI other(void *value)
{
	ok(!TlsGetValue(slot), "another thread's value\n");
	works(TlsSetValue(slot, value));
	ok(TlsGetValue(slot) == value, "not kept\n");
	return 0;
}

static void by_thread(void)
{
	int here, there;
	HANDLE thread;

	slot = TlsAlloc();
	ok(slot != TLS_OUT_OF_INDEXES, "error %u\n", GetLastError());
	SetLastError(UNTOUCHED);
	ok(!TlsGetValue(slot) && !GetLastError(), "error %u\n",
	   GetLastError());
	works(TlsSetValue(slot, &here));
	thread = CreateThread(NULL, 0, other, &there, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	ok(TlsGetValue(slot) == &here, "not kept\n");
	works(TlsFree(slot));
}

static void again(void)
{
	DWORD first = TlsAlloc(), second;

	works(TlsSetValue(first, &first));
	works(TlsFree(first));
	second = TlsAlloc();
	ok(!TlsGetValue(second), "the value of an older index\n");
	works(TlsFree(second));
}

static void limits(void)
{
	static DWORD all[TLS_MINIMUM_AVAILABLE];

	for (int i = 0; i < TLS_MINIMUM_AVAILABLE / 2; i++) {
		all[i] = TlsAlloc();
		ok(all[i] != TLS_OUT_OF_INDEXES, "only %d\n", i);
		for (int j = 0; j < i; j++)
			ok(all[j] != all[i], "twice the same\n");
	}
	for (int i = 0; i < TLS_MINIMUM_AVAILABLE / 2; i++)
		works(TlsFree(all[i]));
	fails(TlsFree(all[0]), ERROR_INVALID_PARAMETER);
	fails(TlsSetValue(0x12345, NULL), ERROR_INVALID_PARAMETER);
	fails(TlsGetValue(0x12345) != NULL, ERROR_INVALID_PARAMETER);
}

START_TEST(TlsAlloc)
{
	RUN(by_thread);
	RUN(again);
	RUN(limits);
}
