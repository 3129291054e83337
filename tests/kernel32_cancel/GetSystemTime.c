/* GetSystemTime, GetSystemTimeAsFileTime, GetSystemTimePreciseAsFileTime: one time,
 * which goes on. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static LONGLONG units_of(const FILETIME *time)
{
	return (LONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

static LONGLONG precise(void)
{
	FILETIME time;

	GetSystemTimePreciseAsFileTime(&time);
	return units_of(&time);
}

/* T-033: Windows' is up to a tick old */
#define TICK 160000

static void one_time(void)
{
	LONGLONG before = precise(), after;
	FILETIME time, date;
	SYSTEMTIME is;

	GetSystemTimeAsFileTime(&time);
	GetSystemTime(&is);
	after = precise();
	succeeds(SystemTimeToFileTime(&is, &date));
	ok(units_of(&time) >= before - TICK && units_of(&time) <= after,
	   "%d early\n", (int)(before - units_of(&time)));
	ok(units_of(&date) >= before - TICK - 10000 &&
	   units_of(&date) <= after, "%d early\n",
	   (int)(before - units_of(&date)));
	ok(is.wYear > 2020 && is.wDayOfWeek < 7, "%u\n", is.wYear);
}

/* T-033 */
static void goes_on(void)
{
	LONGLONG first = precise();
	double start = now_ms();

	while (now_ms() - start < 20)
		SwitchToThread();
	ok(precise() - first >= 190000, "%d in %f ms\n",
	   (int)(precise() - first), now_ms() - start);
	while (precise() == first)
		SwitchToThread();
}

START_TEST(GetSystemTime)
{
	RUN(one_time);
	RUN(goes_on);
}
