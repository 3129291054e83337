/*
 * The Wine test dialect: what a test source written for it may say.
 *
 * The names and their meaning are those that Wine's conformance tests use, so
 * that a test reads the same here and there; the text is our own. What the
 * macros call lives in tests/lib/dialect.c, which is linked into every test,
 * native and PE, and which `wincc -mwinetest` links to anybody's, with a main that
 * takes the name of a test and ends with Wine's line. Formats follow printf with 32-bit DWORDs: write %u, %d, %#x
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

struct test {
	const char *name;
	void (*func)(void);
};

/* of the test that runs, or the first */
extern const char *winetest_name;
void winetest_register(const char *name, void (*func)(void));

/* "wine" on Wine's own modules, "windows", or "wincancel" natively */
extern const char *winetest_platform;
extern int winetest_platform_is_wine;
extern int winetest_debug;
extern int winetest_interactive;
extern int winetest_report_success;

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
void winetest_flaky_begin(int applies);
int winetest_flaky_once(void);
void winetest_flaky_end(void);
int winetest_broken(int cond);

void winetest_run(const char *name, void (*fn)(void), int seconds);
int winetest_get_mainargs(char ***argv);
void winetest_add_failures(LONG n);
/* a child that ran a test: its failures are ours */
void winetest_wait_child_process(HANDLE process);

const char *wine_dbgstr_wn(const WCHAR *s, int n);
const char *wine_dbgstr_an(const char *s, int n);
const char *wine_dbgstr_guid(const GUID *id);
const char *wine_dbgstr_longlong(ULONGLONG n);
const char *wine_dbgstr_point(const POINT *p);
const char *wine_dbgstr_size(const SIZE *s);
const char *wine_dbgstr_rect(const RECT *r);

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

/* func_NAME, so that a list of several can be written by hand as well */
#define START_TEST(name) \
	void func_##name(void); \
	static void __attribute__((constructor)) winetest_enter_##name(void) \
	{ \
		winetest_register(#name, func_##name); \
	} \
	void func_##name(void)

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
#define todo_wine_if(c) todo_if((c) && winetest_platform_is_wine)
#define todo_wine todo_wine_if(1)
#define broken(c) winetest_broken(!!(c))

/* what fails in there now and then counts as no failure */
#define flaky_if(c) \
	for (winetest_flaky_begin(c); winetest_flaky_once(); \
	     winetest_flaky_end())
#define flaky flaky_if(1)
#define flaky_wine_if(c) flaky_if((c) && winetest_platform_is_wine)
#define flaky_wine flaky_wine_if(1)

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))
#endif

#endif
