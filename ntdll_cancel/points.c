/*
 * The table of armed test points (points.h). A test arms a point with a
 * function that runs on whatever thread passes there.
 */
#ifdef WINCANCEL_POINTS

#include "points.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#define POINTS_MAX 32

void point_arm(const char *name, void (*fn)(void *arg), void *arg);
unsigned point_count(const char *name);

static struct point {
	const char *_Atomic name;
	void (*_Atomic fn)(void *arg);
	void *_Atomic arg;
	atomic_uint passed;
} points[POINTS_MAX];

/* Nothing was ever armed: the usual case must not walk the table. */
static atomic_bool any;

bool point_any(void)
{
	return atomic_load_explicit(&any, memory_order_relaxed);
}

static struct point *point_find(const char *name)
{
	for (unsigned i = 0; i < POINTS_MAX; i++) {
		const char *have = atomic_load(&points[i].name);
		if (!have)
			return NULL;
		if (!strcmp(have, name))
			return &points[i];
	}
	return NULL;
}

static struct point *point_add(const char *name)
{
	for (unsigned i = 0; i < POINTS_MAX; i++) {
		const char *none = NULL;
		if (atomic_compare_exchange_strong(&points[i].name, &none,
						   name) ||
		    !strcmp(none, name))
			return &points[i];
	}
	__builtin_trap();
}

void point_arm(const char *name, void (*fn)(void *arg), void *arg)
{
	struct point *p = point_add(name);
	atomic_store(&p->fn, NULL);
	atomic_store(&p->arg, arg);
	atomic_store(&p->fn, fn);
	atomic_store(&any, true);
}

unsigned point_count(const char *name)
{
	struct point *p = point_find(name);
	return p ? atomic_load(&p->passed) : 0;
}

void point_pass(const char *name)
{
	if (!point_any())
		return;
	struct point *p = point_find(name);
	if (!p)
		return;
	atomic_fetch_add(&p->passed, 1);
	void (*fn)(void *) = atomic_load(&p->fn);
	if (fn)
		fn(atomic_load(&p->arg));
}

#endif
