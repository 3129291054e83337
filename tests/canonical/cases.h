/*
 * A file's CASES(X, k), each for every kind k that it has: a function for each of
 * them, which its run_for runs, and the line that runs that.
 */
#ifndef CANONICAL_CASES_H
#define CANONICAL_CASES_H

#define DEFINE(k, c)              \
	static void k##_##c(void) \
	{                         \
		run_for(&k, c);   \
	}
#define RUN_IT(k, c) RUN(k##_##c);
#define DEFINE_ALL(k) CASES(DEFINE, k)
#define RUN_ALL(k) CASES(RUN_IT, k)

#endif
