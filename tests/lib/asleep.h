/*
 * Waiting until a thread waits, without a guess at how long that takes: Linux says.
 */
#ifndef TESTS_LIB_ASLEEP_H
#define TESTS_LIB_ASLEEP_H

/* The thread sleeps in some call: it has got as far as it can by itself. */
static inline void await_asleep(HANDLE thread)
{
	char path[64], line[256], *paren;

	sprintf(path, "/proc/self/task/%u/stat", (unsigned)GetThreadId(thread));
	for (;;) {
		FILE *f = fopen(path, "r");
		BOOL asleep = !f || !fgets(line, sizeof(line), f) ||
			      !(paren = strrchr(line, ')')) || paren[2] == 'S';

		if (f)
			fclose(f);
		if (asleep)
			return;
		SwitchToThread();
	}
}

#endif
