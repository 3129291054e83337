/* Owns the one check of these programs: what fails is named, and counts. */
#ifndef EXPECT_H
#define EXPECT_H

#include <stdio.h>

static int failures;

#define expect(cond)							\
	do {								\
		if (!(cond)) {						\
			fprintf(stderr, "%s:%d: %s\n", __FILE__,	\
				__LINE__, #cond);			\
			failures++;					\
		}							\
	} while (0)

#endif
