/*
 * Tasks: everything of the lookups that has a handle and can be cancelled.
 *
 *   RUNNING ── task_claim, by whoever brings the result ──────────► ended
 *           ── task_claim_handle, by WSACancelAsyncRequest and co. ─► ended
 *           ── task_claim_all, by the last WSACleanup ─────────────► ended
 *
 * A task runs while it stands in the table, and who takes it out, under the table's
 * lock, has the one right to end it: to write the program's buffer and to tell it.
 * So after a successful cancel nothing is written or posted.
 *
 * HANDLES are serial numbers, twice that plus the kind: never 0, given again after
 * 2^31 others. The table is a ring indexed by the number; a number whose place is
 * still taken by one that runs on is passed over. What has ended needs no memory: a
 * number that was given and does not run has ended (WSAEALREADY), one that was not
 * given is unknown (WSAEINVAL). W-005, W-008, W-010.
 *
 * OWNERS. A task counts its references. Whoever brings the result has one until it has
 * tried to claim the task, cancelled or not. One more goes to whoever claims it, but
 * for TASK_ASYNC, where a cancel is to touch nothing of the task: its place in the
 * table names the look-up's mark, which is set under the table's lock, so nobody has
 * freed it.
 */
#ifndef WINCANCEL_TASK_H
#define WINCANCEL_TASK_H

#include "ws2_cancel/resolver.h"
#include "ws2_cancel/ws2.h"

enum task_kind { TASK_ASYNC, TASK_ADDRINFO, TASK_WAITED };

struct task {
	enum task_kind kind;
	ULONG serial;
	LONG refs;
	struct lookup *lookup; /* NULL: none; a reference is the task's */
	struct task *next;     /* of a list that task_claim_all makes */
	void (*destroy)(struct task *t);
};

enum task_found { TASK_CLAIMED, TASK_ENDED, TASK_UNKNOWN };

/* From here on it can be cancelled; *handle is written before. False: no memory, or
 * Winsock has been shut down meanwhile. */
bool task_enter(struct task *t, HANDLE *handle);
HANDLE task_handle(const struct task *t);
/* True: the caller ends it. False, too, before it was entered. */
bool task_claim(struct task *t);
/* CLAIMED: its look-up is stopped. */
enum task_found task_claim_handle(HANDLE handle, enum task_kind kind,
				  struct task **t);
/* A list; a reference of each is the caller's. */
struct task *task_claim_all(void);
void task_ref(struct task *t);
void task_unref(struct task *t);

#endif
