/*
 * Every kind of overlapped operation: one that is not in this list has no canonical
 * case. Include it after winsock2.h, windows.h, wine/test.h and nt.h.
 */
#ifndef CANONICAL_ALL_KINDS_H
#define CANONICAL_ALL_KINDS_H

#include "cases.h"
#include "named_pipe_kinds.h"
#include "directory_kinds.h"
#include "range_kinds.h"
#include "serial_kinds.h"
#include "socket_kinds.h"

#define EACH_KIND(X) \
	X(pipe_read)        \
	X(pipe_write)       \
	X(terminal_read)    \
	X(terminal_write)   \
	X(serial_read)      \
	X(serial_event)     \
	X(serial_control)   \
	X(slow_read)        \
	X(slow_write)       \
	X(named_read)       \
	X(named_write)      \
	X(named_transact)   \
	X(named_connect)    \
	X(changes)          \
	X(range_lock)       \
	X(slow_scatter)     \
	X(slow_gather)      \
	X(sock_read)        \
	X(sock_write)       \
	X(sock_recv)        \
	X(sock_send)        \
	X(sock_from)        \
	X(sock_accept)      \
	X(sock_accept_data) \
	X(sock_connect)     \
	X(sock_transmit)

#endif
