/*
 * Owns the directory of one case (an empty "dir" and eight FIFOs without
 * reader or writer) and the line that tells how a case went. Used by the
 * native runner and, for PE tests, by the launcher.
 */
#define _GNU_SOURCE
#include "launch.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIFO_COUNT 8

static char case_dir[4096];

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void remove_tree(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

void release_stalled(void)
{
	const char *mount = getenv("WINCANCEL_FUSE");
	char path[4096];
	FILE *f;

	if (!mount)
		return;
	snprintf(path, sizeof(path), "%s/control", mount);
	f = fopen(path, "we");
	if (!f)
		return;
	fputs("release\n", f);
	fclose(f);
}

int case_dir_make(void)
{
	char path[sizeof(case_dir) + 16];
	int i;

	snprintf(case_dir, sizeof(case_dir), "%s/case-XXXXXX",
		 getenv("WINCANCEL_FIXTURES"));
	if (!mkdtemp(case_dir))
		return 0;
	snprintf(path, sizeof(path), "%s/dir", case_dir);
	if (mkdir(path, 0700))
		return 0;
	for (i = 0; i < FIFO_COUNT; i++) {
		snprintf(path, sizeof(path), "%s/fifo%d", case_dir, i);
		if (mkfifo(path, 0600))
			return 0;
	}
	setenv("WINCANCEL_CASE_DIR", case_dir, 1);
	release_stalled();
	return 1;
}

void case_dir_remove(void)
{
	release_stalled();
	remove_tree(case_dir);
}

static void base_of(const char *program, char *out, size_t size)
{
	const char *p = strrchr(program, '/');
	char *dot;

	while (p && p > program && p[-1] != '/')
		p--;
	snprintf(out, size, "%s", p ? p : program);
	dot = strrchr(out, '.');
	if (dot)
		*dot = 0;
}

void report_case(const char *program, const char *name, int passed,
		 const char *suffix)
{
	const char *results = getenv("WINCANCEL_RESULTS");
	char base[256];
	FILE *f;

	if (!results)
		return;
	base_of(program, base, sizeof(base));
	f = fopen(results, "ae");
	if (!f) {
		perror(results);
		exit(2);
	}
	fprintf(f, "%sok - %s:%s%s\n", passed ? "" : "not ", base, name,
		suffix);
	fclose(f);
}
