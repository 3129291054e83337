/*
 * Byte-range locks. An own table for each inode decides between the file objects
 * of this process, as Windows does; a lock of the descriptor (F_OFD_SETLK) below
 * it holds the range against other processes.
 *
 * A range is a struct range, made by the request for it:
 *
 *           ┌─ free ────────────────────────────────────────► HELD ── unlock ─► gone
 *   BUSY ───┤
 *    ▲  ▲   ├─ conflicts with a held one, may wait ─► QUEUED ── cancel ──► TAKEN
 *    │  │   │                                           │
 *    │  │   │       what it conflicted with is gone     │
 *    │  └───┼───────────────────────────────────────────┘
 *    │      └─ another process has it ─► a thread waits in F_OFD_SETLKW ─┐
 *    └───────────────── it may be free now, try again ──────────────────┘
 *
 *   BUSY    one thread works on it: the issuer, who unlocks, or an engine's. A
 *           canceller makes it ASKED, and that thread ends it when it sees that.
 *   QUEUED  in ranges->waiting, in the order in which they came. Who moves the
 *           state on, by CAS, owns it: a canceller without ranges->lock (it holds
 *           the file's), a granter with it.
 *   HELD    in ranges->held; for its file object, key and exact range.
 *
 * It belongs to its file object: duplicates share it, their last CloseHandle
 * gives all up. A waiting one of an overlapped file has an operation in
 * file->running (OP_RANGED) and counts itself in file->users, so its file stays;
 * that of a synchronous file is its thread's, which holds the turn and sleeps on
 * state: what a granter leaves BUSY it tries again itself. An operation that a canceller finds HELD ends with success: it is either
 * cancelled and was never held, or it is held.
 *
 * What conflicts: an exclusive one with any that overlaps, its own file's too; a
 * shared one with exclusive ones of others. One of no length is between two
 * bytes: it overlaps what has a byte on both sides of it. New requests do not
 * stand behind waiting ones they could only wait for. When something is given up
 * the waiting ones are looked at in order, and each that fits is granted.
 *
 * Below: what the descriptor holds is for each byte the strongest of its file's
 * held ranges, computed anew over a range whenever one comes or goes
 * (range_os.c): Linux merges and splits, Windows does not. All of that is done
 * under ranges->lock, F_OFD_SETLK does not wait. A thread in F_OFD_SETLKW holds
 * no lock, and its success is only a hint: the range is tried anew, or what the
 * kernel gave is given back. It waits for one piece of which its file holds
 * nothing or less.
 *
 * LOCKS: ranges_lock (table of inodes), ranges->lock; nothing is taken inside
 * them, and they inside nothing.
 */
#ifndef WINCANCEL_RANGE_H
#define WINCANCEL_RANGE_H

#include "ntdll_cancel.h"
#include "request.h"

/* What NtLockFile was asked for. */
struct range_request {
	uint64_t first, length;
	uint32_t key;
	bool exclusive, wait;
};

enum range_state {
	RANGE_BUSY,
	RANGE_ASKED,
	RANGE_QUEUED,
	RANGE_TAKEN,
	RANGE_HELD,
};

struct range {
	struct range *next, *prev; /* held or waiting; NULL: first, last */
	_Atomic uint32_t refs;	   /* the table's or request's, the operation's */
	struct file *file;
	struct io_op *op; /* NULL: a synchronous call's */
	uint64_t first, length;
	/* What the descriptor lacked when another process had it. */
	uint64_t piece, piece_length;
	uint32_t key;
	_Atomic uint32_t state; /* futex of a synchronous call */
	bool exclusive;
	short piece_type;
};

struct range_list {
	struct range *first, *last;
};

/* The ranges of one inode; the files that are attached to it keep it. */
struct ranges {
	struct ranges *next;
	dev_t dev;
	ino_t ino;
	uint32_t files; /* under ranges_lock */
	struct lock lock;
	_Atomic uint32_t count; /* of those held */
	struct range_list held GUARDED_BY(lock);
	struct range_list waiting GUARDED_BY(lock);
};

/* range.c: a range and its memory, with one reference. */
struct range *range_new(struct file *f, const struct range_request *q);
void range_unref(struct range *r);
/* The table. NULL: no memory, or not a file that has ranges. */
struct ranges *ranges_of(struct file *f);
void ranges_detach(struct file *f);
void range_list_add(struct range_list *l, struct range *r);
void range_list_remove(struct range_list *l, struct range *r);
bool ranges_conflict(const struct ranges *s, const struct range *with)
	HOLDS(s->lock);
/* SUCCESS: it is held. LOCK_NOT_GRANTED: another file object has it. RETRY:
 * another process has a piece of it. Else there is no such lock to be had. */
NTSTATUS range_try(struct ranges *s, struct range *r) HOLDS(s->lock);
/* Out of the held ones; the caller frees it and lets the waiting ones go on. */
void range_give_up(struct ranges *s, struct range *r) HOLDS(s->lock);
struct range *range_find(struct ranges *s, const struct file *f,
			 uint64_t first, uint64_t length, uint32_t key)
	HOLDS(s->lock);

/* range_os.c: makes the descriptor hold over a range what its file does, by the
 * table; 0 or -errno with the piece it could not have in *lacks. */
int range_os_apply(struct ranges *s, struct file *f, uint64_t first,
		   uint64_t length, struct range *lacks) HOLDS(s->lock);
/* Waits for r's piece in the labelled call c. 0, or -ECANCELED, or -errno. */
long range_os_wait(struct call *c, const struct range *r);

/* range_wait.c: an overlapped request; the caller holds a use of f. */
INNER NTSTATUS range_issue(struct file *f, struct io_op *op,
			   const struct range_request *q);
/* Something of s has been given up; s->lock is dropped. */
void ranges_go_on(struct ranges *s) DROPS(s->lock);

/* range_sync.c: the caller's own. */
NTSTATUS range_sync(struct file *f, struct thread *t, IO_STATUS_BLOCK *iosb,
		    const struct range_request *q);

#endif
