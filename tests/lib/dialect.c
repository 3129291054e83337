/*
 * Owns what the macros of wine/test.h call: counting checks, todo_wine,
 * skips, contexts and strings for messages. Knows nothing of processes and
 * time limits; runner.c (ELF) and main_pe.c (PE) drive it through dialect.h.
 * Any thread of a test may check things, so the counters are atomic.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "dialect.h"

#define LINE_MAX_CHARS 1024
#define CONTEXT_DEPTH 8
#define SHOWN_FAILURES 30

const char *winetest_name = "";
const char *winetest_platform = "wincancel";
int winetest_platform_is_wine;
int winetest_debug = 1;
int winetest_interactive;
int winetest_report_success;

struct dialect_test dialect_tests[MAX_TESTS];
int dialect_test_count;

struct test_case test_cases[MAX_CASES];
int test_case_count;

static int passed, failed, skipped, todo_seen, flaky_seen;
static FILE *output;
static int main_argc;
static char **main_argv;

static __thread const char *place_file;
static __thread int place_line;
static __thread int todo_level, todo_applies, todo_rounds;
static __thread int flaky_level, flaky_applies, flaky_rounds;
static __thread char contexts[CONTEXT_DEPTH][128];
static __thread int context_depth;

static int count(int *counter)
{
	return __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

static const char *base_name(const char *file)
{
	const char *p, *base = file;

	for (p = file; *p; p++)
		if (*p == '/' || *p == '\\')
			base = p + 1;
	return base;
}

/* one write per message, so that threads and processes do not mix lines */
static void message(const char *file, int line, const char *kind,
		    const char *fmt, va_list args)
{
	char buf[LINE_MAX_CHARS];
	DWORD error = GetLastError();
	int i, n;

	n = snprintf(buf, sizeof(buf), "%s:%d: %s", base_name(file), line,
		     kind);
	for (i = 0; i < context_depth && n < (int)sizeof(buf); i++)
		n += snprintf(buf + n, sizeof(buf) - n, "%s: ", contexts[i]);
	if (n < (int)sizeof(buf))
		n += vsnprintf(buf + n, sizeof(buf) - n, fmt, args);
	if (n >= (int)sizeof(buf) - 1)
		n = sizeof(buf) - 2;
	if (n && buf[n - 1] != '\n')
		buf[n++] = '\n';
	fwrite(buf, 1, n, output ? output : stderr);
	fflush(output ? output : stderr);
	SetLastError(error);
}

/* one that fails a thousand times says no more than the first few */
static void failure(const char *file, int line, const char *kind,
		    const char *fmt, va_list args)
{
	int n;

	if (flaky_level && flaky_applies) {
		count(&flaky_seen);
		message(file, line, "Test marked flaky: ", fmt, args);
		return;
	}
	n = count(&failed);
	if (n <= SHOWN_FAILURES)
		message(file, line, kind, fmt, args);
	else if (n == SHOWN_FAILURES + 1)
		fprintf(stderr, "%s: more failures are not shown\n",
			winetest_name);
}

static int judge(const char *file, int line, int cond, const char *fmt,
		 va_list args)
{
	if (!todo_level || !todo_applies) {
		if (cond) {
			if (winetest_report_success)
				message(file, line, "Test succeeded\n", "",
					args);
			count(&passed);
			return 1;
		}
		failure(file, line, "Test failed: ", fmt, args);
		return 0;
	}
	if (!cond) {
		count(&todo_seen);
		if (winetest_debug > 1)
			message(file, line, "Test marked todo: ", fmt, args);
		return 1;
	}
	failure(file, line, "Test succeeded inside todo block: ", fmt, args);
	return 0;
}

/* a test may look at the last error after a check: leave it alone */
static int check(const char *file, int line, int cond, const char *fmt,
		 va_list args)
{
	DWORD error = GetLastError();
	int ret = judge(file, line, cond, fmt, args);

	SetLastError(error);
	return ret;
}

int winetest_ok(const char *file, int line, int cond, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = check(file, line, cond, fmt, args);
	va_end(args);
	return ret;
}

void winetest_trace(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	if (!winetest_debug)
		return;
	va_start(args, fmt);
	message(file, line, "", fmt, args);
	va_end(args);
}

void winetest_skip(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(file, line, "Tests skipped: ", fmt, args);
	va_end(args);
	count(&skipped);
}

static void win_skip_args(const char *file, int line, const char *fmt,
			  va_list args)
{
	if (!strcmp(winetest_platform, "windows")) {
		message(file, line, "Tests skipped: ", fmt, args);
		count(&skipped);
		return;
	}
	message(file, line, "Test failed, skipped: ", fmt, args);
	count(&failed);
}

