/*
 * The floor of cancel_wakeup: one thread sleeps on a futex, another wakes it.
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

#define MOST 256

static unsigned word;
static unsigned waiter_id;
static double woken;

static void *waiter(void *arg)
{
	bench_place_worker();
	waiter_id = bench_self();
	for (;;) {
		__atomic_store_n(&word, 0, __ATOMIC_SEQ_CST);
		bench_post(GATE_FLOOR_READY);
		while (!__atomic_load_n(&word, __ATOMIC_SEQ_CST))
			syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL,
				NULL, 0);
		woken = bench_now();
		bench_post(GATE_FLOOR_DONE);
	}
	return arg;
}

static int open_thread(char *const fifo[2])
{
	pthread_t thread;

	(void)fifo;
	return pthread_create(&thread, NULL, waiter, NULL);
}

static double wakeups(unsigned ops)
{
	double took[MOST], start;
	unsigned i;

	for (i = 0; i < ops; i++) {
		bench_wait(GATE_FLOOR_READY);
		bench_settle(waiter_id);
		start = bench_now();
		__atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
		syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
		bench_wait(GATE_FLOOR_DONE);
		took[i] = woken - start;
	}
	return bench_median(took, ops);
}

const struct floor floor_cancel_wakeup = {
	"cancel_wakeup", open_thread, wakeups
};
