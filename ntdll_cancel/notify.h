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

/* A directory that is watched. */
struct notify_node {
	struct notify_node *parent, *children, *next, **link; /* siblings */
	struct notify_node *same_hash, *to_scan;
	int wd; /* -1: not watched yet */
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
NTSTATUS tree_begin(struct notify *n);
void tree_end(struct notify *n);
struct notify_node *tree_find(struct notify *n, int wd);
struct notify_node *tree_child(struct notify_node *in, const char *name);
/* Watches a directory that has appeared, and all below; tell: what is in it is news
 * as well. One that is watched under this name already stays. */
void tree_enter(struct notify *n, struct notify_node *in, const char *name,
		bool tell);
void tree_drop(struct notify *n, struct notify_node *node);
void tree_move(struct notify *n, struct notify_node *node,
	       struct notify_node *to, const char *name);
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
/* in: the directory of it. */
void tell_change(struct notify *n, ULONG action, const struct notify_node *in,
		 const char *name, bool directory);
void tell_missed(struct notify *n);

#endif
