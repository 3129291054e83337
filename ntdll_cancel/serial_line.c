/*
 * A port's settings and Linux's termios, both ways. Every speed is given as a
 * number (BOTHER). What the kernel has no way to do is refused with
 * STATUS_INVALID_PARAMETER; what a tty does not keep, such as parity on a pty, is
 * taken, and read back as it is.
 */
#define _GNU_SOURCE
#include "serial.h"
#include <asm/termbits.h>
#include <sys/ioctl.h>

/* ddk/ntddser.h knows them all, the kernel these. */
#define CONTROL_KNOWN (SERIAL_DTR_CONTROL | SERIAL_CTS_HANDSHAKE)
#define FLOW_KNOWN                                                      \
	(SERIAL_AUTO_TRANSMIT | SERIAL_AUTO_RECEIVE | SERIAL_RTS_MASK | \
	 SERIAL_XOFF_CONTINUE)

static NTSTATUS get(int fd, struct termios2 *t)
{
	return ioctl(fd, TCGETS2, t) ? status_from_errno(errno) :
				       STATUS_SUCCESS;
}

static NTSTATUS set(int fd, const struct termios2 *t)
{
	return ioctl(fd, TCSETS2, t) ? status_from_errno(errno) :
				       STATUS_SUCCESS;
}

/* Bytes go through as they are, but for the hand-shake's. */
static void make_raw(struct termios2 *t)
{
	t->c_iflag &= ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR |
			ICRNL);
	t->c_oflag &= ~OPOST;
	t->c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	t->c_cflag |= CREAD | CLOCAL;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}

NTSTATUS serial_make_raw(int fd)
{
	struct termios2 t;
	NTSTATUS status = get(fd, &t);
	if (status)
		return status;
	make_raw(&t);
	t.c_iflag &= ~(IXON | IXOFF | IXANY);
	return set(fd, &t);
}

NTSTATUS serial_get_baud(int fd, SERIAL_BAUD_RATE *baud)
{
	struct termios2 t;
	NTSTATUS status = get(fd, &t);
	baud->BaudRate = status ? 0 : t.c_ospeed;
	return status;
}

NTSTATUS serial_set_baud(int fd, const SERIAL_BAUD_RATE *baud)
{
	struct termios2 t;
	NTSTATUS status = get(fd, &t);
	if (status)
		return status;
	if (!baud->BaudRate)
		return STATUS_INVALID_PARAMETER;
	t.c_cflag = (t.c_cflag & ~(CBAUD | CBAUD << IBSHIFT)) | BOTHER |
		    BOTHER << IBSHIFT;
	t.c_ispeed = t.c_ospeed = baud->BaudRate;
	return set(fd, &t);
}

static const unsigned parities[] = {
	[NO_PARITY] = 0,
	[ODD_PARITY] = PARENB | PARODD,
	[EVEN_PARITY] = PARENB,
	[MARK_PARITY] = PARENB | PARODD | CMSPAR,
	[SPACE_PARITY] = PARENB | CMSPAR,
};
#define PARITY_BITS (PARENB | PARODD | CMSPAR)

static const unsigned sizes[] = { CS5, CS6, CS7, CS8 };

NTSTATUS serial_get_line(int fd, SERIAL_LINE_CONTROL *line)
{
	struct termios2 t;
	NTSTATUS status = get(fd, &t);
	if (status)
		return status;
	*line = (SERIAL_LINE_CONTROL){ .WordLength = 8 };
	for (unsigned i = 0; i < 4; i++)
		if ((t.c_cflag & CSIZE) == sizes[i])
			line->WordLength = 5 + i;
	for (unsigned i = NO_PARITY; i <= SPACE_PARITY; i++)
		if ((t.c_cflag & PARENB ? t.c_cflag & PARITY_BITS : 0) ==
		    parities[i])
			line->Parity = i;
	if (t.c_cflag & CSTOPB)
		line->StopBits = line->WordLength == 5 ? STOP_BITS_1_5 :
							 STOP_BITS_2;
	return STATUS_SUCCESS;
}

