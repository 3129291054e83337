/* The printf families: either width of string in either width of format. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <tchar.h>
#include "expect.h"

static char n[64];
static wchar_t w[64];

#define narrow(text, ...) \
	expect(snprintf(n, 64, __VA_ARGS__) == (int)strlen(text) && \
	       !strcmp(n, text))
#define wide(text, ...) \
	expect(swprintf(w, 64, __VA_ARGS__) == (int)wcslen(text) && \
	       !wcscmp(w, text))

static void strings(void)
{
	narrow("a bc", "%s %ls", "a", L"bc");
	narrow("bc a", "%S %hs", L"bc", "a");
	narrow("[  b][b  ]", "[%3.1ls][%-3.1S]", L"bc", L"bc");
	narrow("\xc3\xa9", "%ls", L"\xe9");
	narrow("xy", "%lc%C", L'x', L'y');
	narrow("(null)", "%ls", (wchar_t *)NULL);
	wide(L"bc a", L"%s %S", L"bc", "a");
	wide(L"bc a bc", L"%ls %hs %ws", L"bc", "a", L"bc");
	wide(L"xy", L"%c%hc", L'x', 'y');
	wide(L"[    \xe9]", L"[%*hs]", 5, "\xc3\xa9");
	static const wchar_t unended[2] = { 'o', 'k' };
	wide(L"ok", L"%.2s", unended);
}

static void numbers(void)
{
	LONGLONG big = -(1ll << 40);

	narrow("-1099511627776 7 8", "%I64d %Iu %I32d", big, sizeof(char[7]), 8);
	wide(L"-1099511627776 7 8", L"%I64d %Iu %I32d", big, sizeof(char[7]), 8);
	wide(L"-1099511627776 7 -1", L"%lld %zu %hhd", big, sizeof(char[7]),
	     255);
	wide(L"[00042][42   ][+42][0x2a][052]", L"[%05d][%-5d][%+d][%#x][%#o]",
	     42, 42, 42, 42, 42);
	wide(L"[  007][7    ]", L"[%*.*d][%*d]", 5, 3, 7, -5, 7);
	wide(L"3.14 1e+02 100%", L"%.2f %.0e %g%%", 3.14159, 100.0, 100.0);
	wide(L"ffffffff 65535", L"%x %hu", -1, 0xfffff);
}

static void room(void)
{
	memset(n, 'z', sizeof n);
	expect(_snprintf(n, 4, "%s", "abcd") == 4 && n[4] == 'z');
	expect(_snprintf(n, 4, "%s", "abcde") == -1 && n[3] == 'd');
	expect(_snprintf(n, 5, "%s", "abcd") == 4 && !n[4]);
	expect(snprintf(n, 4, "%S", L"abcde") == 5 && !strcmp(n, "abc"));
	expect(swprintf(w, 4, L"%s", L"abcde") == -1 && wcslen(w) == 3);
	expect(swprintf(w, 4, L"%s", L"abc") == 3);
	wmemset(w, 'z', 64);
	expect(_snwprintf(w, 3, L"abcd") == -1 && w[2] == 'c' && w[3] == 'z');
	expect(_scprintf("%ls", L"abc") == 3 && _scwprintf(L"%S", "ab") == 2);
	expect(_swprintf(w, L"%d", 12) == 2 && !wcscmp(w, L"12"));
	expect(sprintf_s(n, 4, "%d", 123) == 3);
	expect(_snprintf_s(n, 4, _TRUNCATE, "%s", "abcdef") == -1 &&
	       !strcmp(n, "abc"));
	expect(swprintf(w, 64, L"%n", &failures) == -1);

	TCHAR t[8];
	expect(_stprintf(t, TEXT("%d"), 5) == 1 && t[0] == '5');
	expect(!_tcsicmp(TEXT("A"), TEXT("a")));
}

/* Both families write to one stream, in order and as UTF-8. */
static void stream(void)
{
	printf("a%lsb", L"\xe9");
	wprintf(L"%s%S", L"\xd83d\xde00", "c");
	fputws(L"d\n", stdout);
	fflush(stdout);
}

int main(void)
{
	strings();
	numbers();
	room();
	stream();
	return failures != 0;
}
