/* RtlInitUnicodeString and NtQuerySystemTime. */
#include "lib/nt_sync.h"

static void strings(void)
{
	static const WCHAR text[] = { 'a', 'b', 'c', 0 };
	UNICODE_STRING s;

	RtlInitUnicodeString(&s, text);
	ok(s.Length == 6 && s.MaximumLength == 8 && s.Buffer == text,
	   "%u %u %p\n", s.Length, s.MaximumLength, s.Buffer);
	RtlInitUnicodeString(&s, text + 3);
	ok(s.Length == 0 && s.MaximumLength == 2, "%u %u\n", s.Length,
	   s.MaximumLength);
	RtlInitUnicodeString(&s, NULL);
	ok(s.Length == 0 && s.MaximumLength == 0 && !s.Buffer, "%u %u %p\n",
	   s.Length, s.MaximumLength, s.Buffer);
}

static void system_time(void)
{
	/* 100 ns since 1601, as of the start of 2024 */
	const LONGLONG start_of_2024 = 133485408000000000LL;
	LARGE_INTEGER first, second;

	gives(NtQuerySystemTime(&first), STATUS_SUCCESS);
	gives(NtQuerySystemTime(&second), STATUS_SUCCESS);
	ok(first.QuadPart > start_of_2024, "%lld\n",
	   (long long)first.QuadPart);
	ok(second.QuadPart >= first.QuadPart, "went back\n");
}

START_TEST(RtlInitUnicodeString)
{
	RUN(strings);
	RUN(system_time);
}
