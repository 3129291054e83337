/*
 * What a storm may leave behind, which is nothing: descriptors, threads and memory of
 * this process, looked at after a first gust (what the library makes once and keeps is
 * there then) and compared at the end. And how long a storm is to be.
 */
#ifndef TESTS_STRESS_LEFTOVERS_H
#define TESTS_STRESS_LEFTOVERS_H

#include <windows.h>
#include <dirent.h>
#include <unistd.h>
#include "wine/test.h"
#include "descriptors.h"

/* What they are, for who has to find out why. */
static inline void list_descriptors(void)
{
	for (int fd = 0; fd < 1000; fd++) {
		char path[40], what[80];
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		n = readlink(path, what, sizeof(what));
		if (n > 0)
			trace("%d is %.*s\n", fd, (int)n, what);
	}
}

/* But for workers: the kernel's own for io_uring, which it ends when it likes, and
 * the pool's, of which there are as many as there was ever work for at a time. */
static inline int count_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir))) {
		char path[300], name[20] = "iou-";
		FILE *f;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm",
			 entry->d_name);
		f = fopen(path, "r");
		if (f && fgets(name, sizeof(name), f))
			n += strncmp(name, "iou-", 4) &&
			     strcmp(name, "wincancel-pool\n");
		if (f)
			fclose(f);
	}
	closedir(dir);
	return n;
}

/* kB of this process that are neither files nor shared */
static inline long resident(void)
{
	long size = 0, rss = 0, shared = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f || fscanf(f, "%ld %ld %ld", &size, &rss, &shared) != 3)
		ok(0, "no statm\n");
	if (f)
		fclose(f);
	return (rss - shared) * 4;
}

struct leftovers {
	int fds, threads;
	long memory;
};

static inline void leftovers_look(struct leftovers *l)
{
	l->fds = count_descriptors();
	l->threads = count_threads();
	l->memory = resident();
}

static inline void leftovers_check(const struct leftovers *l)
{
	if (!ok(count_descriptors() == l->fds, "%d descriptors, not %d\n",
		count_descriptors(), l->fds))
		list_descriptors();
	/* a thread's handle is signalled a little before the kernel's end */
	for (int i = 0; count_threads() > l->threads && i < 10000; i++)
		SwitchToThread();
	ok(count_threads() <= l->threads, "%d threads, not %d\n",
	   count_threads(), l->threads);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	ok(resident() - l->memory < 8192, "%ld kB more\n",
	   resident() - l->memory);
#endif
	trace("memory: %ld kB, then %ld kB\n", l->memory, resident());
}

static inline LONG64 setting(const char *name, LONG64 usual)
{
	const char *text = getenv(name);

	return text ? atoll(text) : usual;
}

#endif