void winetest_win_skip(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	win_skip_args(file, line, fmt, args);
	va_end(args);
}

void winetest_place(const char *file, int line)
{
	DWORD error = GetLastError();

	place_file = file;
	place_line = line;
	SetLastError(error);
}

int winetest_ok_there(int cond, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = check(place_file, place_line, cond, fmt, args);
	va_end(args);
	return ret;
}

void winetest_trace_there(const char *fmt, ...)
{
	va_list args;

	if (!winetest_debug)
		return;
	va_start(args, fmt);
	message(place_file, place_line, "", fmt, args);
	va_end(args);
}

void winetest_skip_there(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(place_file, place_line, "Tests skipped: ", fmt, args);
	va_end(args);
	count(&skipped);
}

void winetest_win_skip_there(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	win_skip_args(place_file, place_line, fmt, args);
	va_end(args);
}

void winetest_push_context(const char *fmt, ...)
{
	va_list args;

	if (context_depth == CONTEXT_DEPTH)
		abort();
	va_start(args, fmt);
	vsnprintf(contexts[context_depth++], sizeof(contexts[0]), fmt, args);
	va_end(args);
}

void winetest_pop_context(void)
{
	context_depth--;
}

/* an inner block whose condition is false leaves the outer one as it is */
static void block_begin(int *level, int *all, int *rounds, int applies)
{
	DWORD error = GetLastError();

	*all = *all << 1 | (applies || (*all & 1));
	*rounds = *rounds << 1 | 1;
	++*level;
	SetLastError(error);
}

static int block_once(int *level, int *all, int *rounds)
{
	DWORD error = GetLastError();
	int once = *rounds & 1;

	if (!once) {
		*all >>= 1;
		*rounds >>= 1;
		--*level;
	}
	SetLastError(error);
	return once;
}

static void block_end(int *rounds)
{
	DWORD error = GetLastError();

	*rounds &= ~1;
	SetLastError(error);
}

void winetest_todo_begin(int applies)
{
	block_begin(&todo_level, &todo_applies, &todo_rounds, applies);
}

int winetest_todo_once(void)
{
	return block_once(&todo_level, &todo_applies, &todo_rounds);
}

void winetest_todo_end(void)
{
	block_end(&todo_rounds);
}

void winetest_flaky_begin(int applies)
{
	block_begin(&flaky_level, &flaky_applies, &flaky_rounds, applies);
}

int winetest_flaky_once(void)
{
	return block_once(&flaky_level, &flaky_applies, &flaky_rounds);
}

void winetest_flaky_end(void)
{
	block_end(&flaky_rounds);
}

int winetest_broken(int cond)
{
	return cond && !strcmp(winetest_platform, "windows");
}

void winetest_run(const char *name, void (*fn)(void), int seconds)
{
	if (test_case_count == MAX_CASES)
		abort();
	test_cases[test_case_count++] = (struct test_case){
		name, fn, seconds
	};
}

int winetest_get_mainargs(char ***argv)
{
	*argv = main_argv;
	return main_argc;
}

void dialect_set_args(int argc, char **argv)
{
	main_argc = argc;
	main_argv = argv;
}

void winetest_register(const char *name, void (*func)(void))
{
	if (dialect_test_count == MAX_TESTS)
		abort();
	if (!dialect_test_count)
		winetest_name = name;
	dialect_tests[dialect_test_count++] = (struct dialect_test){
		name, func
	};
}

void winetest_add_failures(LONG n)
{
	__atomic_add_fetch(&failed, n, __ATOMIC_RELAXED);
}

struct dialect_counts dialect_counts(void)
{
	return (struct dialect_counts){ passed, failed, todo_seen, flaky_seen,
					skipped };
}

void dialect_output(void *file)
{
	output = file;
}

void dialect_set_platform(const char *name)
{
	winetest_platform = name;
	winetest_platform_is_wine = !strcmp(name, "wine");
}

void dialect_list(void)
{
	test_case_count = 0;
	if (dialect_test_count)
		dialect_tests[0].func();
}

int dialect_run(int index, const char *platform)
{
	dialect_set_platform(platform);
	/* mingw's thread variables open handles when first used: do it now */
	winetest_place("", 0);
	test_cases[index].fn();
	if (failed)
		return CASE_FAILED;
	if (passed || todo_seen)
		return CASE_PASSED;
	if (skipped)
		return CASE_SKIPPED;
	fprintf(stderr, "%s: case %s checked nothing\n", winetest_name,
		test_cases[index].name);
	return CASE_FAILED;
}
