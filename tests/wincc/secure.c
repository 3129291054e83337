/* The functions that are told their room. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <errno.h>
#include <direct.h>
#include <io.h>
#include <intrin.h>
#include <strsafe.h>
#include <windows.h>
#include "expect.h"

static void memory(void)
{
	char to[8] = "1234567";

	expect(!memcpy_s(to, sizeof(to), "abc", 4) && !strcmp(to, "abc"));
	expect(memcpy_s(to, 3, "abcd", 4) == ERANGE && !to[0] && !to[2]);
	expect(memcpy_s(NULL, 3, "abcd", 4) == EINVAL);
	expect(!memmove_s(to + 1, 7, to, 0));
	strcpy_s(to, sizeof(to), "abcdef");
	expect(!memmove_s(to + 1, 7, to, 6) && !memcmp(to, "aabcdef", 7));
	expect(memmove_s(to, 2, "abc", 3) == ERANGE);
}

static void text(void)
{
	char line[] = "a,b", *next = NULL, error[64];

	expect(!strcmp(strtok_s(line, ",", &next), "a"));
	expect(!strcmp(strtok_s(NULL, ",", &next), "b"));
	expect(!strerror_s(error, sizeof(error), ENOENT) && strlen(error) > 5);
	expect(strnlen_s("abc", 2) == 2);
	expect(_byteswap_ulong(0x01020304) == 0x04030201);
	_ReadWriteBarrier();
}

static void environment(void)
{
	char value[8], *copy;
	size_t n;

	expect(!_putenv("WINCC_TEST=value"));
	expect(!getenv_s(&n, value, sizeof(value), "WINCC_TEST"));
	expect(n == 6 && !strcmp(value, "value"));
	expect(getenv_s(&n, value, 5, "WINCC_TEST") == ERANGE && n == 6);
	expect(!getenv_s(&n, value, sizeof(value), "WINCC_NONE") && !n);
	expect(!_dupenv_s(&copy, &n, "WINCC_TEST") && n == 6);
	expect(!strcmp(copy, "value"));
	free(copy);
	expect(!wcscmp(_wgetenv(L"WINCC_TEST"), L"value"));
	expect(!_putenv("WINCC_TEST=") && !getenv("WINCC_TEST"));
	expect(!_dupenv_s(&copy, &n, "WINCC_TEST") && !copy && !n);
}

static void times(void)
{
	time_t day = 86400;
	struct tm tm;

	expect(!gmtime_s(&tm, &day) && tm.tm_mday == 2 && tm.tm_year == 70);
	expect(!localtime_s(&tm, &day));
	expect(gmtime_s(&tm, NULL) == EINVAL);
}

static void safe_strings(void)
{
	char to[8];
	WCHAR wide[8];
	size_t n;

	expect(StringCchCopyA(to, 8, "1234567") == S_OK);
	expect(StringCchCopyA(to, 8, "12345678") ==
	       STRSAFE_E_INSUFFICIENT_BUFFER && !strcmp(to, "1234567"));
	expect(StringCchCopyA(to, 0, "") == STRSAFE_E_INVALID_PARAMETER);
	expect(StringCchCopyNA(to, 8, "1234567", 2) == S_OK && !to[2]);
	expect(StringCchCatA(to, 8, "34567") == S_OK);
	expect(StringCchCatA(to, 8, "8") == STRSAFE_E_INSUFFICIENT_BUFFER);
	expect(StringCchLengthA(to, 8, &n) == S_OK && n == 7);
	expect(StringCchLengthA(to, 7, &n) == STRSAFE_E_INVALID_PARAMETER);
	expect(StringCchPrintfW(wide, 8, L"%d-%s", 12, L"abc") == S_OK &&
	       !wcscmp(wide, L"12-abc"));
	expect(StringCbPrintfW(wide, sizeof(wide), L"%d", 123456789) ==
	       STRSAFE_E_INSUFFICIENT_BUFFER && !wcscmp(wide, L"1234567"));
	expect(StringCbLengthW(wide, sizeof(wide), &n) == S_OK && n == 14);
}

int main(void)
{
	char here[4096];

	memory();
	text();
	environment();
	times();
	safe_strings();
	expect(_getcwd(here, sizeof(here)) == here);
	return failures ? 1 : 0;
}
