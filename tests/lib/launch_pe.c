/*
 * Runs the cases of one PE test on Wine, each in a process of its own, and
 * reports them. Part of the launcher.
 */
#define _GNU_SOURCE
#include "launch.h"
#include "dialect.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CASE_SECONDS 30

static int server_begun;

static void tell_server(const char *what)
{
	const char *server = getenv("WINCANCEL_WINESERVER");
	int status, fd;
	pid_t pid;

	if (!server)
		return;
	pid = fork();
	if (!pid) {
		/* It stays: whoever reads our output must not wait for it. */
		fd = open("/dev/null", O_RDWR);
		dup2(fd, 0);
		dup2(fd, 1);
		dup2(fd, 2);
		execlp(server, server, what, NULL);
		_exit(126);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		fprintf(stderr, "launch: %s %s failed\n", server, what);
}

/*
 * By itself Wine ends its server with the last program, and starts one for the
 * next; a program that comes in between meets one that is on its way out. It is
 * started here because it opens the files: it must see what is mounted here.
 */
void pe_server_begin(void)
{
	server_begun = 1;
	tell_server("-p");
}

void pe_server_end(void)
{
	if (server_begun)
		tell_server("-k");
	server_begun = 0;
}

static int list_cases(const char *wine, const char *program,
		      char names[MAX_CASES][64])
{
	char command[4096];
	int n = 0;
	FILE *f;

	snprintf(command, sizeof(command), "'%s' '%s' --list 2>/dev/null",
		 wine, program);
	f = popen(command, "re");
	if (!f)
		return 0;
	while (n < MAX_CASES && fgets(names[n], sizeof(names[0]), f)) {
		names[n][strcspn(names[n], "\r\n")] = 0;
		if (names[n][0])
			n++;
	}
	pclose(f);
	return n;
}

static int run_case(const char *wine, const char *program, const char *name)
{
	char *argv[] = { (char *)wine, (char *)program, "--case",
			 (char *)name, NULL };
	int status, passed, skipped;

	if (!case_dir_make()) {
		fprintf(stderr, "launch: no case directory\n");
		return 0;
	}
	line_begin();
	status = run_limited(argv, CASE_SECONDS, 0);
	line_end();
	skipped = WIFEXITED(status) && WEXITSTATUS(status) == CASE_SKIPPED;
	passed = WIFEXITED(status) && WEXITSTATUS(status) == CASE_PASSED;
	case_dir_remove();
	if (!passed && !skipped)
		fprintf(stderr, "FAILED %s %s [wine]: %s %#x\n", program, name,
			status == -1 ? "time limit" : "wait status", status);
	report_case(program, name, passed || skipped,
		    skipped ? " # SKIP" : "");
	return passed ? CASE_PASSED : skipped ? CASE_SKIPPED : CASE_FAILED;
}

int run_pe(const char *wine, const char *program)
{
	static char names[MAX_CASES][64];
	int i, n, passed = 0, failed = 0, skipped = 0;

	n = list_cases(wine, program, names);
	if (!n) {
		fprintf(stderr, "FAILED %s [wine]: lists no case\n", program);
		report_case(program, "list", 0, "");
		return 1;
	}
	for (i = 0; i < n; i++) {
		int ret = run_case(wine, program, names[i]);

		passed += ret == CASE_PASSED;
		skipped += ret == CASE_SKIPPED;
		failed += ret == CASE_FAILED;
	}
	printf("%s: %d ok, %d failed, %d skipped\n", program, passed, failed,
	       skipped);
	fflush(stdout);
	return failed != 0;
}
