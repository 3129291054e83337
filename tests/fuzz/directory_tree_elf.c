/*
 * A tree in which another process makes, removes and renames at random while it is
 * watched. Afterwards every directory there is must still be heard of, once.
 */
#include <windows.h>
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "watched.h"

#define STEPS 3000

static unsigned seed;

static unsigned any(unsigned below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* One of 4 names, one to three deep. */
static void any_path(char *out, const char *root)
{
	unsigned depth = 1 + any(3);

	out += sprintf(out, "%s", root);
	while (depth--)
		out += sprintf(out, "/%c", 'a' + any(4));
}

static void step(const char *root)
{
	char a[800], b[800];
	FILE *f;

	any_path(a, root);
	any_path(b, root);
	switch (any(6)) {
	case 0:
	case 1:
		mkdir(a, 0700);
		break;
	case 2:
		rmdir(a);
		break;
	case 3:
		f = fopen(a, "wx");
		if (f)
			fclose(f);
		break;
	case 4:
		unlink(a);
		break;
	default:
		rename(a, b);
	}
}

static pid_t shake(const char *root, unsigned with)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	seed = with;
	for (int i = 0; i < STEPS; i++)
		step(root);
	_exit(0);
}

static int probes;
static char expect[100000];

/* A file in every directory. */
static void probe(const char *path, const char *below)
{
	DIR *d = opendir(path);
	const struct dirent *e;
	char next[2000], name[2000];
	FILE *f;

	ok(d != NULL, "%s\n", path);
	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.' || e->d_type != DT_DIR)
			continue;
		sprintf(next, "%.900s/%.255s", path, e->d_name);
		sprintf(name, "%.900s%.255s\\", below, e->d_name);
		probe(next, name);
	}
	if (d)
		closedir(d);
	sprintf(next, "%.900s/probe", path);
	f = fopen(next, "wx");
	ok(f != NULL, "%s\n", next);
	if (f)
		fclose(f);
	sprintf(expect + strlen(expect), "+%sprobe ", below);
	probes++;
}

static void is_expected(char *changes)
{
	char *at = changes, *end, *there, key[1000];

	for (; (end = strchr(at, ' ')); at = end + 1) {
		sprintf(key, "%.*s ", (int)(end - at), at);
		there = strstr(expect, key);
		ok(there != NULL, "%sis none, or the second\n", key);
		if (there) {
			memset(there, '.', strlen(key));
			probes--;
		}
	}
}

/* What was missed, or found late, is told with or after what came last. Until what
 * comes last is all there is, three times. */
static void calm_down(struct watched *w, char *text)
{
	char only[30];
	int alone = 0;

	for (int i = 0; alone < 3; i++) {
		sprintf(only, "+quiet%d", i);
		make_file(only + 1);
		strcat(only, " ");
		text[0] = 0;
		while (!strstr(text, only) && !strpbrk(text, "!("))
			next_changes(w, text);
		alone = strcmp(text, only) ? 0 : alone + 1;
	}
}

static void shaken(unsigned with, int processes)
{
	static struct watched w;
	static char text[200000];
	pid_t pids[2];
	int left = processes;

	probes = 0;
	expect[0] = 0;
	watch_begin(&w, NAMES, TRUE);
	for (int i = 0; i < processes; i++)
		pids[i] = shake(fixture_dir(), with + (unsigned)i);
	while (left) {
		WaitForSingleObject(w.ov.hEvent, 10);
		if (HasOverlappedIoCompleted(&w.ov)) {
			DWORD size;

			works(GetOverlappedResult(w.dir, &w.ov, &size, FALSE));
			watch(&w);
		}
		if (waitpid(pids[left - 1], NULL, WNOHANG) > 0)
			left--;
	}
	calm_down(&w, text);
	probe(fixture_dir(), "");
	while (probes > 0) {
		text[0] = 0;
		next_changes(&w, text);
		if (strchr(text, '(')) {
			ok(0, "%d not heard: %s\n", probes,
			   expect + strspn(expect, "."));
			break;
		}
		is_expected(text);
	}
	watch_end(&w);
}

/* WINCANCEL_SEED makes other trees. */
static unsigned first_seed(void)
{
	const char *text = getenv("WINCANCEL_SEED");

	return text ? (unsigned)atoi(text) : 1;
}

/* D-002 D-003 */
static void by_one(void)
{
	shaken(first_seed(), 1);
}

/* D-002 D-003 */
static void by_two(void)
{
	shaken(first_seed() + 7, 2);
}

START_TEST(directory_tree_elf)
{
	RUN_LIMIT(by_one, 60);
	RUN_LIMIT(by_two, 60);
}
