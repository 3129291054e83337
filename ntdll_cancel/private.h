/*
 * What the project's other modules may call besides Nt*: few things that Windows
 * keeps elsewhere (the PEB, other drivers). Exported under a version node of its
 * own, not for programs.
 */
#ifndef WINCANCEL_PRIVATE_H
#define WINCANCEL_PRIVATE_H

#include "windows_nt.h"
#include <limits.h>
#include <stdint.h>
#include <wincon.h>

/* An anonymous pipe of about size bytes (0: the default). attributes is 0 or
 * OBJ_INHERIT. Both handles are synchronous, as on Windows. */
NTSTATUS pipe_create(HANDLE *rd, HANDLE *wr, ULONG attributes, ULONG size);
/* Takes over fd, also when it fails. The handle is synchronous. */
NTSTATUS file_from_fd(int fd, ACCESS_MASK access, ULONG attributes,
		      HANDLE *out);
/* The inherited descriptor 0, 1 or 2; always the same handle. */
NTSTATUS file_std_handle(unsigned which, HANDLE *out);
/* The descriptor behind a handle: borrowed, valid while the handle is open. For who
 * has opened it and told nobody. */
NTSTATUS file_unix_fd(HANDLE h, int *fd);
/* Until the operation that has this block has ended; h names what it signals then,
 * which may be signalled already and is not taken. As NtWaitForSingleObject. */
NTSTATUS block_await(HANDLE h, const IO_STATUS_BLOCK *block, BOOLEAN alertable,
		     const LARGE_INTEGER *timeout);
/* console.c: STATUS_OBJECT_TYPE_MISMATCH for what is no console. */
NTSTATUS console_get_mode(HANDLE h, ULONG *mode);
NTSTATUS console_set_mode(HANDLE h, ULONG mode);
/* console_ctrl_elf.c: NULL is about ignoring Ctrl+C. */
NTSTATUS ctrl_set_handler(PHANDLER_ROUTINE handler, BOOLEAN is_new);
ULONG thread_current_id(void);
/* Of a program, or of a directory: its Linux path, if there is one. */
NTSTATUS program_find(const UNICODE_STRING *name, char path[PATH_MAX]);
NTSTATUS directory_find(const UNICODE_STRING *name, char path[PATH_MAX]);

/* A process to be: what is called, with what, and what of ours it gets. */
struct process_start {
	const char *path;
	char *const *argv, *const *envp;
	const char *directory; /* NULL: where we are */
	BOOLEAN inherit;       /* the handles that are inheritable, */
	const HANDLE *only;    /* and of these no others; NULL: all */
	ULONG only_count;
	BOOLEAN has_std;       /* std is meant, else what ours are */
	HANDLE std[3];
	BOOLEAN std_alone[3];  /* as a descriptor alone, inheritable or not */
	BOOLEAN suspended, new_session, new_group;
	int nice;
	ULONG process_attributes, thread_attributes; /* OBJ_INHERIT */
};
NTSTATUS process_start(const struct process_start *s, HANDLE *process,
		       HANDLE *thread, CLIENT_ID *id);

/* copy.c: a copy in pieces. The caller sets uncached and, to go on with one that was
 * left, at; slow, size and stays are its to look at. */
struct copying {
	ULONGLONG at;	/* copied up to here */
	ULONGLONG end;	/* and to here at most; all ones: to the source's end */
	ULONGLONG size; /* of the source, when it began */
	ULONGLONG cached;
	void *buffer;
	BOOL over;     /* nothing is left */
	BOOL slow;     /* a call may wait for other processes */
	BOOL stays;    /* the target is no file: nothing to cut or remove */
	BOOL uncached; /* the data are not to stay in the system's cache */
	BOOL sparse;
	unsigned way;
};
NTSTATUS copy_begin(HANDLE from, HANDLE to, struct copying *c);
/* About `most` bytes, less if that is how they come. STATUS_CANCELLED: stopped, as
 * any synchronous call. */
NTSTATUS copy_piece(HANDLE from, HANDLE to, struct copying *c, ULONG most);
/* The length, the time and the permissions. */
NTSTATUS copy_finish(HANDLE from, HANDLE to, struct copying *c);
void copy_end(struct copying *c);
/* copy_link.c: NOT_A_REPARSE_POINT if `from` is no link, SHARING_VIOLATION if both
 * are the same one, OBJECT_NAME_COLLISION if `to` is there. */
NTSTATUS link_copy(const UNICODE_STRING *from, const UNICODE_STRING *to);
/* The calling thread's synchronous calls are found by no canceller until this has
 * been taken back. It nests. */
void calls_hide(BOOL hide);
/* stand.c: until it is taken back, the calling thread is in a synchronous call, and
 * who cancels that sets this event, which stays set. */
void stand_begin(HANDLE event);
void stand_end(void);
/* word.c: waits until *word is not `seen`; the program's own words. */
BOOLEAN word_await(uint32_t *word, uint32_t seen, const LARGE_INTEGER *timeout);
ULONG word_rouse(uint32_t *word, ULONG most);
/* In between this thread is neither ended nor suspended: for short sections under a
 * lock of another module. Pairs nest. */
void thread_hold(void);
void thread_let_go(void);
/* thread.c: `end` runs on each thread as it ends, first of all and with nothing
 * held; for one that was ended from outside, forced. One function for each of these,
 * in their order: what the program left in a thread's storage may still want its
 * windows. */
enum thread_end { THREAD_END_STORAGE, THREAD_END_WINDOWS, THREAD_ENDS };
void thread_at_end(enum thread_end when, void (*end)(BOOLEAN forced));
/* ready.c: a descriptor of another module's in the readiness loop, edge-triggered,
 * `events` and what `event` gets being epoll's. `event` runs on a thread that waits
 * for readiness, which may be one of the program's: it does not block and calls
 * nothing of the program's. It may come late, after watch_end, and on two threads
 * at once: this is memory that is never freed. */
struct watched {
	void (*event)(struct watched *w, uint32_t events);
} __attribute__((aligned(64)));
BOOLEAN watch_begin(int fd, ULONG events, struct watched *w);
void watch_end(int fd); /* before it is closed */
void process_exit(int code) __attribute__((noreturn));

#endif
