/*
 * Kinds of overlapped operation that serial ports have, for the canonical cases:
 * a read that has to be full, a wait for an event, and the same as a control code.
 */
#ifndef TESTS_CANONICAL_SERIAL_KINDS_H
#define TESTS_CANONICAL_SERIAL_KINDS_H

#include <winioctl.h>
#include "serial.h"
#include "kinds.h"

#define WAIT_ON_MASK \
	CTL_CODE(FILE_DEVICE_SERIAL_PORT, 18, METHOD_BUFFERED, FILE_ANY_ACCESS)

static inline BOOL open_port(struct setup *s)
{
	s->file = port_open(FILE_FLAG_OVERLAPPED);
	if (s->file == INVALID_HANDLE_VALUE) {
		s->file = NULL;
		return FALSE;
	}
	works(SetCommMask(s->file, EV_RXCHAR));
	return TRUE;
}

static inline void serve_port_read(struct setup *s)
{
	char block[64] = "";

	for (int i = 0; i < s->pending; i++)
		port_feed(block, sizeof(block));
}

static inline BOOL start_event(struct setup *s, struct io *io)
{
	return WaitCommEvent(s->file, (DWORD *)io->buf, &io->ov);
}

static inline BOOL start_control(struct setup *s, struct io *io)
{
	return DeviceIoControl(s->file, WAIT_ON_MASK, NULL, 0, io->buf, 4, NULL,
			       &io->ov);
}

static const struct kind serial_read = {
	.open = open_port, .serve = serve_port_read, .moves = 64};
static const struct kind serial_event = {.open = open_port,
				       .alone = TRUE,
				       .serve = serve_terminal_read,
				       .start = start_event,
				       .moves = 4};
static const struct kind serial_control = {.open = open_port,
					 .alone = TRUE,
					 .serve = serve_terminal_read,
					 .start = start_control,
					 .moves = 4};

#endif
