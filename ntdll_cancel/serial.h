/*
 * Serial ports: ttys that NtCreateFile has opened by a name of their own. (A tty
 * that was inherited, CONIN$ and CONOUT$ are consoles: FILE_TTY.) A file of kind
 * FILE_SERIAL owns a struct serial from its open to its last reference.
 *
 * TIME-OUTS. A tty opened by its Linux path reads as a terminal, whatever is there,
 * until its time-outs are set; one that was opened as COM1 has them from the start.
 * The time of a transfer runs from when it is first of its queue (OP_TIMED: as
 * WAITING, but whoever unlinks it has to start the next one, serial_go_on). One
 * timer for each port stands at the earliest end of its two first ones; it may fire
 * too early, never too late: who is fired at looks again and sets it anew.
 *
 * EVENTS. history has what happened and nobody was told, of mask only. At most one
 * operation waits for it (OP_NOTED, in file->running) or one synchronous call
 * (sleeping, on noted). Bytes that came are counted, read by us or not: taken + what
 * the kernel holds, so neither an edge that comes late nor a read that was quicker
 * makes an event of its own. The lines of a modem are looked at by the timer.
 *
 * All of it is under file->lock, but for the descriptors, which are set once.
 */
#ifndef WINCANCEL_SERIAL_H
#define WINCANCEL_SERIAL_H

#include "ntdll_cancel.h"
#include "request.h"
#include <ddk/ntddser.h>
#include <linux/serial.h>

/* How often lines are looked at while somebody waits for them. */
#define SERIAL_LOOK_NS 10000000ull

struct serial {
	bool port; /* was opened as COM1; for good */
	bool timed;
	bool lineless;	/* the tty has no modem lines: a pty */
	bool emptying;	/* EV_TXEMPTY is owed for what was written */
	bool sleeping;	/* a synchronous call waits for an event */
	bool rts_set, dtr_set;
	SERIAL_TIMEOUTS timeouts;
	SERIAL_CHARS chars;
	SERIAL_HANDFLOW flow;
	ULONG mask, history;
	uint64_t taken; /* bytes read through this file */
	uint64_t seen;	/* of those that came, told of */
	struct serial_icounter_struct counts; /* when last told */
	struct serial_icounter_struct faults; /* when last asked for */
	int timer, watch; /* -1: not yet */
	uint64_t due;	  /* when the timer fires; FOREVER */
	_Atomic uint32_t noted; /* futex of who sleeps */
};

/* serial_file.c: port: was opened by a name such as COM1. */
NTSTATUS serial_new(struct file *f, bool port);
void serial_closed(struct file *f);
void serial_free(struct file *f);
/* Makes timer and watch; what they say comes to serial_event. */
NTSTATUS serial_watch(struct file *f);
void serial_event(struct file *f);
/* At the earliest of what is to come. */
void serial_set_timer(struct file *f) HOLDS(f->lock);

/* serial_io.c: transfers; the caller holds a use of f. */
NTSTATUS serial_issue(struct file *f, struct io_op *op,
		      const struct request *q);
/* drain.c's step for an OP_TIMED operation. */
bool serial_try_first(struct file *f, struct io_op *op, struct notice *n)
	HOLDS(f->lock);
void serial_go_on(struct file *f);
/* What has to be done about a transfer's time, and its end. */
void serial_begin_time(const struct serial *s, struct io_op *op);
void serial_moved(struct io_op *op, long r);
uint64_t serial_end_of(const struct io_op *op);
bool serial_is_over(const struct file *f, const struct io_op *op, long r,
		    bool cancelled, NTSTATUS *status);

/* serial_sync.c */
NTSTATUS serial_sync(struct file *f, struct thread *t, enum op_kind kind,
		     const struct request *q);

/* serial_wait.c: f->serial's mask, and who waits for its events. */
NTSTATUS serial_set_mask(struct file *f, ULONG mask);
NTSTATUS serial_wait_issue(struct file *f, struct io_op *op);
/* What has happened: looks. True: tell n. */
bool serial_look(struct file *f, struct notice *n) HOLDS(f->lock);
/* bytes were moved; looks as well. */
bool serial_transferred(struct file *f, enum op_kind dir, uint32_t bytes,
			struct notice *n) HOLDS(f->lock);
/* Takes the history; 0: nothing. */
ULONG serial_take_history(struct serial *s);
/* When the lines are to be looked at again; FOREVER. */
uint64_t serial_next_look(struct file *f) HOLDS(f->lock);
/* After the lock was dropped: a sleeper sees what has happened. */
void serial_rouse(struct serial *s);
/* cancel.c: of one direction, all. */
unsigned file_cancel_direction(struct file *f, enum op_kind dir);

/* serial_line.c: how the line is set; each of them a system call or two. */
NTSTATUS serial_make_raw(int fd);
NTSTATUS serial_get_baud(int fd, SERIAL_BAUD_RATE *baud);
NTSTATUS serial_set_baud(int fd, const SERIAL_BAUD_RATE *baud);
NTSTATUS serial_get_line(int fd, SERIAL_LINE_CONTROL *line);
NTSTATUS serial_set_line(int fd, const SERIAL_LINE_CONTROL *line);
NTSTATUS serial_set_chars(int fd, const SERIAL_CHARS *chars);
NTSTATUS serial_get_flow(int fd, SERIAL_HANDFLOW *flow);
NTSTATUS serial_set_flow(int fd, const SERIAL_HANDFLOW *flow);

/* serial_control.c: the IOCTL_SERIAL_… but for IOCTL_SERIAL_WAIT_ON_MASK; used is
 * how much of q's buffer has been written. */
NTSTATUS serial_control(struct file *f, const struct request *q,
			ULONG_PTR *used);

#endif
