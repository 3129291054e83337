/*
 * The Wine test dialect: what a test source written for it may say.
 *
 * The names and their meaning are those that Wine's conformance tests use, so
 * that a test reads the same here and there; the text is our own. What the
 * macros call lives in tests/lib/dialect.c, which is linked into every test,
 * native and PE. Formats follow printf with 32-bit DWORDs: write %u, %d, %#x
 * and %p, never %lu, because long is 64 bits wide natively and 32 in a PE.
 *
 * Addition of ours: RUN(fn) inside START_TEST names one case, a static
 * void fn(void). Every case runs in a process of its own under a time limit,
 * so START_TEST itself holds nothing but RUN lines.
 */
#ifndef WINCANCEL_WINE_TEST_H
#define WINCANCEL_WINE_TEST_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windef.h>
#include <winbase.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __MINGW32__
#define WINETEST_FORMAT(f, a)
#else
#define WINETEST_FORMAT(f, a) __attribute__((format(printf, f, a)))
#endif

extern const char winetest_name[];
void winetest_test(void);

/* "wine" on Wine's own modules, "windows", or "wincancel" natively */
extern const char *winetest_platform;
extern int winetest_debug;

int winetest_ok(const char *file, int line, int cond, const char *fmt, ...)
	WINETEST_FORMAT(4, 5);
void winetest_trace(const char *file, int line, const char *fmt, ...)
	WINETEST_FORMAT(3, 4);
void winetest_skip(const char *file, int line, const char *fmt, ...)
	WINETEST_FORMAT(3, 4);
void winetest_win_skip(const char *file, int line, const char *fmt, ...)
	WINETEST_FORMAT(3, 4);

void winetest_place(const char *file, int line);
int winetest_ok_there(int cond, const char *fmt, ...) WINETEST_FORMAT(2, 3);
void winetest_trace_there(const char *fmt, ...) WINETEST_FORMAT(1, 2);
void winetest_skip_there(const char *fmt, ...) WINETEST_FORMAT(1, 2);
void winetest_win_skip_there(const char *fmt, ...) WINETEST_FORMAT(1, 2);

void winetest_push_context(const char *fmt, ...) WINETEST_FORMAT(1, 2);
void winetest_pop_context(void);

void winetest_todo_begin(int applies);
int winetest_todo_once(void);
void winetest_todo_end(void);
int winetest_broken(int cond);

void winetest_run(const char *name, void (*fn)(void), int seconds);
int winetest_get_mainargs(char ***argv);

const char *wine_dbgstr_wn(const WCHAR *s, int n);
const char *wine_dbgstr_an(const char *s, int n);

static inline const char *wine_dbgstr_w(const WCHAR *s)
{
	return wine_dbgstr_wn(s, -1);
}

static inline const char *wine_dbgstr_a(const char *s)
{
	return wine_dbgstr_an(s, -1);
}

#ifdef __cplusplus
}
#endif

#define START_TEST(name) \
	const char winetest_name[] = #name; \
	void winetest_test(void)

/* 0 seconds: the runner's usual limit */
#define RUN(fn) winetest_run(#fn, fn, 0)
#define RUN_LIMIT(fn, seconds) winetest_run(#fn, fn, seconds)

/* the condition first: the message may ask GetLastError() about it */
#define ok(cond, ...) \
	({ \
		int ok_cond_ = !!(cond); \
		winetest_ok(__FILE__, __LINE__, ok_cond_, __VA_ARGS__); \
	})
#define trace(...) winetest_trace(__FILE__, __LINE__, __VA_ARGS__)
#define skip(...) winetest_skip(__FILE__, __LINE__, __VA_ARGS__)
#define win_skip(...) winetest_win_skip(__FILE__, __LINE__, __VA_ARGS__)

#define ok_(file, line) winetest_place(file, line), winetest_ok_there
#define trace_(file, line) winetest_place(file, line), winetest_trace_there
#define skip_(file, line) winetest_place(file, line), winetest_skip_there
#define win_skip_(file, line) \
	winetest_place(file, line), winetest_win_skip_there

#define todo_if(c) \
	for (winetest_todo_begin(c); winetest_todo_once(); winetest_todo_end())
#define todo_wine_if(c) todo_if((c) && !strcmp(winetest_platform, "wine"))
#define todo_wine todo_wine_if(1)
#define broken(c) winetest_broken(!!(c))

#endif
