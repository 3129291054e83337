/*
 * The life of a serial port, its timer and its watch. Both are made when time-outs
 * or a mask are set, and are in the readiness set until the file is closed. The
 * watch is a duplicate of the port's descriptor: registered once, its edges are
 * arrivals, whatever the file itself is armed for.
 */
#define _GNU_SOURCE
#include "serial.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>

/* The settings that a port has after Windows has started. */
static const SERIAL_CHARS chars_at_first = { .XonChar = 0x11, .XoffChar = 0x13 };
static const SERIAL_HANDFLOW flow_at_first = { .ControlHandShake =
						       SERIAL_DTR_CONTROL,
					       .FlowReplace =
						       SERIAL_RTS_CONTROL,
					       .XonLimit = 2048,
					       .XoffLimit = 512 };

NTSTATUS serial_new(struct file *f, bool port)
{
	struct serial *s = mem_zeroed(1, sizeof *s);
	if (!s)
		return STATUS_NO_MEMORY;
	NTSTATUS status = port ? serial_make_raw(f->fd) : STATUS_SUCCESS;
	if (status) {
		mem_free(s);
		return status;
	}
	s->timed = s->port = port;
	s->chars = chars_at_first;
	s->flow = flow_at_first;
	s->timer = s->watch = -1;
	s->due = FOREVER;
	ioctl(f->fd, TIOCGICOUNT, &s->faults);
	lock_take(&f->lock);
	f->serial = s;
	lock_drop(&f->lock);
	return STATUS_SUCCESS;
}

/* Puts fd where there is none yet; one that comes second goes again. */
static NTSTATUS set_once(struct file *f, int *where, int fd)
{
	NTSTATUS status = STATUS_SUCCESS;
	if (fd < 0)
		return status_from_errno(errno);
	lock_take(&f->lock);
	bool first = *where < 0;
	if (first)
		*where = fd;
	lock_drop(&f->lock);
	if (!first)
		close(fd);
	else if (!ready_watch(fd, EPOLLIN, f, READY_SERIAL))
		status = STATUS_INSUFFICIENT_RESOURCES;
	return status;
}

NTSTATUS serial_watch(struct file *f)
{
	struct serial *s = f->serial;
	lock_take(&f->lock);
	bool there = s->timer >= 0 && s->watch >= 0;
	lock_drop(&f->lock);
	if (there)
		return STATUS_SUCCESS;
	NTSTATUS status =
		set_once(f, &s->timer,
			 timerfd_create(CLOCK_MONOTONIC,
					TFD_CLOEXEC | TFD_NONBLOCK));
	if (!status)
		status = set_once(f, &s->watch,
				  fcntl(f->fd, F_DUPFD_CLOEXEC, 3));
	return status;
}

static void forget(int *fd)
{
	if (*fd < 0)
		return;
	ready_unwatch(*fd);
	close(*fd);
	*fd = -1;
}

/* Nobody uses the file any more; an event that comes late finds it closed. */
void serial_closed(struct file *f)
{
	lock_take(&f->lock);
	struct serial *s = f->serial;
	int timer = s->timer, watch = s->watch;
	s->timer = s->watch = -1;
	lock_drop(&f->lock);
	forget(&timer);
	forget(&watch);
}

void serial_free(struct file *f)
{
	struct serial *s = f->serial;
	serial_closed(f);
	lock_take(&f->lock);
	f->serial = NULL;
	lock_drop(&f->lock);
	mem_free(s);
}

static uint64_t end_in_queue(struct file *f, enum op_kind dir) HOLDS(f->lock)
{
	const struct io_op *op = f->queue[dir].list.first;
	return op && op->time.running ? serial_end_of(op) : FOREVER;
}

void serial_set_timer(struct file *f)
{
	struct serial *s = f->serial;
	uint64_t next = serial_next_look(f);
	for (int dir = OP_READ; dir <= OP_WRITE; dir++) {
		uint64_t end = end_in_queue(f, dir);
		if (end < next)
			next = end;
	}
	if (next >= s->due || s->timer < 0)
		return; /* it fires in time */
	s->due = next;
	/* 0 would stop it. */
	struct itimerspec at = { .it_value = { next / 1000000000,
					       next % 1000000000 + !next } };
	timerfd_settime(s->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

void serial_event(struct file *f)
{
	struct notice n;
	bool told = false, sleeps = false;
	if (!file_use(f))
		return;
	POINT("serial:event");
	lock_take(&f->lock);
	/* The memory may be another file's by now. */
	struct serial *s = f->serial;
	if (s) {
		if (clock_now() >= s->due)
			s->due = FOREVER;
		told = serial_look(f, &n);
		sleeps = s->sleeping;
	}
	lock_drop(&f->lock);
	if (told)
		publish(&n);
	if (sleeps)
		serial_rouse(s);
	if (s)
		serial_go_on(f);
	file_unuse(f);
}
