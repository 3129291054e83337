/*
 * The IOCTL_SERIAL_… that end at once: a row for each, with the least that its
 * buffers must hold (else STATUS_BUFFER_TOO_SMALL). Waiting for an event is
 * serial_wait.c's.
 */
#define _GNU_SOURCE
#include "serial.h"
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <winioctl.h>

/* What a row's function is given. */
struct serial_call {
	const void *in;
	void *out;
};

static NTSTATUS tty(struct file *f, unsigned long request, long arg)
{
	return ioctl(f->fd, request, arg) ? status_from_errno(errno) :
					    STATUS_SUCCESS;
}

/* Set and get what stands in struct serial. */
static void store(struct file *f, void *to, const void *from, size_t size)
{
	lock_take(&f->lock);
	memcpy(to, from, size);
	lock_drop(&f->lock);
}

static NTSTATUS set_baud(struct file *f, struct serial_call *c)
{
	return serial_set_baud(f->fd, c->in);
}

static NTSTATUS get_baud(struct file *f, struct serial_call *c)
{
	return serial_get_baud(f->fd, c->out);
}

static NTSTATUS set_line(struct file *f, struct serial_call *c)
{
	return serial_set_line(f->fd, c->in);
}

static NTSTATUS get_line(struct file *f, struct serial_call *c)
{
	return serial_get_line(f->fd, c->out);
}

static NTSTATUS set_chars(struct file *f, struct serial_call *c)
{
	NTSTATUS status = serial_set_chars(f->fd, c->in);
	if (!status)
		store(f, &f->serial->chars, c->in, sizeof(SERIAL_CHARS));
	return status;
}

static NTSTATUS get_chars(struct file *f, struct serial_call *c)
{
	store(f, c->out, &f->serial->chars, sizeof(SERIAL_CHARS));
	return STATUS_SUCCESS;
}

static NTSTATUS set_flow(struct file *f, struct serial_call *c)
{
	NTSTATUS status = serial_set_flow(f->fd, c->in);
	if (!status)
		store(f, &f->serial->flow, c->in, sizeof(SERIAL_HANDFLOW));
	return status;
}

static NTSTATUS get_flow(struct file *f, struct serial_call *c)
{
	store(f, c->out, &f->serial->flow, sizeof(SERIAL_HANDFLOW));
	return serial_get_flow(f->fd, c->out);
}

/* Of the three that together mean "wait for ever for the first byte": that is what
 * a constant of all ones would be, and Windows refuses it. */
static NTSTATUS set_timeouts(struct file *f, struct serial_call *c)
{
	SERIAL_TIMEOUTS t;
	memcpy(&t, c->in, sizeof t);
	if (t.ReadIntervalTimeout == MAXDWORD &&
	    t.ReadTotalTimeoutMultiplier == MAXDWORD &&
	    t.ReadTotalTimeoutConstant == MAXDWORD)
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = serial_watch(f);
	if (status)
		return status;
	lock_take(&f->lock);
	f->serial->timeouts = t;
	f->serial->timed = true;
	lock_drop(&f->lock);
	return STATUS_SUCCESS;
}

static NTSTATUS get_timeouts(struct file *f, struct serial_call *c)
{
	store(f, c->out, &f->serial->timeouts, sizeof(SERIAL_TIMEOUTS));
	return STATUS_SUCCESS;
}

static NTSTATUS set_mask(struct file *f, struct serial_call *c)
{
	ULONG mask;
	memcpy(&mask, c->in, sizeof mask);
	return serial_set_mask(f, mask);
}

static NTSTATUS get_mask(struct file *f, struct serial_call *c)
{
	store(f, c->out, &f->serial->mask, sizeof(ULONG));
	return STATUS_SUCCESS;
}

#define PURGE_KNOWN                                   \
	(SERIAL_PURGE_TXABORT | SERIAL_PURGE_RXABORT | \
	 SERIAL_PURGE_TXCLEAR | SERIAL_PURGE_RXCLEAR)

/* What is gone from the input never comes: it counts as come and told. */
static void clear_input(struct file *f)
{
	struct serial *s = f->serial;
	int unread = 0;
	lock_take(&f->lock);
	ioctl(f->fd, FIONREAD, &unread);
	ioctl(f->fd, TCFLSH, TCIFLUSH);
	s->taken += (unsigned)unread;
	if (s->seen < s->taken)
		s->seen = s->taken;
	lock_drop(&f->lock);
}

static NTSTATUS purge(struct file *f, struct serial_call *c)
{
	ULONG what;
	memcpy(&what, c->in, sizeof what);
	if (!what || what & ~PURGE_KNOWN)
		return STATUS_INVALID_PARAMETER;
	POINT("serial:purge");
	if (what & SERIAL_PURGE_TXABORT)
		file_cancel_direction(f, OP_WRITE);
	if (what & SERIAL_PURGE_RXABORT)
		file_cancel_direction(f, OP_READ);
	if (what & SERIAL_PURGE_TXCLEAR)
		tty(f, TCFLSH, TCOFLUSH);
	if (what & SERIAL_PURGE_RXCLEAR)
		clear_input(f);
	return STATUS_SUCCESS;
}

