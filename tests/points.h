/*
 * Race test points, as a test sees them: names that the library passes at
 * chosen moments (grep for POINT). They exist in the default build only.
 */
#ifndef TESTS_POINTS_H
#define TESTS_POINTS_H

/* fn runs on whatever thread passes the point, each time; NULL disarms. */
void point_arm(const char *name, void (*fn)(void *arg), void *arg);

/* How often an armed point was passed. */
unsigned point_count(const char *name);

#endif
