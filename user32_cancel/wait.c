/*
 * Waiting for messages and objects at once. The queue is one more object, an event
 * that is set when something comes that is waited for; what is there already, and
 * whether it is new, is looked up before and after.
 */
#include "user32_cancel/user32.h"

/* Of what is waited for. */
static BOOL is_there(const struct queue *q, const struct want *want)
{
	UINT bits = queue_bits(q);

	return bits & (want->wake | (want->changed & q->changed)) ||
	       (want->reply && want->reply->state >= DONE);
}

static DWORD milliseconds(ULONGLONG until)
{
	ULONGLONG now = user_now(), left;

	if (until == NEVER)
		return INFINITE;
	if (until <= now)
		return 0;
	left = (until - now + MILLISECOND - 1) / MILLISECOND;
	return left < INFINITE ? (DWORD)left : INFINITE - 1;
}

/* The section before the wait: whether there is something, and when a timer will
 * have to be looked at. */
static BOOL lie_down(struct queue *q, const struct want *want,
		     struct signal **signal, ULONGLONG *until)
{
	ULONGLONG due;
	BOOL there;

	user_enter();
	if (*signal) {
		struct signal *usual = q->signal;

		q->signal = *signal;
		*signal = usual;
	}
	timers_ring(q, user_now());
	there = is_there(q, want);
	q->want = *want;
	q->asleep = !there;
	due = timers_next(q);
	if ((want->wake | want->changed) & QS_TIMER && due < *until)
		*until = due;
	user_leave(NULL);
	return there;
}

/* And the one after it. */
static BOOL get_up(struct queue *q, const struct want *want,
		   struct signal **signal)
{
	BOOL there;

	user_enter();
	q->asleep = FALSE;
	q->looked = user_now();
	timers_ring(q, q->looked);
	there = is_there(q, want);
	if (*signal) {
		struct signal *own = q->signal;

		q->signal = *signal;
		*signal = own;
	}
	user_leave(NULL);
	return there;
}

DWORD queue_wait(struct queue *q, struct want want, DWORD count,
		 const HANDLE *handles, DWORD flags, ULONGLONG until)
{
	const BOOL all = count && flags & MWMO_WAITALL;
	HANDLE objects[MAXIMUM_WAIT_OBJECTS];

	for (DWORD i = 0; i < count; i++)
		objects[i] = handles[i];
	for (;;) {
		struct signal *signal = NULL;
		ULONGLONG next = until;
		DWORD result;
		BOOL there;

		/* One that is set late by somebody who looked at an earlier wait
		 * would end this one, which takes the objects. */
		if (all && !(signal = signal_new()))
			return WAIT_FAILED;
		if (!all)
			ResetEvent(q->signal->event);
		there = lie_down(q, &want, &signal, &next);
		if (there)
			SetEvent(q->signal->event);
		objects[count] = q->signal->event;
		result = WaitForMultipleObjectsEx(count + 1, objects, all,
						  milliseconds(next),
						  !!(flags & MWMO_ALERTABLE));
		there = get_up(q, &want, &signal);
		if (signal)
			signal_drop(signal);
		if (result == WAIT_TIMEOUT && !all && there)
			return count;
		if (result == WAIT_TIMEOUT && user_now() < until)
			continue;
		if (result != WAIT_OBJECT_0 + count || all || there)
			return result;
	}
}

static DWORD refused(DWORD error)
{
	fail_with(error);
	return WAIT_FAILED;
}

/*
 * MsgWaitForMultipleObjectsEx: for any of `count` objects, at most 63, or a message
 * of these kinds (QS_): the object's index, or `count`; MWMO_WAITALL: for all of them
 * and a message. Messages count that have come since GetMessage, PeekMessage and the
 * like last looked; MWMO_INPUTAVAILABLE: all that are there. MWMO_ALERTABLE runs what
 * is queued for the thread, WAIT_IO_COMPLETION. WAIT_TIMEOUT, WAIT_ABANDONED_0 and
 * WAIT_FAILED as elsewhere.  (Microsoft: MsgWaitForMultipleObjectsEx)
 */
DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD count, const HANDLE *handles,
					 DWORD ms, DWORD mask, DWORD flags)
{
	struct want want = { 0, mask, NULL };
	struct queue *q;

	if (count > MAXIMUM_WAIT_OBJECTS - 1 || (count && !handles))
		return refused(ERROR_INVALID_PARAMETER);
	q = queue_own();
	if (!q)
		return WAIT_FAILED;
	if (flags & MWMO_INPUTAVAILABLE)
		want.wake = mask;
	return queue_wait(q, want, count, handles, flags,
			  ms == INFINITE ? NEVER :
					   user_now() + ms * MILLISECOND);
}

/*
 * GetQueueStatus: in the high word the kinds that are there, in the low one those of
 * them that have come since the thread last looked, which this does, too. Without a
 * queue nothing is.  (Microsoft: GetQueueStatus)
 */
DWORD WINAPI GetQueueStatus(UINT mask)
{
	struct queue *q;
	UINT there, changed;

	if (mask & ~(UINT)(QS_ALLINPUT | QS_ALLPOSTMESSAGE | QS_SMRESULT)) {
		fail_with(ERROR_INVALID_FLAGS);
		return 0;
	}
	q = queue_own();
	if (!q)
		return 0;
	user_enter();
	timers_ring(q, user_now());
	there = queue_bits(q) & mask;
	changed = q->changed & mask;
	q->changed &= ~mask;
	user_leave(NULL);
	return MAKELONG(changed & there, there);
}

/*
 * MsgWaitForMultipleObjects: the same, for all or for any, not alertable.
 * (Microsoft: MsgWaitForMultipleObjects)
 */
DWORD WINAPI MsgWaitForMultipleObjects(DWORD count, const HANDLE *handles,
				       BOOL all, DWORD ms, DWORD mask)
{
	return MsgWaitForMultipleObjectsEx(count, handles, ms, mask,
					   all ? MWMO_WAITALL : 0);
}
