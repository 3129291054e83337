/*
 * The main of a program made by `wincc -mwinetest`: it has one or more START_TESTs
 * and nothing else of a program.
 *
 *   PROGRAM              its test, if it has one     PROGRAM --list   names of tests
 *   PROGRAM NAME ...     that test; winetest_get_mainargs gives it all arguments, so
 *                        a test that starts itself again as a child finds its own
 *
 * WINETEST_PLATFORM is what todo_wine, broken and win_skip go by, WINETEST_DEBUG how
 * much is said (0 to 2), WINETEST_INTERACTIVE and WINETEST_REPORT_SUCCESS as in Wine.
 * The exit status is the number of failures, 255 at most.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "dialect.h"

static int number(const char *name, int otherwise)
{
	const char *text = getenv(name);

	return text ? atoi(text) : otherwise;
}

static void read_settings(void)
{
	const char *platform = getenv("WINETEST_PLATFORM");

	if (platform && *platform)
		dialect_set_platform(platform);
	winetest_debug = number("WINETEST_DEBUG", 1);
	winetest_interactive = number("WINETEST_INTERACTIVE", 0);
	winetest_report_success = number("WINETEST_REPORT_SUCCESS", 0);
}

/* A test is also called by the name of its file. */
static const struct dialect_test *find(const char *name)
{
	const char *base = name;
	size_t n;

	for (; *name; name++)
		if (*name == '/' || *name == '\\')
			base = name + 1;
	n = strlen(base);
	if (n > 2 && !strcmp(base + n - 2, ".c"))
		n -= 2;
	for (int i = 0; i < dialect_test_count; i++)
		if (strlen(dialect_tests[i].name) == n &&
		    !strncmp(dialect_tests[i].name, base, n))
			return &dialect_tests[i];
	return NULL;
}

static void list(FILE *to)
{
	fprintf(to, "Valid test names:\n");
	for (int i = 0; i < dialect_test_count; i++)
		fprintf(to, "    %s\n", dialect_tests[i].name);
}

static void closing_line(struct dialect_counts c)
{
	char flaky_part[40] = "";

	if (c.unsteady)
		sprintf(flaky_part, " %d as flaky,", c.unsteady);
	printf("%04x:%s: %d tests executed (%d marked as todo,%s %d %s), "
	       "%d skipped.\n",
	       (unsigned int)GetCurrentProcessId(), winetest_name,
	       c.passed + c.failed + c.todo + c.unsteady, c.todo, flaky_part,
	       c.failed, c.failed == 1 ? "failure" : "failures", c.skipped);
}

int main(int argc, char **argv)
{
	const struct dialect_test *test = dialect_tests;
	struct dialect_counts counts;

	read_settings();
	dialect_set_args(argc, argv);
	dialect_output(stdout);
	if (argc > 1 && !strcmp(argv[1], "--list")) {
		list(stdout);
		return 0;
	}
	if (argc > 1)
		test = find(argv[1]);
	if (!test || (argc < 2 && dialect_test_count != 1)) {
		if (argc > 1)
			fprintf(stderr, "Fatal: test '%s' does not exist.\n",
				argv[1]);
		list(stderr);
		return 1;
	}
	winetest_name = test->name;
	test->func();
	/* What RUN named; here all of it in this process. */
	for (int i = 0; i < test_case_count; i++)
		test_cases[i].fn();
	counts = dialect_counts();
	if (winetest_debug)
		closing_line(counts);
	return counts.failed < 255 ? counts.failed : 255;
}
