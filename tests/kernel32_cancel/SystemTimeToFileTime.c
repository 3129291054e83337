/* SystemTimeToFileTime, FileTimeToSystemTime, CompareFileTime: the calendar. */
#include <stdarg.h>
#include <stddef.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

#define UNITS_PER_DAY 864000000000ULL

static FILETIME filetime(ULONGLONG units)
{
	FILETIME time = { (DWORD)units, (DWORD)(units >> 32) };

	return time;
}

static ULONGLONG units_of(const FILETIME *time)
{
	return (ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

/* T-030: moments that are known from elsewhere */
static void known(void)
{
	static const struct {
		ULONGLONG units;
		SYSTEMTIME time; /* year, month, day of the week, day, ... */
	} rows[] = {
		{ 0, { 1601, 1, 1, 1, 0, 0, 0, 0 } },
		{ 116444736000000000, { 1970, 1, 4, 1, 0, 0, 0, 0 } },
		{ 125962559990000000, { 2000, 2, 1, 28, 23, 59, 59, 0 } },
		{ 125962560000000000, { 2000, 2, 2, 29, 0, 0, 0, 0 } },
		{ 125963424000000000, { 2000, 3, 3, 1, 0, 0, 0, 0 } },
		{ 127790915990000000, { 2005, 12, 4, 15, 3, 39, 59, 0 } },
		{ 132539327999990000, { 2020, 12, 4, 31, 23, 59, 59, 999 } },
		{ 0x7fffffffffffd8f0 / 10000 * 10000,
		  { 30828, 9, 4, 14, 2, 48, 5, 476 } },
	};
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		FILETIME from = filetime(rows[i].units), back;
		SYSTEMTIME time;

		succeeds(FileTimeToSystemTime(&from, &time));
		ok(!memcmp(&time, &rows[i].time, sizeof(time)),
		   "%u: %u-%u-%u (%u) %u:%u:%u.%u\n", i, time.wYear,
		   time.wMonth, time.wDay, time.wDayOfWeek, time.wHour,
		   time.wMinute, time.wSecond, time.wMilliseconds);
		if (time.wYear > 30827)
			continue;
		succeeds(SystemTimeToFileTime(&time, &back));
		ok(units_of(&back) == rows[i].units, "%u: off by %d s\n", i,
		   (int)((LONGLONG)(units_of(&back) - rows[i].units) /
			 10000000));
	}
}

/* T-030: all days, one after the other, for two times four hundred years */
static void each_day(void)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };
	int year = 1601, month = 1, day = 1, wrong = 0, n;

	for (n = 0; n < 2 * 146097; n++) {
		FILETIME time = filetime(n * UNITS_PER_DAY), back;
		SYSTEMTIME is;
		BOOL leap = (year % 4 == 0 && year % 100 != 0) ||
			    year % 400 == 0;

		FileTimeToSystemTime(&time, &is);
		wrong += is.wYear != year || is.wMonth != month ||
			 is.wDay != day || is.wDayOfWeek != (n + 1) % 7;
		SystemTimeToFileTime(&is, &back);
		wrong += units_of(&back) != units_of(&time);
		if (day++ == days[month - 1] + (month == 2 && leap)) {
			day = 1;
			if (month++ == 12) {
				month = 1;
				year++;
			}
		}
	}
	ok(!wrong, "%d wrong days\n", wrong);
	ok(year == 2401, "the year is %d\n", year);
}

/* T-030: below a millisecond nothing is kept */
static void fractions(void)
{
	FILETIME time = filetime(125962560000009999);
	SYSTEMTIME is;

	succeeds(FileTimeToSystemTime(&time, &is));
	ok(is.wMilliseconds == 0, "%u ms\n", is.wMilliseconds);
	succeeds(SystemTimeToFileTime(&is, &time));
	ok(units_of(&time) == 125962560000000000, "%#x\n",
	   time.dwLowDateTime);
}

/* a time in which one field is changed; FALSE and the error */
static BOOL refused(size_t field, WORD value)
{
	SYSTEMTIME time = { .wYear = 2001, .wMonth = 1, .wDay = 1 };
	FILETIME ft = filetime(77);

	*(WORD *)((char *)&time + field) = value;
	SetLastError(UNSET_ERROR);
	return !SystemTimeToFileTime(&time, &ft) && units_of(&ft) == 77 &&
	       GetLastError() == ERROR_INVALID_PARAMETER;
}

#define refuse(field, value) \
	ok(refused(offsetof(SYSTEMTIME, field), value), "error %u\n", \
	   GetLastError())

/* T-031 */
static void no_times(void)
{
	SYSTEMTIME leap = { .wYear = 2000, .wMonth = 2, .wDay = 29 };
	FILETIME time;

	refuse(wYear, 1600);
	todo_wine refuse(wYear, 30828);
	refuse(wYear, 0);
	refuse(wMonth, 0);
	refuse(wMonth, 13);
	refuse(wDay, 0);
	refuse(wDay, 32);
	refuse(wHour, 24);
	refuse(wMinute, 60);
	refuse(wSecond, 60);
	refuse(wMilliseconds, 1000);
	succeeds(SystemTimeToFileTime(&leap, &time));
	/* Wine takes a day too many for the next. */
	leap.wYear = 1900;
	todo_wine refuses(SystemTimeToFileTime(&leap, &time),
			  ERROR_INVALID_PARAMETER);
	leap.wYear = 2001;
	todo_wine refuses(SystemTimeToFileTime(&leap, &time),
			  ERROR_INVALID_PARAMETER);
	leap.wDay = 28;
	leap.wDayOfWeek = 77; /* not looked at */
	succeeds(SystemTimeToFileTime(&leap, &time));
	leap.wMonth = 4;
	leap.wDay = 31;
	refuses(SystemTimeToFileTime(&leap, &time), ERROR_INVALID_PARAMETER);
}

/* T-031 */
static void beyond(void)
{
	FILETIME time = filetime(0x8000000000000000);
	SYSTEMTIME is;

	refuses(FileTimeToSystemTime(&time, &is), ERROR_INVALID_PARAMETER);
	time = filetime(~0ULL);
	refuses(FileTimeToSystemTime(&time, &is), ERROR_INVALID_PARAMETER);
}

/* T-032 */
static void compared(void)
{
	static const ULONGLONG order[] = {
		0, 1, 0xffffffff, 0x100000000, 0x100000001, 0x1ffffffff,
		0x7fffffffffffffff, 0x8000000000000000, ~0ULL,
	};
	int n = sizeof(order) / sizeof(*order), i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++) {
			FILETIME a = filetime(order[i]), b = filetime(order[k]);

			ok(CompareFileTime(&a, &b) == (i > k) - (i < k),
			   "%d %d: %d\n", i, k, CompareFileTime(&a, &b));
		}
}

START_TEST(SystemTimeToFileTime)
{
	RUN(known);
	RUN(each_day);
	RUN(fractions);
	RUN(no_times);
	RUN(beyond);
	RUN(compared);
}