/* Errors since this was asked last. */
static ULONG faults(struct file *f)
{
	struct serial_icounter_struct now, old;
	if (ioctl(f->fd, TIOCGICOUNT, &now))
		return 0;
	lock_take(&f->lock);
	old = f->serial->faults;
	f->serial->faults = now;
	lock_drop(&f->lock);
	return (now.brk != old.brk ? SERIAL_ERROR_BREAK : 0) |
	       (now.frame != old.frame ? SERIAL_ERROR_FRAMING : 0) |
	       (now.overrun != old.overrun ? SERIAL_ERROR_OVERRUN : 0) |
	       (now.buf_overrun != old.buf_overrun ? SERIAL_ERROR_QUEUEOVERRUN :
						     0) |
	       (now.parity != old.parity ? SERIAL_ERROR_PARITY : 0);
}

static NTSTATUS get_status(struct file *f, struct serial_call *c)
{
	SERIAL_STATUS *status = c->out;
	int in = 0, out = 0;
	ioctl(f->fd, FIONREAD, &in);
	ioctl(f->fd, TIOCOUTQ, &out);
	*status = (SERIAL_STATUS){ .Errors = faults(f),
				   .AmountInInQueue = in,
				   .AmountInOutQueue = out };
	return STATUS_SUCCESS;
}

static NTSTATUS get_lines(struct file *f, struct serial_call *c)
{
	int lines;
	ULONG state = 0;
	NTSTATUS status = tty(f, TIOCMGET, (long)&lines);
	if (status)
		return status;
	state |= lines & TIOCM_CTS ? SERIAL_CTS_STATE : 0;
	state |= lines & TIOCM_DSR ? SERIAL_DSR_STATE : 0;
	state |= lines & TIOCM_RI ? SERIAL_RI_STATE : 0;
	state |= lines & TIOCM_CD ? SERIAL_DCD_STATE : 0;
	memcpy(c->out, &state, sizeof state);
	return STATUS_SUCCESS;
}

/* The kernel's queues have their own size. */
static NTSTATUS nothing(struct file *f, struct serial_call *c)
{
	(void)f;
	(void)c;
	return STATUS_SUCCESS;
}

static NTSTATUS line_change(struct file *f, unsigned long request, int line)
{
	ULONG flow = 0;
	lock_take(&f->lock);
	if (line == TIOCM_RTS)
		flow = f->serial->flow.FlowReplace & SERIAL_RTS_HANDSHAKE;
	lock_drop(&f->lock);
	/* The driver moves it. */
	if (flow)
		return STATUS_INVALID_PARAMETER;
	return tty(f, request, (long)&line);
}

static NTSTATUS set_rts(struct file *f, struct serial_call *c)
{
	(void)c;
	return line_change(f, TIOCMBIS, TIOCM_RTS);
}

static NTSTATUS clr_rts(struct file *f, struct serial_call *c)
{
	(void)c;
	return line_change(f, TIOCMBIC, TIOCM_RTS);
}

static NTSTATUS set_dtr(struct file *f, struct serial_call *c)
{
	(void)c;
	return line_change(f, TIOCMBIS, TIOCM_DTR);
}

static NTSTATUS clr_dtr(struct file *f, struct serial_call *c)
{
	(void)c;
	return line_change(f, TIOCMBIC, TIOCM_DTR);
}

static NTSTATUS break_on(struct file *f, struct serial_call *c)
{
	(void)c;
	return tty(f, TIOCSBRK, 0);
}

static NTSTATUS break_off(struct file *f, struct serial_call *c)
{
	(void)c;
	return tty(f, TIOCCBRK, 0);
}

/* As if the other end had sent XOFF or XON. */
static NTSTATUS output_off(struct file *f, struct serial_call *c)
{
	(void)c;
	return tty(f, TCXONC, TCOOFF);
}

static NTSTATUS output_on(struct file *f, struct serial_call *c)
{
	(void)c;
	return tty(f, TCXONC, TCOON);
}

static NTSTATUS get_properties(struct file *f, struct serial_call *c)
{
	(void)f;
	*(SERIAL_COMMPROP *)c->out = (SERIAL_COMMPROP){
		.PacketLength = sizeof(SERIAL_COMMPROP),
		.PacketVersion = 2,
		.ServiceMask = SERIAL_SP_SERIALCOMM,
		.MaxBaud = SERIAL_BAUD_USER,
		.ProvSubType = SERIAL_SP_RS232,
		.ProvCapabilities = SERIAL_PCF_RTSCTS | SERIAL_PCF_XONXOFF |
				    SERIAL_PCF_SETXCHAR |
				    SERIAL_PCF_TOTALTIMEOUTS |
				    SERIAL_PCF_INTTIMEOUTS,
		.SettableParams = SERIAL_SP_PARITY | SERIAL_SP_BAUD |
				  SERIAL_SP_DATABITS | SERIAL_SP_STOPBITS |
				  SERIAL_SP_HANDSHAKING |
				  SERIAL_SP_PARITY_CHECK,
		.SettableBaud = SERIAL_BAUD_USER,
		.SettableData = SERIAL_DATABITS_5 | SERIAL_DATABITS_6 |
				SERIAL_DATABITS_7 | SERIAL_DATABITS_8,
		.SettableStopParity =
			SERIAL_STOPBITS_10 | SERIAL_STOPBITS_15 |
			SERIAL_STOPBITS_20 | SERIAL_PARITY_NONE |
			SERIAL_PARITY_ODD | SERIAL_PARITY_EVEN |
			SERIAL_PARITY_MARK | SERIAL_PARITY_SPACE,
		.CurrentTxQueue = 4096,
		.CurrentRxQueue = 4096,
	};
	return STATUS_SUCCESS;
}

