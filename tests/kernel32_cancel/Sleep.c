/* Sleep: at least as long as asked, and no routine runs meanwhile. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static int apc_calls;
static ULONG_PTR apc_last;

static void CALLBACK note_apc(ULONG_PTR arg)
{
	apc_calls++;
	apc_last = arg;
}

static void queue(ULONG_PTR arg)
{
	DWORD ret = QueueUserAPC(note_apc, GetCurrentThread(), arg);

	ok(ret, "QueueUserAPC: error %u\n", GetLastError());
}

static void long_enough(void)
{
	double start = now_ms(), passed;

	Sleep(40);
	passed = now_ms() - start;
	ok(passed > 38, "%f ms\n", passed);
}

static void last_error(void)
{
	SetLastError(UNSET_ERROR);
	Sleep(0);
	Sleep(1);
	ok(GetLastError() == UNSET_ERROR, "error %u\n", GetLastError());
}

/* K-113 */
static void delivers_nothing(void)
{
	queue(1);
	Sleep(0);
	Sleep(5);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	SleepEx(0, TRUE);
	ok(apc_calls == 1 && apc_last == 1, "%d calls\n", apc_calls);
}

START_TEST(Sleep)
{
	RUN(long_enough);
	RUN(last_error);
	RUN(delivers_nothing);
}
