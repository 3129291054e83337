/*
 * The benches, in the order of the table.
 */
#include <stddef.h>

#include "bench.h"

extern const struct bench cancel_cycle, cancel_flat, cancel_all_flat,
	cancel_own_flat, read_ready, overlapped_ready, cancel_wakeup, cancel_sync, event_poll,
	pingpong, pending_bytes, pipe_cancel_cycle, pipe_pingpong, pipe_bulk,
	port_post_get, port_pingpong, port_arrivals, port_flat, lookup_cancel_flat,
	copy_1g, sock_cancel_cycle, tcp_echo_64_1, tcp_echo_64_100,
	tcp_echo_64_1000, tcp_echo_65536_1, tcp_echo_65536_100,
	tcp_echo_65536_1000;

const struct bench *const benches[] = {
	&cancel_cycle, &cancel_flat, &cancel_all_flat, &cancel_own_flat,
	&read_ready, &overlapped_ready, &cancel_wakeup, &cancel_sync, &event_poll,
	&pingpong, &pending_bytes, &pipe_cancel_cycle, &pipe_pingpong,
	&pipe_bulk, &port_post_get, &port_pingpong, &port_arrivals, &port_flat,
	&lookup_cancel_flat, &copy_1g, &sock_cancel_cycle,
	&tcp_echo_64_1, &tcp_echo_64_100, &tcp_echo_64_1000,
	&tcp_echo_65536_1, &tcp_echo_65536_100, &tcp_echo_65536_1000, NULL
};
