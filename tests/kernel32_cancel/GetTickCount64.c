/*
 * The clocks: they go on, and they agree with a wait.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void with_a_wait(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	LARGE_INTEGER frequency, before, after;
	ULONGLONG ticks = GetTickCount64();
	double passed;

	works(QueryPerformanceFrequency(&frequency));
	works(QueryPerformanceCounter(&before));
	ok(WaitForSingleObject(event, 50) == WAIT_TIMEOUT, "signalled\n");
	works(QueryPerformanceCounter(&after));
	ticks = GetTickCount64() - ticks;
	passed = (double)(after.QuadPart - before.QuadPart) /
		 frequency.QuadPart;
	/* A tick of Windows may last 16 ms. */
	ok(passed > 0.033, "%f seconds\n", passed);
	ok(ticks > 33 && ticks < passed * 1000 + 20, "%u ms, %f s\n",
	   (unsigned)ticks, passed);
	ok((DWORD)(GetTickCount() - (DWORD)GetTickCount64()) + 1 < 1000,
	   "two clocks\n");
	CloseHandle(event);
}

static void never_back(void)
{
	LARGE_INTEGER last = {0}, now;

	for (int i = 0; i < 1000; i++) {
		works(QueryPerformanceCounter(&now));
		ok(now.QuadPart >= last.QuadPart, "it went back\n");
		last = now;
	}
}

START_TEST(GetTickCount64)
{
	RUN(with_a_wait);
	RUN(never_back);
}
