/*
 * A copy of a file, for all who make one: CopyFile, CopyFileEx, CopyFile2, moves
 * between volumes. They differ in whom the copy tells and what that one may say;
 * both are behind `tell`.
 */
#ifndef WINCANCEL_COPY_H
#define WINCANCEL_COPY_H

#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

/* What there is to tell, in the order in which it comes. */
enum copy_event {
	COPY_STREAM_STARTED,
	COPY_CHUNK_STARTED,
	COPY_CHUNK_FINISHED,
	COPY_STREAM_FINISHED,
	COPY_ERROR,
};

/* PROGRESS_…, with COPYFILE2_PROGRESS_PAUSE, which stands behind them. */
#define COPY_PAUSE 4

/* COPY_FILE_… that Wine's headers lack. */
#define COPY_REQUEST_SECURITY_PRIVILEGES 0x2000
#define COPY_RESUME_FROM_PAUSE 0x4000
#define COPY_NO_OFFLOAD 0x40000
#define COPY_REQUEST_COMPRESSED_TRAFFIC 0x10000000

/* One copy, on its thread's stack. The first half is the caller's to fill in. */
struct copy {
	const WCHAR *source, *target;
	DWORD flags;		/* COPY_FILE_…, all known */
	const BOOL *cancel;	/* looked at all the time; may be NULL */
	BOOL flush;		/* on the disk before the copy is over */
	DWORD (*tell)(struct copy *copy, enum copy_event event); /* or NULL */
	void *routine, *context; /* tell's own */

	HANDLE from, to;
	struct copying data;
	ULONGLONG chunk, chunk_number; /* the last one's size */
	BOOL quiet;
	BOOL keep;		/* the target stays, though it is not all there */
	DWORD error;		/* for COPY_ERROR */
};

/* copy_run.c: 0 or the Win32 error. ERROR_REQUEST_ABORTED if *cancel or tell said
 * so, ERROR_REQUEST_PAUSED. On failure the target is removed, unless tell said
 * PROGRESS_STOP or COPY_PAUSE, or COPY_FILE_RESTARTABLE is set and something else
 * than the caller was the reason. */
DWORD copy_run(struct copy *copy);

/* copy_target.c: opens the target; the copy goes on at copy->data.at, which is not
 * 0 if what is there is the beginning of this very copy. */
DWORD copy_open_target(struct copy *copy, ULONGLONG *at);
void copy_close_target(struct copy *copy);

/* copy_progress.c: reports to an LPPROGRESS_ROUTINE, copy->routine. */
DWORD copy_progress(struct copy *copy, enum copy_event event);

/* copy_mark_elf.c: what a partial copy remembers of where it comes from. */
BOOL copy_mark_set(HANDLE from, HANDLE to, ULONGLONG at);
BOOL copy_mark_get(HANDLE from, HANDLE to, ULONGLONG *at);
void copy_mark_clear(HANDLE to);

/* copy_link.c: a symbolic link like the one that has this name.
 * ERROR_NOT_A_REPARSE_POINT if that is none. */
DWORD copy_link(const WCHAR *source, const WCHAR *target, BOOL replace);

/* copy_watch.c: stops the call that the thread is in once *cancel is set. */
struct copy_watch {
	const BOOL *cancel;
	HANDLE thread, copier, over;
	CRITICAL_SECTION lock;
	BOOL armed;
};
BOOL copy_watch_start(struct copy_watch *watch, const BOOL *cancel);
void copy_watch_arm(struct copy_watch *watch, BOOL armed);
void copy_watch_end(struct copy_watch *watch);

#endif
