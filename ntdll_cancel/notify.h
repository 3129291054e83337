/*
 * Directory changes; docs/notify.md has the reasons.
 *
 * A struct notify is a directory file's from its first request until its last
 * handle has gone. Requests are OP_WAITING in file->queue[OP_READ].
 *
 *   the drainer's   whoever has queue[OP_READ].draining, or the turn of a
 *                   synchronous file: descriptor, tree, what is known of a rename
 *   file->lock's    changes kept, overflow, ended
 *
 * The drainer makes its system calls without the lock and takes it for each
 * change to keep. file->notify is set once, under the lock.
 */
#ifndef WINCANCEL_NOTIFY_H
#define WINCANCEL_NOTIFY_H

#include "ntdll_cancel.h"
#include <limits.h>

struct request;
struct inotify_event;

/* A directory that is watched, or is to be. */
struct notify_node {
	struct notify_node *parent, *children, *next, **link; /* siblings */
	struct notify_node *same_hash, *to_scan;
	dev_t dev;
	ino_t ino;
	int wd; /* -1: not watched yet */
	bool queued; /* in to_scan */
	bool left; /* half of a rename has been heard; dropped if no more comes */
	bool lost; /* not found by its path: looked for again */
	bool tell; /* when found, what is in it is news */
	uint32_t round; /* of looking for it */
	char *name;
};

/* A name that listing a new directory has found: its event is the second news. */
struct notify_found {
	struct notify_found *next;
	struct notify_node *in;
	char name[];
};
#define FOUND_HASH 256

struct notify {
	struct file *file;
	ULONG filter;
	bool subtree;

	int fd;
	uint32_t mask; /* of inotify, for every directory */
	int parent_wd; /* of the directory above; -1: none */
	struct notify_node *root;
	struct notify_node **table; /* by wd */
	uint32_t table_mask, nodes;
	struct notify_found *found[FOUND_HASH];
	bool any_found;
	struct notify_node *to_scan;
	bool loose; /* some have left or are lost */
	bool doubtful; /* one is not where it should be */
	uint32_t round;
	/* Half of a rename. */
	struct notify_node *from; /* NULL: none */
	uint32_t cookie;
	bool from_directory;
	char from_name[NAME_MAX + 1];

	char *kept; /* FILE_NOTIFY_INFORMATIONs */
	uint32_t room, limit, used, last;
	bool overflow;
	NTSTATUS ended;
};

/* What is read of the kernel at once, and what an event may take of that. */
#define EVENT_BYTES 8192
#define EVENT_LONGEST 272

/* The longest path below the directory that is told of. */
#define NOTIFY_PATH (2 * PATH_MAX)

/* ---- notify.c ------------------------------------------------------------- */

/* For rw.c: a request on a directory, as op_issue and sync_transfer. */
NTSTATUS notify_issue(struct file *f, struct io_op *op, const struct request *q);
NTSTATUS notify_sync(struct file *f, struct thread *t, const struct request *q);
void notify_drain(struct file *f);
/* Ends what waits, and what comes, with this. */
void notify_end(struct file *f, NTSTATUS status);
/* The directory behind this is to be deleted. */
void notify_doomed(const struct shared *inode);
/* The last handle has gone, and nobody drains any more. */
void notify_free(struct file *f);

/* ---- notify_kept.c: under the lock ------------------------------------------ */

void kept_add(struct notify *n, ULONG action, const WCHAR *name, unsigned length)
	HOLDS(n->file->lock);
/* Something has been missed. */
void kept_overflow(struct notify *n) HOLDS(n->file->lock);
/* What a request of this length gets, if there is something: the status. PENDING:
 * there is nothing. */
NTSTATUS kept_give(struct notify *n, void *buffer, ULONG length,
		   ULONG_PTR *information) HOLDS(n->file->lock);

/* ---- notify_tree.c: the drainer's ------------------------------------------- */

/* The path below the directory into out, '/' between; its length, 0: too long. */
size_t tree_path(const struct notify_node *in, const char *name,
		 char out[NOTIFY_PATH]);
struct notify_node *tree_find(struct notify *n, int wd);
struct notify_node *tree_child(struct notify_node *in, const char *name);
struct notify_node *tree_new(struct notify_node *in, const char *name);
void tree_hash(struct notify *n, struct notify_node *node, int wd);
void tree_unhash(struct notify *n, struct notify_node *node);
void tree_drop(struct notify *n, struct notify_node *node);
/* Or the same. */
bool tree_is_below(const struct notify_node *node,
		   const struct notify_node *above);
void tree_move(struct notify *n, struct notify_node *node,
	       struct notify_node *to, const char *name);

/* ---- notify_scan.c: the drainer's ------------------------------------------- */

NTSTATUS tree_begin(struct notify *n);
void tree_end(struct notify *n);
/* Whether its path leads to this very directory, now. */
bool tree_is_there(struct notify *n, const struct notify_node *node);
/* Watches a directory that was created or has moved here, and all below; tell:
 * what is in it is news as well. What has moved and is watched stays as it is. */
void tree_enter(struct notify *n, struct notify_node *in, const char *name,
		bool created, bool tell);
/* All news have been heard: drops who has left, looks for who is lost, for all if
 * in doubt. True: some were looked for. */
bool tree_settle(struct notify *n);
/* From the beginning, after something was missed. */
void tree_again(struct notify *n);
/* The directory's own place has changed. */
void tree_watch_parent(struct notify *n);

/* ---- notify_found.c: the drainer's ------------------------------------------ */

void found_add(struct notify *n, struct notify_node *in, const char *name);
/* True: it was one that listing had found before. */
bool found_take(struct notify *n, const struct notify_node *in,
		const char *name);
/* All, or those in one directory. */
void found_clear(struct notify *n, const struct notify_node *in);

/* ---- notify_event.c: the drainer's ------------------------------------------ */

/* Reads what the kernel has, one buffer at most. False: it has no more. */
bool events_read(struct notify *n);
/* It has no more now: what waits for that is looked after. True: it may have. */
bool events_end(struct notify *n);
/* in: the directory of it. */
void tell_change(struct notify *n, ULONG action, const struct notify_node *in,
		 const char *name, bool directory);
void tell_missed(struct notify *n);

#endif
