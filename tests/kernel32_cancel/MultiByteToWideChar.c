/*
 * MultiByteToWideChar, WideCharToMultiByte: UTF-8 both ways.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

#define EURO "\xe2\x82\xac"
#define SMILE "\xf0\x9f\x98\x80"

static void round_trip(void)
{
	static const char text[] = "a\xc3\xa4" EURO SMILE "z";
	static const WCHAR expect[] = {'a', 0xe4, 0x20ac, 0xd83d, 0xde00, 'z', 0};
	WCHAR wide[20];
	char back[20];
	int n = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);

	ok(n == 7, "%d units\n", n);
	n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide,
				20);
	ok(n == 7 && !memcmp(wide, expect, sizeof(expect)), "%d units\n", n);
	n = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
	ok(n == (int)sizeof(text), "%d bytes\n", n);
	n = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, wide, -1, back,
				20, NULL, NULL);
	ok(n == (int)sizeof(text) && !memcmp(back, text, sizeof(text)),
	   "%d bytes\n", n);
	n = MultiByteToWideChar(CP_UTF8, 0, text, 3, wide, 2);
	ok(n == 2 && wide[1] == 0xe4, "%d units\n", n);
}

/* Each wrong sequence becomes U+FFFD, or the call fails if it is asked to. */
static void wrong_bytes(void)
{
	static const struct {
		const char *text;
		int units; /* with the NUL */
	} row[] = {
		{"\xff", 2}, {"a\xe2\x82z", 4}, {"\xc0\x80", 3},
		{"\xed\xa0\x80", 3}, {"\xf4\x90\x80\x80", 4}, {"\xe2\x82", 2},
	};
	WCHAR wide[20];

	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		int n = MultiByteToWideChar(CP_UTF8, 0, row[i].text, -1, wide,
					    20);

		ok(n == row[i].units, "%u: %d units\n", i, n);
		ok(wide[n - 2] == 0xfffd || wide[n - 2] == 'z', "%u: %#x\n", i,
		   wide[n - 2]);
		fails(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS,
					  row[i].text, -1, wide, 20),
		      ERROR_NO_UNICODE_TRANSLATION);
	}
}

static void lone_surrogate(void)
{
	static const WCHAR lone[] = {0xd800, 'a', 0};
	char out[20];
	int n = WideCharToMultiByte(CP_UTF8, 0, lone, -1, out, 20, NULL, NULL);

	ok(n == 5 && !memcmp(out, "\xef\xbf\xbd" "a", 5), "%d bytes\n", n);
	fails(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, lone, -1, out,
				  20, NULL, NULL),
	      ERROR_NO_UNICODE_TRANSLATION);
}

static void arguments(void)
{
	WCHAR wide[4] = {'x', 'y', 'z', 0};
	char out[4];

	fails(MultiByteToWideChar(CP_UTF8, 0, "abc", 3, wide, 2),
	      ERROR_INSUFFICIENT_BUFFER);
	fails(MultiByteToWideChar(CP_UTF8, 0, "abc", 0, wide, 4),
	      ERROR_INVALID_PARAMETER);
	fails(MultiByteToWideChar(CP_UTF8, 0, NULL, 1, wide, 4),
	      ERROR_INVALID_PARAMETER);
	fails(MultiByteToWideChar(CP_UTF8, 0, "abc", 3, wide, -1),
	      ERROR_INVALID_PARAMETER);
	fails(MultiByteToWideChar(54321, 0, "abc", 3, wide, 4),
	      ERROR_INVALID_PARAMETER);
	fails(WideCharToMultiByte(CP_UTF8, 0, wide, 3, out, 2, NULL, NULL),
	      ERROR_INSUFFICIENT_BUFFER);
	fails(WideCharToMultiByte(CP_UTF8, 0, wide, 0, out, 4, NULL, NULL),
	      ERROR_INVALID_PARAMETER);
}

START_TEST(MultiByteToWideChar)
{
	RUN(round_trip);
	RUN(wrong_bytes);
	RUN(lone_surrogate);
	RUN(arguments);
}
