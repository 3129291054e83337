/*
 * A measurement runs in a process of its own, so that none inherits another's
 * threads, heap or caches.
 */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

/*
 * Runs a command on one processor and keeps its first line of output; the
 * command's standard error is dropped if quiet (a stranger's, that is). Returns its exit status, or
 * negative when it was killed or took longer than the seconds given.
 */
int child_run(char *const argv[], int cpu, int quiet, unsigned seconds,
	      char *line, unsigned size);

#endif
