/*
 * Drives one native test executable under Check: every case of START_TEST is
 * a Check case with its own time limit. The process that Check forks executes
 * this program anew for the case, because a library that was already used
 * answers nothing in a forked child, and because sanitizers dislike forks of
 * threaded programs. The only file that includes check.h.
 *
 *   PROGRAM              all cases        PROGRAM CASE...      only these
 *   PROGRAM --list       names of cases   PROGRAM --case NAME ...  no fork; the rest is its own
 *
 * Reads WINCANCEL_FIXTURES, _RESULTS, _COLUMN, _TIME_SCALE (see launch.c).
 */
#define _GNU_SOURCE
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "dialect.h"
#include "launch.h"

#define USUAL_SECONDS 20

enum outcome { NOT_RUN, OK, FAIL, SKIP };

static enum outcome *outcomes;
static char test_file[256];
static char own_fixtures[] = "/tmp/wincancel-test-XXXXXX";

static void prepare(void)
{
	if (!case_dir_make())
		ck_abort_msg("case directory: %s", strerror(errno));
}

START_TEST(one_case)
{
	const char *name = test_cases[_i].name;
	pid_t pid;
	int status;

	pid = fork();
	ck_assert_msg(pid >= 0, "fork: %s", strerror(errno));
	if (!pid) {
		execl("/proc/self/exe", test_file, "--case", name, NULL);
		_exit(126);
	}
	while (waitpid(pid, &status, 0) < 0)
		ck_assert_msg(errno == EINTR, "waitpid: %s", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == CASE_SKIPPED) {
		outcomes[_i] = SKIP;
		return;
	}
	ck_assert_msg(!WIFSIGNALED(status), "killed by signal %d (%s)",
		      WTERMSIG(status), strsignal(WTERMSIG(status)));
	ck_assert_msg(WEXITSTATUS(status) == CASE_PASSED, "exit status %d",
		      WEXITSTATUS(status));
	outcomes[_i] = OK;
}
END_TEST

/* "MODULE/EXPORT" out of the path of the executable */
static void find_test_file(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	path[n < 0 ? 0 : n] = 0;
	slash = strrchr(path, '/');
	while (slash && slash > path && slash[-1] != '/')
		slash--;
	snprintf(test_file, sizeof(test_file), "%.200s",
		 slash ? slash : winetest_name);
}

static int find_case(const char *name)
{
	int i;

	for (i = 0; i < test_case_count; i++)
		if (!strcmp(test_cases[i].name, name))
			return i;
	fprintf(stderr, "%s: no case %s\n", test_file, name);
	exit(2);
}

static int wanted(int argc, char **argv, const char *name)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return 1;
	return argc < 2;
}

static int time_limit(int index)
{
	const char *scale = getenv("WINCANCEL_TIME_SCALE");
	int seconds = test_cases[index].seconds;

	return (seconds ? seconds : USUAL_SECONDS) * (scale ? atoi(scale) : 1);
}

static void report(int index, TestResult *result)
{
	const char *column = getenv("WINCANCEL_COLUMN");

	if (result && tr_rtype(result) != CK_PASS) {
		outcomes[index] = FAIL;
		fprintf(stderr, "FAILED %s %s [%s]: %s\n", test_file,
			test_cases[index].name, column ? column : "elf",
			tr_msg(result));
	}
	report_case(test_file, test_cases[index].name,
		    outcomes[index] == OK || outcomes[index] == SKIP,
		    outcomes[index] == SKIP ? " # SKIP" : "");
}

static int run_all(int argc, char **argv)
{
	int i, j, n, counts[4] = { 0 };
	TestResult **results, *worst;
	SRunner *runner;
	Suite *suite = suite_create(test_file);

	for (i = 0; i < test_case_count; i++) {
		TCase *tcase;

		if (!wanted(argc, argv, test_cases[i].name))
			continue;
		tcase = tcase_create(test_cases[i].name);
		tcase_add_unchecked_fixture(tcase, prepare, case_dir_remove);
		tcase_set_timeout(tcase, time_limit(i));
		tcase_add_loop_test(tcase, one_case, i, i + 1);
		suite_add_tcase(suite, tcase);
	}
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_SILENT);
	results = srunner_results(runner);
	n = srunner_ntests_run(runner);
	for (i = 0; i < test_case_count; i++) {
		if (!wanted(argc, argv, test_cases[i].name))
			continue;
		worst = NULL;
		for (j = 0; j < n; j++)
			if (!strcmp(tr_tcname(results[j]), test_cases[i].name)
			    && (!worst || tr_rtype(results[j]) != CK_PASS))
				worst = results[j];
		report(i, worst);
		counts[outcomes[i]]++;
	}
	printf("%s: %d ok, %d failed, %d skipped\n", test_file, counts[OK],
	       counts[FAIL] + counts[NOT_RUN], counts[SKIP]);
	free(results);
	srunner_free(runner);
	return counts[FAIL] || counts[NOT_RUN] ? 1 : 0;
}

int main(int argc, char **argv)
{
	int i, ret;

	find_test_file();
	dialect_set_args(argc, argv);
	dialect_list();
	if (!test_case_count) {
		fprintf(stderr, "%s: START_TEST has no RUN\n", test_file);
		return 2;
	}
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		for (i = 0; i < test_case_count; i++)
			puts(test_cases[i].name);
		return 0;
	}
	if (argc >= 3 && !strcmp(argv[1], "--case"))
		return dialect_run(find_case(argv[2]), "wincancel");
	for (i = 1; i < argc; i++)
		find_case(argv[i]);

	outcomes = mmap(NULL, MAX_CASES * sizeof(*outcomes),
			PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (outcomes == MAP_FAILED) {
		perror("mmap");
		return 2;
	}
	if (getenv("WINCANCEL_FIXTURES"))
		return run_all(argc, argv);
	if (!mkdtemp(own_fixtures)) {
		perror(own_fixtures);
		return 2;
	}
	setenv("WINCANCEL_FIXTURES", own_fixtures, 1);
	ret = run_all(argc, argv);
	remove_tree(own_fixtures);
	return ret;
}
