/*
 * Serial ports for tests: a port whose far side is in the fixture's hands, what
 * its time-outs are, and operations on it.
 */
#ifndef TESTS_LIB_SERIAL_H
#define TESTS_LIB_SERIAL_H

#include "pair.h"

/*
 * INVALID_HANDLE_VALUE after a skip. Wine's ports ask for modem lines and counters
 * in nearly all they do, and on a pty fail, or wait for ever; what they can there
 * is tried with port_open_anywhere.
 */
static inline HANDLE port_open_anywhere(DWORD flags)
{
	const char *name = fixture_port();
	HANDLE port;

	if (!name) {
		skip("%s\n", fixture_why());
		return INVALID_HANDLE_VALUE;
	}
	port = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
			   OPEN_EXISTING, flags, NULL);
	ok(port != INVALID_HANDLE_VALUE, "%s: error %u\n", name,
	   GetLastError());
	return port;
}

static inline HANDLE port_open(DWORD flags)
{
	if (strcmp(winetest_platform, "wine"))
		return port_open_anywhere(flags);
	skip("Wine needs a port with lines, a pty has none\n");
	return INVALID_HANDLE_VALUE;
}

#define port_times(port, interval, multiplier, constant) \
	port_times_(__FILE__, __LINE__, port, interval, multiplier, constant)
static inline void port_times_(const char *src, int line, HANDLE port,
			       DWORD interval, DWORD multiplier, DWORD constant)
{
	COMMTIMEOUTS t = {interval, multiplier, constant, 0, 0};
	BOOL ret = SetCommTimeouts(port, &t);

	ok_(src, line)(ret, "time-outs: error %u\n", GetLastError());
}

#define port_feed(data, size) port_feed_(__FILE__, __LINE__, data, size)
static inline void port_feed_(const char *src, int line, const void *data,
			      DWORD size)
{
	BOOL ret = fixture_pty_write(data, size);

	ok_(src, line)(ret, "far side: %s\n", fixture_why());
}

/* How many bytes are there to be read; comes to be at least so many. */
static inline DWORD port_unread(HANDLE port)
{
	COMSTAT state;

	return ClearCommError(port, NULL, &state) ? state.cbInQue : UNTOUCHED;
}

static inline void port_await_unread(HANDLE port, DWORD bytes)
{
	while (port_unread(port) < bytes)
		SwitchToThread();
}

/* Begins a read of so many bytes; done at once or not. */
static inline void port_read(HANDLE port, struct io *io, DWORD size)
{
	BOOL ret = ReadFile(port, io->buf, size, NULL, &io->ov);

	ok(ret || GetLastError() == ERROR_IO_PENDING, "read: error %u\n",
	   GetLastError());
}

/* Begins a wait that must pend. */
#define port_wait(port, events, io) \
	port_wait_(__FILE__, __LINE__, port, events, io)
static inline void port_wait_(const char *src, int line, HANDLE port,
			      DWORD *events, struct io *io)
{
	*events = UNTOUCHED;
	io_pends(src, line, WaitCommEvent(port, events, &io->ov));
}

/* The wait ends with these. */
#define port_told(port, events, io, expected) \
	port_told_(__FILE__, __LINE__, port, events, io, expected)
static inline void port_told_(const char *src, int line, HANDLE port,
			      DWORD *events, struct io *io, DWORD expected)
{
	DWORD moved; /* undefined, K-075 */
	BOOL ret = GetOverlappedResult(port, &io->ov, &moved, TRUE);

	ok_(src, line)(ret, "error %u\n", GetLastError());
	ok_(src, line)(*events == expected, "events %#x, not %#x\n", *events,
		       expected);
}

#endif
