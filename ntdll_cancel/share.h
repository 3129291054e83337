/*
 * Which files of this process are open, and what each opener lets the others
 * do: the share modes, and the deletion that waits for the last handle.
 *
 * An inode that is open is one struct shared, found by device and number; while
 * it is in the table somebody holds a descriptor of it, so the number can't be
 * another file's. Every file object with a name, regular or directory, is
 * counted there once, however many handles it has. share_lock protects the
 * table; nothing is taken inside it and no system call made.
 */
#ifndef WINCANCEL_SHARE_H
#define WINCANCEL_SHARE_H

#include "lock.h"
#include "windows_nt.h"
#include <sys/stat.h>

/* Read, write, delete: places in the tables below, bits of FILE_SHARE_… */
#define SHARE_KINDS 3
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

struct shared {
	struct shared *next;
	dev_t dev;
	ino_t ino;
	uint32_t files;		       /* all that are open */
	uint32_t taking_part;	       /* with access to more than attributes */
	uint32_t users[SHARE_KINDS];   /* of these, who reads, writes, deletes */
	uint32_t tolerant[SHARE_KINDS]; /* and who lets others do it */
	char *doomed; /* the name that goes with the last file; NULL: it stays */
};

/* What one file object has in it. */
struct share {
	/* NULL: of a kind that has no part in this. Changes under share_lock, as
	 * room does: the end of the process looks at both. */
	struct shared *inode;
	uint8_t access, sharing; /* FILE_SHARE_… */
	bool removable;		 /* without an inode: its name goes with it */
	/* FILE_DELETE_ON_CLOSE, which must not fail for want of memory: PATH_MAX
	 * bytes, the name as it was opened. */
	char *room;
};

/* A name that is being made. Who opens the file before its maker is in the table
 * waits, or the maker would be refused its own new file. On the maker's stack. */
struct making {
	struct making *next;
	const char *path; /* NULL: nothing is being made */
};

struct share_request {
	const char *path;
	ACCESS_MASK access;
	ACCESS_MASK once; /* needed for the open alone: to overwrite */
	ULONG sharing;
	const struct making *own;
	uint32_t removals; /* as share_removals said before the open */
};

extern struct lock share_lock;

/*
 * share.c. STATUS_SHARING_VIOLATION, DELETE_PENDING; RETRY if its maker is to come
 * first: once *share_makers is no longer *seen. *look: names have gone since
 * q->removals, this file's may be one of them.
 */
NTSTATUS share_enter(struct share *s, const struct stat *st,
		     const struct share_request *q, uint32_t *seen, bool *look);
extern _Atomic uint32_t share_makers; /* futex: one is done */
uint32_t share_removals(void);
void share_making(struct making *m, const char *path);
void share_made(struct making *m); /* also where nothing was being made */
/* True for the last of a doomed inode: nobody can enter it before share_gone,
 * and inode->doomed is the caller's to look at. */
bool share_leave(struct share *s);
/* Of who alone had the file open: it leaves, and its name is another's now. */
void share_replaced(struct share *s, bool replaced);
void share_gone(struct shared *inode);

/* doomed.c: FileDispositionInformation, FILE_DELETE_ON_CLOSE. */
NTSTATUS doom(struct share *s, int fd, bool doomed);
bool doom_pending(const struct share *s);
NTSTATUS doom_at_close(struct share *s, const char *path);
void doom_spare(struct share *s); /* not after all: the open has failed */
/* The file's last handle has gone, its descriptor is still open. */
void doom_closed(struct share *s, int fd);

#endif
