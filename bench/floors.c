/*
 * The floors that are measured; a bench without one has a stated floor.
 */
#include <stddef.h>

#include "bench.h"

extern const struct floor floor_cancel_cycle, floor_read_ready,
	floor_overlapped_ready, floor_cancel_wakeup, floor_cancel_sync,
	floor_pingpong, floor_pipe_cancel_cycle, floor_pipe_pingpong,
	floor_pipe_bulk, floor_port_pingpong, floor_port_arrivals,
	floor_copy_1g, floor_sock_cancel_cycle, floor_tcp_echo_64_1,
	floor_tcp_echo_64_100, floor_tcp_echo_64_1000, floor_tcp_echo_65536_1,
	floor_tcp_echo_65536_100, floor_tcp_echo_65536_1000;

const struct floor *const floors[] = {
	&floor_cancel_cycle, &floor_read_ready, &floor_overlapped_ready,
	&floor_cancel_wakeup, &floor_cancel_sync, &floor_pingpong,
	&floor_pipe_cancel_cycle, &floor_pipe_pingpong, &floor_pipe_bulk,
	&floor_port_pingpong, &floor_port_arrivals, &floor_copy_1g,
	&floor_sock_cancel_cycle, &floor_tcp_echo_64_1, &floor_tcp_echo_64_100,
	&floor_tcp_echo_64_1000, &floor_tcp_echo_65536_1,
	&floor_tcp_echo_65536_100, &floor_tcp_echo_65536_1000, NULL
};
