/*
 * The calls of serial ports that block their thread, for the canonical cases.
 */
#ifndef TESTS_CANONICAL_SERIAL_CALLS_H
#define TESTS_CANONICAL_SERIAL_CALLS_H

#include "serial.h"
#include "calls.h"

static inline BOOL open_port(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	b->file = port_open(0);
	if (b->file == INVALID_HANDLE_VALUE) {
		b->file = NULL;
		return FALSE;
	}
	works(SetCommMask(b->file, EV_RXCHAR));
	return TRUE;
}

static inline void serve_port_read(struct blocked *b, HANDLE peer)
{
	(void)b;
	(void)peer;
	port_feed(big, sizeof(b->buf));
}

static inline DWORD WINAPI blocked_event(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = WaitCommEvent(b->file, (DWORD *)b->buf, NULL);
	b->err = GetLastError();
	b->count = 0;
	return 0;
}

static const struct kind serial_read = {
	.open = open_port, .call = blocked_read, .serve = serve_port_read};
static const struct kind serial_event = {.open = open_port,
				       .call = blocked_event,
				       .serve = serve_terminal_read};

#endif
