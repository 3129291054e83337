/*
 * The slow files of the FUSE daemon (stallfs.c) and its list of calls that
 * are held back (stalled.c).
 */
#ifndef TESTS_FUSE_STALL_H
#define TESTS_FUSE_STALL_H

#define FUSE_USE_VERSION 35
#include <fuse_lowlevel.h>
#include <stddef.h>

enum stall_call { STALL_OPEN = 1, STALL_READ, STALL_WRITE, STALL_FSYNC };

struct slow_file {
	const char *name;
	enum stall_call call;
	int deaf;	/* ignores interrupts */
	int cached;	/* reads go through the page cache */
};

extern const struct slow_file slow_files[];
extern const unsigned int slow_file_count;

/* holds back a call on slow_files[index]; done() answers it on release */
void stall_request(fuse_req_t req, unsigned int index,
		   void (*done)(fuse_req_t req, void *arg), void *arg);

/* answers the read of a wait file once count calls are stalled there */
void stall_wait(fuse_req_t req, unsigned int index, unsigned int count);

void stall_release_all(void);

/* releases what is overdue; returns milliseconds until the next is, or -1 */
int stall_expire(void);

#endif
