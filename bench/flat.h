/*
 * Many reads pending on one handle, each with an event of its own: the common
 * ground of cancel_flat, cancel_all_flat and cancel_own_flat.
 */
#ifndef BENCH_FLAT_H
#define BENCH_FLAT_H

#include <windows.h>

#define FLAT_MANY 100000
#define FLAT_FEW    1000

extern HANDLE flat_file;
extern OVERLAPPED *flat_overlapped;

int flat_open(char *const fifo[2]);
int flat_issue(unsigned count);
int flat_issue_part(unsigned from, unsigned to);
int flat_check(unsigned count);		/* each must have been cancelled */

#endif