static const struct row {
	ULONG code, in, out;
	NTSTATUS (*fn)(struct file *f, struct serial_call *c);
} rows[] = {
	{ IOCTL_SERIAL_SET_BAUD_RATE, sizeof(SERIAL_BAUD_RATE), 0, set_baud },
	{ IOCTL_SERIAL_GET_BAUD_RATE, 0, sizeof(SERIAL_BAUD_RATE), get_baud },
	{ IOCTL_SERIAL_SET_LINE_CONTROL, sizeof(SERIAL_LINE_CONTROL), 0,
	  set_line },
	{ IOCTL_SERIAL_GET_LINE_CONTROL, 0, sizeof(SERIAL_LINE_CONTROL),
	  get_line },
	{ IOCTL_SERIAL_SET_CHARS, sizeof(SERIAL_CHARS), 0, set_chars },
	{ IOCTL_SERIAL_GET_CHARS, 0, sizeof(SERIAL_CHARS), get_chars },
	{ IOCTL_SERIAL_SET_HANDFLOW, sizeof(SERIAL_HANDFLOW), 0, set_flow },
	{ IOCTL_SERIAL_GET_HANDFLOW, 0, sizeof(SERIAL_HANDFLOW), get_flow },
	{ IOCTL_SERIAL_SET_TIMEOUTS, sizeof(SERIAL_TIMEOUTS), 0, set_timeouts },
	{ IOCTL_SERIAL_GET_TIMEOUTS, 0, sizeof(SERIAL_TIMEOUTS), get_timeouts },
	{ IOCTL_SERIAL_SET_WAIT_MASK, sizeof(ULONG), 0, set_mask },
	{ IOCTL_SERIAL_GET_WAIT_MASK, 0, sizeof(ULONG), get_mask },
	{ IOCTL_SERIAL_PURGE, sizeof(ULONG), 0, purge },
	{ IOCTL_SERIAL_GET_COMMSTATUS, 0, sizeof(SERIAL_STATUS), get_status },
	{ IOCTL_SERIAL_GET_MODEMSTATUS, 0, sizeof(ULONG), get_lines },
	{ IOCTL_SERIAL_SET_QUEUE_SIZE, sizeof(SERIAL_QUEUE_SIZE), 0, nothing },
	{ IOCTL_SERIAL_RESET_DEVICE, 0, 0, nothing },
	{ IOCTL_SERIAL_GET_PROPERTIES, 0, sizeof(SERIAL_COMMPROP),
	  get_properties },
	{ IOCTL_SERIAL_SET_RTS, 0, 0, set_rts },
	{ IOCTL_SERIAL_CLR_RTS, 0, 0, clr_rts },
	{ IOCTL_SERIAL_SET_DTR, 0, 0, set_dtr },
	{ IOCTL_SERIAL_CLR_DTR, 0, 0, clr_dtr },
	{ IOCTL_SERIAL_SET_BREAK_ON, 0, 0, break_on },
	{ IOCTL_SERIAL_SET_BREAK_OFF, 0, 0, break_off },
	{ IOCTL_SERIAL_SET_XOFF, 0, 0, output_off },
	{ IOCTL_SERIAL_SET_XON, 0, 0, output_on },
};

/* As large as the largest, and aligned: a program's buffer need not be. */
union buffer {
	SERIAL_COMMPROP properties;
	SERIAL_TIMEOUTS timeouts;
	char bytes[sizeof(SERIAL_COMMPROP)];
};

static NTSTATUS carry_out(struct file *f, const struct row *r,
			  const struct request *q, ULONG_PTR *used)
{
	union buffer in, out = { .bytes = { 0 } };
	struct serial_call c = { .in = &in, .out = &out };
	if (q->input_length < r->in || q->length < r->out)
		return STATUS_BUFFER_TOO_SMALL;
	if ((r->in && !q->input) || (r->out && !q->buffer))
		return STATUS_ACCESS_VIOLATION;
	if (r->in)
		memcpy(&in, q->input, r->in);
	NTSTATUS status = r->fn(f, &c);
	if (status)
		return status;
	if (r->out)
		memcpy(q->buffer, &out, r->out);
	*used = r->out;
	return STATUS_SUCCESS;
}

NTSTATUS serial_control(struct file *f, const struct request *q, ULONG_PTR *used)
{
	*used = 0;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].code == q->code)
			return carry_out(f, &rows[i], q, used);
	return STATUS_INVALID_DEVICE_REQUEST;
}
