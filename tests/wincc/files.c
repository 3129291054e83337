/* FILEs by wide names, and wide lines out of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "expect.h"

/* A program's own function may have the name of one that crt/ has. */
size_t wcsnlen(const wchar_t *s, size_t max)
{
	(void)s, (void)max;
	return 77;
}

int wmain(int argc, wchar_t **argv)
{
	wchar_t line[8];
	FILE *f;

	expect(argc == 2);
	f = _wfopen(argv[1], L"wt, ccs=UTF-8");
	expect(f && fputws(L"\xe9\x20ac\n", f) >= 0);
	expect(fwprintf(f, L"%s", L"abcdefghij") == 10 && !fclose(f));
	expect(!_wfopen_s(&f, argv[1], L"rb"));
	expect(fgetws(line, 8, f) == line && !wcscmp(line, L"\xe9\x20ac\n"));
	expect(fgetws(line, 8, f) && wcslen(line) >= 6 && line[0] == 'a');
	expect(fgetws(line, 8, f) && line[0] != 'a');
	expect(!fgetws(line, 8, f));
	fclose(f);
	expect(wcsnlen(L"a", 1) == 77);
	expect(fopen_s(&f, "/nonexistent/x", "r") == ENOENT && !f);
	return failures != 0;
}
