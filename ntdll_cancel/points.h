/*
 * Race test points: POINT("name") costs nothing in the release build and calls
 * the armed function, if any, in the test build. Never placed under a lock.
 */
#ifndef WINCANCEL_POINTS_H
#define WINCANCEL_POINTS_H

#ifdef WINCANCEL_POINTS
void point_pass(const char *name);
#define POINT(name) point_pass(name)
#else
#define POINT(name) ((void)0)
#endif

#endif
