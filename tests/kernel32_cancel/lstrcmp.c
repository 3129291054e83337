/*
 * The lstr functions.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void comparing(void)
{
	static const struct {
		const char *a, *b;
		int exact, any_case;
	} row[] = {
		{"a", "a", 0, 0}, {"a", "b", -1, -1}, {"b", "a", 1, 1},
		{"a", "B", -1, -1}, {"A", "b", -1, -1}, {"a", "A", -1, 0},
		{"ab", "a", 1, 1}, {"", "a", -1, -1}, {"", "", 0, 0},
	};

	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		WCHAR a[8], b[8];

		MultiByteToWideChar(CP_UTF8, 0, row[i].a, -1, a, 8);
		MultiByteToWideChar(CP_UTF8, 0, row[i].b, -1, b, 8);
		ok(sign(lstrcmpA(row[i].a, row[i].b)) == row[i].exact, "%u\n",
		   i);
		ok(sign(lstrcmpW(a, b)) == row[i].exact, "%u\n", i);
		ok(sign(lstrcmpiA(row[i].a, row[i].b)) == row[i].any_case,
		   "%u\n", i);
		ok(sign(lstrcmpiW(a, b)) == row[i].any_case, "%u\n", i);
	}
}

static void copying(void)
{
	static const WCHAR wide[] = {'w', 'i', 'd', 'e', 0};
	char out[16];
	WCHAR out_w[16];

	ok(lstrcpyA(out, "one") == out && !strcmp(out, "one"), "%s\n", out);
	ok(lstrcatA(out, "two") == out && !strcmp(out, "onetwo"), "%s\n", out);
	ok(lstrcpynA(out, "three", 4) == out && !strcmp(out, "thr"), "%s\n",
	   out);
	ok(lstrcpynA(out, "no", 16) == out && !strcmp(out, "no"), "%s\n", out);
	ok(lstrcpyW(out_w, wide) == out_w && lstrlenW(out_w) == 4, "%d\n",
	   lstrlenW(out_w));
	ok(lstrcatW(out_w, wide) == out_w && lstrlenW(out_w) == 8, "%d\n",
	   lstrlenW(out_w));
	ok(lstrcpynW(out_w, wide, 3) == out_w && lstrlenW(out_w) == 2, "%d\n",
	   lstrlenW(out_w));
}

static void null_strings(void)
{
	char out[4];

	ok(lstrlenA(NULL) == 0 && lstrlenW(NULL) == 0, "a length\n");
	ok(!lstrcpyA(out, NULL) && !lstrcpynA(out, NULL, 4), "a copy\n");
	ok(lstrcmpA(NULL, "") == -1 && lstrcmpA("", NULL) == 1 &&
		   lstrcmpA(NULL, NULL) == 0,
	   "an order\n");
}

START_TEST(lstrcmp)
{
	RUN(comparing);
	RUN(copying);
	RUN(null_strings);
}
