/*
 * Which thread of the Windows program stands in which labelled call.
 */
#ifndef WINCANCEL_CALLS_UNIX_PE_H
#define WINCANCEL_CALLS_UNIX_PE_H

#include <stdbool.h>
#include <stdint.h>

struct call;

/*
 * From here on the calling thread, which has this Windows id, can be asked to
 * stop. Owns fd until calls_leave closes it. NULL: no memory, or no signal
 * number is free; fd stays the caller's.
 */
struct call *calls_enter(uint32_t thread, int fd);
void calls_leave(struct call *c);

/* Asks what that thread stands in to stop; false: it stands in nothing. */
bool calls_ask(uint32_t thread);

#endif
