/*
 * A look-up's mark that it was stopped, and the lock around the mark and a send. It
 * stands apart from the look-up, eight bytes among thousands like it, so that stopping
 * one of many costs about what stopping one of few does.
 */
#ifndef WINCANCEL_MARK_H
#define WINCANCEL_MARK_H

#include <stdbool.h>
#include <stdint.h>

union mark {
	struct {
		uint32_t word; /* 0 free, 1 taken, 2 taken and awaited */
		uint32_t stopped;
	};
	union mark *next; /* while nobody has it */
};

/* NULL: no memory. */
union mark *mark_new(void);
void mark_free(union mark *m);
/* The thread is neither ended nor suspended in between. */
void mark_take(union mark *m);
void mark_drop(union mark *m);
void mark_stop(union mark *m);
bool mark_stopped(union mark *m);

#endif
