/*
 * Directory changes; docs/notify.md has the reasons.
 *
 * A struct notify is a directory file's from its first request until its last
 * handle has gone. Requests are OP_WAITING in file->queue[OP_READ].
 *
 *   the drainer's   whoever has queue[OP_READ].drainer, or the turn of a
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
	bool replaced; /* it has left, for another one that has its name now */
	bool lost; /* not found by its path: looked for again */
	uint32_t round; /* of looking for it */
	uint64_t seen; /* how far the news were when it was listed */
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
	bool loose; /* some have left or are lost, or it is doubtful */
	bool doubtful; /* whether the tree is true: to be checked */
	uint32_t round, checks;
	uint64_t taken, at; /* bytes of news: read, handled */
	/* Half of a rename. */
	struct notify_node *from; /* NULL: none */
	uint64_t from_at;
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
/* What is below it, or after that if not within; NULL: that was all. */
struct notify_node *tree_next(const struct notify_node *node, bool within);
/* False: it is not to be had there, the tree is doubtful. */
bool tree_move(struct notify *n, struct notify_node *node,
	       struct notify_node *to, const char *name);
/* Another one has its name; it may yet be found elsewhere. */
void tree_set_aside(struct notify *n, struct notify_node *node);

/* ---- notify_scan.c: the drainer's ------------------------------------------- */

NTSTATUS tree_begin(struct notify *n);
void tree_end(struct notify *n);
/* Whether its path leads to this very directory, now. */
bool tree_is_there(struct notify *n, const struct notify_node *node);
/* Watches and lists this one and all below; tell: what is in there is news. 0, or
 * the errno of what should have worked. */
int tree_scan(struct notify *n, struct notify_node *top, bool tell);
/* Watches a directory that was created or has moved here, and all below. */
void tree_enter(struct notify *n, struct notify_node *in, const char *name,
		bool created, bool tell);
/* The directory's own place has changed. */
void tree_watch_parent(struct notify *n);

/* ---- notify_check.c: the drainer's ------------------------------------------- */

/* The bytes of news that the kernel has. */
unsigned news_waiting(const struct notify *n);
/* What has been read of it is of now. */
void tree_seen(const struct notify *n, struct notify_node *node);
/* The tree knows more of it than the news that are being handled. */
bool tree_is_ahead(const struct notify *n, const struct notify_node *node);
void tree_doubt(struct notify *n);
/* All news have been heard: looks for who is lost, drops who has left, checks all if
 * in doubt. True: there may be more. */
bool tree_settle(struct notify *n);
/* From the beginning, after something was missed. */
void tree_again(struct notify *n);

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
