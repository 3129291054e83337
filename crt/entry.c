/*
 * Owns main of a program that has none: it calls wmain, wWinMain or WinMain,
 * whichever the program defines (C++ programs define wmain under a longer
 * name).  The linker takes this file only when main is missing, and
 * entry.ld refuses the link when none of them is there either.
 */
#include "crt.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WINDOWS __attribute__((ms_abi))
/* Hidden, or a program that lacks one would export its name as wanted. */
#define WEAK __attribute__((weak, visibility("hidden")))
#define SHOW_DEFAULT 10

WEAK int wmain(int, wchar_t **, wchar_t **);
WEAK int wmain_cxx0(void) __asm__("_Z5wmainv");
WEAK int wmain_cxx2(int, wchar_t **) __asm__("_Z5wmainiPPw");
WEAK int wmain_cxx2c(int, wchar_t **) __asm__("_Z5wmainiPPKw");
WEAK int wmain_cxx3(int, wchar_t **, wchar_t **) __asm__("_Z5wmainiPPwS0_");
WEAK WINDOWS int WinMain(const void *, const void *, char *, int);
WEAK WINDOWS int wWinMain(const void *, const void *, wchar_t *, int);

WINDOWS char *GetCommandLineA(void);

extern const char __ehdr_start[];

/* entry.ld asks for it. */
const char wincrt_has_main = 1;

/* What the program was given: it may keep it, so it lasts as long. */
wchar_t **wincrt_wargv, **wincrt_wenv, *wincrt_wline;

static void *must(void *p)
{
	if (!p) {
		fputs("no memory for the arguments\n", stderr);
		abort();
	}
	return p;
}

static wchar_t **widen_all(char **text)
{
	size_t n = 0;

	while (text[n])
		n++;
	wchar_t **wide = must(calloc(n + 1, sizeof *wide));
	for (size_t i = 0; i < n; i++)
		wide[i] = must(wincrt_widen_dup(text[i]));
	return wide;
}

/* The command line after the program, which ends at a blank outside quotes. */
static char *rest_of(char *line)
{
	bool quoted = false;

	for (; *line && (quoted || (*line != ' ' && *line != '\t')); line++)
		if (*line == '"')
			quoted = !quoted;
	return line + strspn(line, " \t");
}

int main(int argc, char **argv, char **envp)
{
	if (WinMain)
		return WinMain(__ehdr_start, NULL, rest_of(GetCommandLineA()),
			       SHOW_DEFAULT);
	if (wWinMain) {
		wincrt_wline = must(wincrt_widen_dup(rest_of(GetCommandLineA())));
		return wWinMain(__ehdr_start, NULL, wincrt_wline, SHOW_DEFAULT);
	}
	wincrt_wargv = widen_all(argv);
	if (wmain_cxx0)
		return wmain_cxx0();
	if (wmain_cxx2)
		return wmain_cxx2(argc, wincrt_wargv);
	if (wmain_cxx2c)
		return wmain_cxx2c(argc, wincrt_wargv);
	wincrt_wenv = widen_all(envp);
	if (wmain_cxx3)
		return wmain_cxx3(argc, wincrt_wargv, wincrt_wenv);
	return wmain(argc, wincrt_wargv, wincrt_wenv);
}
