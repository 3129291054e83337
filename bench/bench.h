/*
 * What a measurement is, and what the host gives to it.
 *
 * A bench NAME.c speaks only Win32, so that the same source runs natively and
 * on Wine. Floors (floor_*.c) speak only Linux. This header knows neither, so
 * both sides and the host may include it.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

struct bench {
	const char *name;
	const char *unit;
	unsigned ops;			/* one round's operations */
	double limit;			/* ours / floor, at most */
	double least;			/* the floor is never below this */
	int threads;			/* 2: placement matters */
	int once;			/* only the first round counts */
	unsigned rounds;		/* at least, however long they take */
	int native;			/* means nothing on Wine */
	int (*open)(char *const fifo[2]);
	double (*round)(unsigned ops);	/* cost of one; negative: failed */
	double (*base)(unsigned ops);	/* our own cost as the floor, or NULL */
	int (*peer)(const char *what);	/* the second process */
};

struct floor {
	const char *name;
	int (*open)(char *const fifo[2]);
	double (*round)(unsigned ops);
};

extern const struct bench *const benches[];
extern const struct floor *const floors[];

/* The gates between a bench's two threads, the same for ours and the floor. */
enum bench_gate { GATE_READY, GATE_DONE, GATE_FLOOR_READY, GATE_FLOOR_DONE,
		  GATES };

void bench_post(enum bench_gate gate);
void bench_wait(enum bench_gate gate);

double bench_now(void);			/* nanoseconds */
unsigned bench_self(void);		/* the calling thread */
void bench_settle(unsigned thread);	/* until that thread is asleep */
void bench_place_worker(void);		/* called first by a second thread */
/* Starts a second process, placed like a second thread, in the bench's peer. */
int bench_peer(const char *bench, const char *what);
/* Starts a process that connects to this port of 127.0.0.1, once for control and then
 * so many times, and sends messages; load_elf.c. */
int bench_load(unsigned short number, unsigned connections, unsigned bytes);
/* Many FIFOs, bytes for some of them; natively only. */
#define CROWD_MANY 10000
#define CROWD_HOT 1250
#define CROWD_BURST 512
int bench_crowd_begin(void);
const char *bench_crowd_fifo(unsigned n);
void bench_crowd_end(void);		/* all are open: their names go */
int bench_crowd_put(unsigned hot);
int bench_silent_server(void);	/* the name server is one; natively only */
double bench_memory(void);		/* bytes in use by this process */
double bench_fail(const char *what);	/* says so, returns a negative */
double bench_median(double *values, unsigned count);

#endif
