/*
 * Between the Wine dialect (dialect.c) and whoever drives a test executable
 * (runner.c under Check, main_pe.c on Wine). Plain C: runner.c must not see
 * windows.h, check.h and wine/test.h both define START_TEST.
 */
#ifndef TESTS_DIALECT_H
#define TESTS_DIALECT_H

struct test_case {
	const char *name;
	void (*fn)(void);
	int seconds;
};

#define MAX_CASES 512

/* how a process that ran one case ends */
#define CASE_PASSED 0
#define CASE_FAILED 1
#define CASE_SKIPPED 77

extern struct test_case test_cases[MAX_CASES];
extern int test_case_count;
#define MAX_TESTS 256

/* what START_TEST registered, one in our own tests */
struct dialect_test {
	const char *name;
	void (*func)(void);
};
extern struct dialect_test dialect_tests[MAX_TESTS];
extern int dialect_test_count;
extern const char *winetest_name;

/* checks so far */
struct dialect_counts {
	int passed, failed, todo, unsteady, skipped;
};
struct dialect_counts dialect_counts(void);

/* where messages go, stderr at first; a FILE */
void dialect_output(void *file);
void dialect_set_platform(const char *name);

/* fills test_cases by walking through START_TEST without running a case */
void dialect_list(void);

/* runs one case in this process and returns one of the codes above */
int dialect_run(int index, const char *platform);

void dialect_set_args(int argc, char **argv);

#endif
