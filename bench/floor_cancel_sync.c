/*
 * The floor of cancel_sync: a tgkill ends another thread's read(2) with EINTR.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

#define MOST 256

static int file;
static unsigned reader_id;
static double woken;
static int interrupted;

static void nothing(int signal)
{
	(void)signal;
}

static void *reader(void *arg)
{
	char byte;

	bench_place_worker();
	reader_id = bench_self();
	for (;;) {
		bench_post(GATE_FLOOR_READY);
		interrupted = read(file, &byte, 1) < 0;
		woken = bench_now();
		interrupted &= errno == EINTR;
		bench_post(GATE_FLOOR_DONE);
	}
	return arg;
}

static int open_files(char *const fifo[2])
{
	struct sigaction action = { .sa_handler = nothing };
	pthread_t thread;

	file = open(fifo[0], O_RDWR | O_CLOEXEC);
	if (file < 0 || sigaction(SIGUSR2, &action, NULL))
		return -1;
	return pthread_create(&thread, NULL, reader, NULL);
}

static double cancels(unsigned ops)
{
	double took[MOST], start;
	unsigned i;

	for (i = 0; i < ops; i++) {
		bench_wait(GATE_FLOOR_READY);
		bench_settle(reader_id);
		start = bench_now();
		syscall(SYS_tgkill, getpid(), reader_id, SIGUSR2);
		bench_wait(GATE_FLOOR_DONE);
		if (!interrupted)
			return bench_fail("read was not interrupted");
		took[i] = woken - start;
	}
	return bench_median(took, ops);
}

const struct floor floor_cancel_sync = {
	"cancel_sync", open_files, cancels
};
