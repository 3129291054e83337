/*
 * Race test points: POINT("name") costs nothing in the release build and calls
 * the armed function, if any, in the test build. Never placed under a lock.
 */
#ifndef WINCANCEL_POINTS_H
#define WINCANCEL_POINTS_H

#ifdef WINCANCEL_POINTS
#include <stdbool.h>

void point_pass(const char *name);
bool point_any(void);
#define POINT(name) point_pass(name)
/* A short cut that passes no points is not to be taken then. */
#define POINTS_ARMED() point_any()
#else
#define POINT(name) ((void)0)
#define POINTS_ARMED() 0
#endif

#endif
