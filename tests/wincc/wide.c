/* 16-bit strings: the wcs functions, and that they are not glibc's. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include "expect.h"

static void copies(void)
{
	wchar_t a[8] = L"zzzzzzz", *d;
	const WCHAR *w = L"abc";

	expect(sizeof(wchar_t) == 2 && sizeof *w == 2 && sizeof(long) == 8);
	expect(wcslen(w) == 3 && wcsnlen(w, 2) == 2);
	expect(wcscpy(a, w) == a && a[3] == 0 && a[4] == 'z');
	expect(!wcscmp(wcscat(a, L"de"), L"abcde"));
	expect(!wcscmp(wcsncat(a, L"fgh", 1), L"abcdef"));
	wmemset(a, 'z', 7);
	wcsncpy(a, L"ab", 4);
	expect(a[1] == 'b' && !a[2] && !a[3] && a[4] == 'z');
	d = wcsdup(w);
	expect(d && d != w && !wcscmp(d, w));
	free(d);
	expect(wcscpy_s(a, 3, L"abc") == ERANGE && !a[0]);
	expect(!wcscpy_s(a, 4, L"abc") && !wcscmp(a, L"abc"));
	expect(!wcscat_s(a, 8, L"defg") && !wcscmp(a, L"abcdefg"));
	expect(wcsncpy_s(a, 4, L"abcdef", _TRUNCATE) == 80 &&
	       !wcscmp(a, L"abc"));
}

static void finding(void)
{
	wchar_t list[] = L",a,,bc", *next, *p;

	expect(wcscmp(L"a", L"b") < 0 && wcscmp(L"b", L"a") > 0);
	expect(wcscmp(L"a", L"\xffff") < 0);
	expect(!wcsncmp(L"abx", L"aby", 2) && wcsncmp(L"abx", L"aby", 3) < 0);
	expect(_wcsicmp(L"ABc", L"abC") == 0 && _wcsicmp(L"a", L"b") < 0);
	expect(!_wcsnicmp(L"ABc", L"abd", 2));
	const wchar_t *s = L"hello";
	expect(wcschr(s, 'l') == s + 2 && wcsrchr(s, 'l') == s + 3);
	expect(wcschr(s, 0) == s + 5 && !wcschr(s, 'x'));
	expect(wcsstr(s, L"lo") == s + 3 && wcsstr(s, L"") == s);
	expect(!wcsstr(s, L"low"));
	expect(wcsspn(s, L"eh") == 2 && wcscspn(s, L"ol") == 2);
	expect(wcspbrk(s, L"xo") == s + 4);
	p = wcstok(list, L",", &next);
	expect(p && !wcscmp(p, L"a"));
	p = wcstok(NULL, L",", &next);
	expect(p && !wcscmp(p, L"bc"));
	expect(!wcstok(NULL, L",", &next));
	expect(wmemchr(s, 'e', 5) == s + 1 && !wmemcmp(s, L"hel", 3));
}

static void numbers(void)
{
	wchar_t *end, w[70];
	const wchar_t *s = L"  -0x1Fz";
	char c[70];

	expect(wcstol(s, &end, 16) == -31 && end == s + 7);
	expect(wcstol(L"zz", &end, 10) == 0 && *end == 'z');
	expect(wcstoul(L"18446744073709551615", NULL, 10) == ~0ul);
	expect(wcstod(L"2.5e1x", &end) == 25.0 && *end == 'x');
	expect(_wtoi(L" 42 ") == 42 && _wtoi(L"-7x") == -7);
	expect(_wtoi(L"99999999999") == 2147483647);
	expect(!strcmp(_itoa(-255, c, 10), "-255"));
	expect(!strcmp(_itoa(-1, c, 16), "ffffffff"));
	expect(!strcmp(_i64toa(-1, c, 2) + 60, "1111"));
	expect(!strcmp(_itoa(-2147483647 - 1, c, 10), "-2147483648"));
	expect(!wcscmp(_itow(10, w, 2), L"1010"));
	expect(!strcmp(_ultoa(~0ul, c, 10), "18446744073709551615"));
}

static void utf8(void)
{
	wchar_t w[8];
	char c[8];

	expect(mbstowcs(w, "h\xc3\xa9\xf0\x9f\x98\x80", 8) == 4);
	expect(w[1] == 0xe9 && w[2] == 0xd83d && w[3] == 0xde00 && !w[4]);
	expect(mbstowcs(NULL, "\xf0\x9f\x98\x80", 0) == 2);
	w[0] = 7, w[1] = 7;
	expect(mbstowcs(w, "a\xf0\x9f\x98\x80", 2) == 1);
	expect(mbstowcs(w, "\xc3(\xff", 8) == 3 && w[0] == 0xfffd &&
	       w[1] == '(' && w[2] == 0xfffd);
	expect(wcstombs(c, L"\x20ac\xd83d\xde00", 8) == 7 &&
	       !strcmp(c, "\xe2\x82\xac\xf0\x9f\x98\x80"));
	expect(wcstombs(c, L"a\x20ac", 3) == 1 && c[0] == 'a');
	expect(wcstombs(NULL, L"\xd800", 0) == 3);
}

int main(void)
{
	copies();
	finding();
	numbers();
	utf8();
	return failures != 0;
}
