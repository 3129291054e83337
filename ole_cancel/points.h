/*
 * Race test points of this module, as ntdll_cancel has them: nothing in the release
 * build; in the test build the armed function, if any, is called (tests/points.h).
 * The table is ntdll_cancel's, so that one point_arm does for all; no Linux call.
 * Never placed under a lock. There are, in the order of a call's life:
 *
 *   call:sending      it can be found by cancellers, and is not sent yet
 *   async:sending     the same in Begin_
 *   call:queued       sent, and the server knows; the client does not wait yet
 *   call:taken        off the queue and RUNNING; nothing has run yet
 *   call:done         the method has returned; the reply is not there yet
 *   call:woken        the client sees its call ended; it has taken nothing yet
 *   call:cancelling   a canceller has found the call and looked at nothing yet
 *   call:asked        ASKED is set, and LEFT is not yet
 *   call:abandoning   the last reference of a call object has gone; LEFT is not yet
 *   apartment:ending  no more calls are let in; those in the queue lie there still
 */
#ifndef WINCANCEL_OLE_POINTS_H
#define WINCANCEL_OLE_POINTS_H

#ifdef WINCANCEL_POINTS
void point_pass(const char *name);
#define POINT(name) point_pass(name)
#else
#define POINT(name) ((void)0)
#endif

#endif
