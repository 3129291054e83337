/*
 * What was measured, and the forms in which it is told.
 */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdbool.h>

#include "bench.h"

struct result {
	const struct bench *bench;
	bool cross;		/* the two threads on two cores */
	bool ran;
	double ours, floor, ratio;
	double wine;		/* negative: not to be had */
};

bool result_judged(const struct result *result);
bool result_over(const struct result *result);
void report_head(bool wine);
void report_row(const struct result *result);
int report_json(const char *path, const struct result *results, unsigned count);
int report_plot(const char *path, const struct result *results, unsigned count);

#endif
