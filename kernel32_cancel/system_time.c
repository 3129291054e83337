/*
 * The time of day, and its two forms: FILETIME, 100 ns since the beginning of 1601,
 * and SYSTEMTIME, a date of the Gregorian calendar in UTC.
 */
#include "kernel32_cancel/kernel32.h"

#define UNITS_PER_MS 10000LL
#define MS_PER_DAY 86400000LL

/* From 1 March of the year 0 to 1 January 1601. */
#define DAYS_TO_1601 584694
#define DAYS_PER_400_YEARS 146097
#define DAYS_PER_CENTURY 36524
#define DAYS_PER_4_YEARS 1461
#define DAYS_PER_5_MONTHS 153 /* March to July, August to December */

static ULONGLONG from_filetime(const FILETIME *time)
{
	return (ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

static void to_filetime(LONGLONG units, FILETIME *time)
{
	time->dwLowDateTime = (DWORD)units;
	time->dwHighDateTime = (DWORD)(units >> 32);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Years begin in March here, so that a leap day is a year's last. */
static void date_of(int days, SYSTEMTIME *date)
{
	date->wDayOfWeek = (days + 1) % 7; /* 1 January 1601 was a Monday */
	days += DAYS_TO_1601;
	int year = days / DAYS_PER_400_YEARS * 400;
	days %= DAYS_PER_400_YEARS;
	int century = least(days / DAYS_PER_CENTURY, 3);
	days -= century * DAYS_PER_CENTURY;
	int fours = days / DAYS_PER_4_YEARS;
	days %= DAYS_PER_4_YEARS;
	int rest = least(days / 365, 3);
	days -= rest * 365;
	int month = (5 * days + 2) / DAYS_PER_5_MONTHS;
	days -= (DAYS_PER_5_MONTHS * month + 2) / 5;
	year += century * 100 + fours * 4 + rest;
	date->wYear = year + (month >= 10);
	date->wMonth = month < 10 ? month + 3 : month - 9;
	date->wDay = days + 1;
}

static int days_of(const SYSTEMTIME *date)
{
	int month = date->wMonth > 2 ? date->wMonth - 3 : date->wMonth + 9;
	int year = date->wYear - (date->wMonth <= 2);
	return year * 365 + year / 4 - year / 100 + year / 400 +
	       (DAYS_PER_5_MONTHS * month + 2) / 5 + date->wDay - 1 -
	       DAYS_TO_1601;
}

static int days_in_month(int month, int year)
{
	static const BYTE days[] = { 31, 28, 31, 30, 31, 30,
				     31, 31, 30, 31, 30, 31 };
	BOOL leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month == 2 && leap ? 29 : days[month - 1];
}

static void to_systemtime(LONGLONG units, SYSTEMTIME *time)
{
	LONGLONG ms = units / UNITS_PER_MS;
	int of_day = (int)(ms % MS_PER_DAY);
	date_of((int)(ms / MS_PER_DAY), time);
	time->wHour = of_day / 3600000;
	time->wMinute = of_day / 60000 % 60;
	time->wSecond = of_day / 1000 % 60;
	time->wMilliseconds = of_day % 1000;
}

/*
 * FileTimeToSystemTime: FALSE and ERROR_INVALID_PARAMETER for a time of 2^63 or
 * more.  (Microsoft: FileTimeToSystemTime)
 */
BOOL WINAPI FileTimeToSystemTime(const FILETIME *from, SYSTEMTIME *to)
{
	LONGLONG units = (LONGLONG)from_filetime(from);

	if (units < 0)
		return fail_with(ERROR_INVALID_PARAMETER);
	to_systemtime(units, to);
	return TRUE;
}

/*
 * SystemTimeToFileTime: FALSE and ERROR_INVALID_PARAMETER for what is no time, or
 * is before 1601 or after 30827. wDayOfWeek is not looked at.
 * (Microsoft: SystemTimeToFileTime)
 */
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *from, FILETIME *to)
{
	if (from->wYear < 1601 || from->wYear > 30827 || from->wMonth < 1 ||
	    from->wMonth > 12 || from->wDay < 1 ||
	    from->wDay > days_in_month(from->wMonth, from->wYear) ||
	    from->wHour > 23 || from->wMinute > 59 || from->wSecond > 59 ||
	    from->wMilliseconds > 999)
		return fail_with(ERROR_INVALID_PARAMETER);

	LONGLONG ms = days_of(from) * MS_PER_DAY + from->wHour * 3600000LL +
		      from->wMinute * 60000LL + from->wSecond * 1000LL +
		      from->wMilliseconds;

	to_filetime(ms * UNITS_PER_MS, to);
	return TRUE;
}

/*
 * CompareFileTime: -1, 0 or 1, as the first is earlier, the same or later; all 64
 * bits are a number without sign.  (Microsoft: CompareFileTime)
 */
LONG WINAPI CompareFileTime(const FILETIME *a, const FILETIME *b)
{
	ULONGLONG first = from_filetime(a), second = from_filetime(b);

	return (first > second) - (first < second);
}

static LONGLONG now(void)
{
	LARGE_INTEGER time;

	NtQuerySystemTime(&time);
	return time.QuadPart;
}

/*
 * GetSystemTimePreciseAsFileTime: the time of day, in UTC.
 * (Microsoft: GetSystemTimePreciseAsFileTime)
 */
void WINAPI GetSystemTimePreciseAsFileTime(FILETIME *time)
{
	to_filetime(now(), time);
}

/*
 * GetSystemTimeAsFileTime: the same; it need not be as exact, but is.
 * (Microsoft: GetSystemTimeAsFileTime)
 */
void WINAPI GetSystemTimeAsFileTime(FILETIME *time)
{
	to_filetime(now(), time);
}

/*
 * GetSystemTime: the time of day as a date, in UTC.  (Microsoft: GetSystemTime)
 */
void WINAPI GetSystemTime(SYSTEMTIME *time)
{
	to_systemtime(now(), time);
}
