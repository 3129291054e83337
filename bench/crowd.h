/*
 * Many FIFOs with a pending read each, all on one completion port: the common
 * ground of port_arrivals and port_flat.
 */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include <windows.h>

struct guest {
	OVERLAPPED overlapped;	/* first: a packet leads to its guest */
	HANDLE file;
	char byte;
};

extern HANDLE crowd_port;
extern struct guest *crowd;

int crowd_open(char *const fifo[2]);	/* CROWD_MANY of them */
int crowd_read(struct guest *guest);

#endif
