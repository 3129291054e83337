/*
 * What a child is given: its parent's inheritable handles, with their values.
 *
 * The descriptors cross over as Linux' do, under their own numbers; a memory file,
 * whose number stands in the environment, says which handle each is. Its size is
 * sealed. One page for the child's report, which the parent keeps mapped, then the
 * list. A program that does not use this library has the descriptors and ignores
 * the rest; what it starts itself may use it, as on Windows.
 *
 * The child believes nothing: a number that names no such memory file, a list
 * longer than the file, a descriptor that is not open, a handle that is none are
 * each left out (inherited.c).
 *
 * Kept: files, FIFOs, anonymous pipes, ttys and other devices, directories. A
 * named pipe's end has a state of its own in this process, events and the like are
 * its memory: they don't cross.
 */
#ifndef WINCANCEL_INHERIT_H
#define WINCANCEL_INHERIT_H

#include "ntdll_cancel.h"

#define INHERIT_VARIABLE "WINCANCEL_INHERIT"
#define INHERIT_MAGIC 0x31686e69636e6977ull
#define REPORT_BYTES 4096

/* For GetStdHandle in the child, besides the value of a handle. */
#define STD_OWN 0u	   /* whatever descriptor 0, 1 or 2 is */
#define STD_NONE 0xffffffffu

/* Written by the child: its number last. */
struct process_report {
	uint32_t code;
	_Atomic uint32_t pid;
};

struct inherited_handle {
	uint32_t value, access;
	int32_t fd;
	uint32_t options; /* how it was opened, INHERIT_OPTIONS */
	uint32_t attributes; /* HANDLE_FLAG_… */
};
#define INHERIT_OPTIONS                                                \
	(FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT |    \
	 FILE_DIRECTORY_FILE | FILE_WRITE_THROUGH)

struct inheritance {
	union {
		struct process_report report;
		char page[REPORT_BYTES];
	};
	uint64_t magic;
	uint32_t std[3];
	uint32_t count;
	struct inherited_handle handle[];
};

/* One handle on its way; its file is held until the child has it. */
struct passed {
	struct file *file;
	struct inherited_handle as;
};

struct passing {
	struct passed *handle;
	uint32_t count, room;
	int low[3];	  /* other numbers for descriptors 0 to 2; -1: none */
	uint32_t std[3];  /* for struct inheritance */
	int std_fd[3];	  /* what becomes 0, 1, 2; -1: as they are */
	int alone[3];	  /* descriptors for these, ours; -1: none */
	int null;	  /* /dev/null; -1: not needed */
	int memory;	  /* the memory file; -1: none yet */
	struct process_report *report;
};

struct process_start;
/* inherit.c. After a failure, too, it is to be ended. */
NTSTATUS passing_begin(struct passing *p, const struct process_start *s);
void passing_end(struct passing *p);

/* Of a child's page: the whole exit code, if this process has left one. */
bool report_read(const struct process_report *r, pid_t pid, uint32_t *code);

/* inherited.c: in the child. */
void report_leave(LONG code);
/* True: what GetStdHandle has to say was given, and stands in out. */
bool inherited_std(unsigned which, HANDLE *out);
/* handle.c: o, with the caller's reference, under this value; false: there is one,
 * or it can't be one. */
bool handle_place(uint32_t value, struct object *o, ACCESS_MASK access,
		  ULONG attributes);
/* pipe.c: the parent's own standard handle, if it has been made. */
HANDLE std_handle_made(unsigned which);
/* doomed.c: what the end of the process means for files that are to be deleted. */
void files_end(void);

#endif