/* One and a half stop bits go with five data bits, and only those. */
NTSTATUS serial_set_line(int fd, const SERIAL_LINE_CONTROL *line)
{
	struct termios2 t;
	if (line->WordLength < 5 || line->WordLength > 8 ||
	    line->Parity > SPACE_PARITY || line->StopBits > STOP_BITS_2 ||
	    (line->StopBits == STOP_BITS_1_5 && line->WordLength != 5) ||
	    (line->StopBits == STOP_BITS_2 && line->WordLength == 5))
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = get(fd, &t);
	if (status)
		return status;
	/* Who sets this takes it for a port, whatever it was opened as. */
	make_raw(&t);
	t.c_cflag &= ~(CSIZE | PARITY_BITS | CSTOPB);
	t.c_cflag |= sizes[line->WordLength - 5] | parities[line->Parity] |
		     (line->StopBits ? CSTOPB : 0);
	t.c_iflag = line->Parity ? t.c_iflag | INPCK : t.c_iflag & ~INPCK;
	return set(fd, &t);
}

NTSTATUS serial_set_chars(int fd, const SERIAL_CHARS *chars)
{
	struct termios2 t;
	if (chars->XonChar == chars->XoffChar)
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = get(fd, &t);
	if (status)
		return status;
	t.c_cc[VSTART] = chars->XonChar;
	t.c_cc[VSTOP] = chars->XoffChar;
	return set(fd, &t);
}

/* flow has what was set; what the tty has made of it comes in its place. */
NTSTATUS serial_get_flow(int fd, SERIAL_HANDFLOW *flow)
{
	struct termios2 t;
	NTSTATUS status = get(fd, &t);
	if (status)
		return status;
	flow->FlowReplace &= ~(SERIAL_AUTO_TRANSMIT | SERIAL_AUTO_RECEIVE);
	if (t.c_iflag & IXON)
		flow->FlowReplace |= SERIAL_AUTO_TRANSMIT;
	if (t.c_iflag & IXOFF)
		flow->FlowReplace |= SERIAL_AUTO_RECEIVE;
	return STATUS_SUCCESS;
}

static bool is_known(const SERIAL_HANDFLOW *flow)
{
	return !(flow->ControlHandShake & ~CONTROL_KNOWN) &&
	       !(flow->FlowReplace & ~FLOW_KNOWN) &&
	       (flow->FlowReplace & SERIAL_RTS_MASK) != SERIAL_TRANSMIT_TOGGLE;
}

/* A tty without lines has none to raise. */
static void set_lines(int fd, const SERIAL_HANDFLOW *flow)
{
	int on = (flow->ControlHandShake & SERIAL_DTR_CONTROL ? TIOCM_DTR : 0) |
		 (flow->FlowReplace & SERIAL_RTS_CONTROL ? TIOCM_RTS : 0);
	int off = ~on & (TIOCM_DTR | TIOCM_RTS);
	if (flow->FlowReplace & SERIAL_RTS_HANDSHAKE)
		off &= ~TIOCM_RTS;
	if (on)
		ioctl(fd, TIOCMBIS, &on);
	if (off)
		ioctl(fd, TIOCMBIC, &off);
}

NTSTATUS serial_set_flow(int fd, const SERIAL_HANDFLOW *flow)
{
	struct termios2 t;
	if (!is_known(flow))
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = get(fd, &t);
	if (status)
		return status;
	t.c_iflag &= ~(IXON | IXOFF | IXANY);
	if (flow->FlowReplace & SERIAL_AUTO_TRANSMIT)
		t.c_iflag |= IXON;
	if (flow->FlowReplace & SERIAL_AUTO_RECEIVE)
		t.c_iflag |= IXOFF;
	t.c_cflag &= ~CRTSCTS;
	/* Linux has the two together. */
	if (flow->ControlHandShake & SERIAL_CTS_HANDSHAKE ||
	    flow->FlowReplace & SERIAL_RTS_HANDSHAKE)
		t.c_cflag |= CRTSCTS;
	status = set(fd, &t);
	if (!status)
		set_lines(fd, flow);
	return status;
}
