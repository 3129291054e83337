/*
 * The engine for kernels and containers without io_uring: threads that make the
 * blocking call, and a signal to stop it. Jobs wait in a list; a worker that finds
 * none for a while ends. There is a worker for each job up to a limit, because a
 * stalled file system keeps its worker; beyond the limit jobs wait, and those can
 * be cancelled without a signal.
 */
#define _GNU_SOURCE
#include "segments.h"
#include <pthread.h>
#include <stdlib.h>
#include <sys/uio.h>

#define WORKERS_MAX 64
#define IDLE_NS 1000000000ull

struct job {
	struct file *file;
	struct io_op *op;
	uint64_t ticket;
	struct job *next;
};

struct worker {
	struct call call;
	uint64_t ticket; /* 0: none */
	bool used;
	bool stop; /* asked before its call had begun */
};

static struct lock pool_lock;
static struct job *first GUARDED_BY(pool_lock);
static struct job **last GUARDED_BY(pool_lock) = &first;
static struct worker workers[WORKERS_MAX] GUARDED_BY(pool_lock);
static unsigned idle GUARDED_BY(pool_lock), waiting GUARDED_BY(pool_lock);
static _Atomic uint32_t arrivals; /* futex of idle workers */

/* The blocking call, on the worker's labelled call. */
static long perform(struct call *c, struct file *f, struct io_op *op)
{
	if (op->kind == OP_LOCK)
		return range_engine_wait(c, op);
	struct iovec one, *v;
	unsigned n = op_vector(op, &one, &v);
	bool append = op->offset == OFFSET_APPEND;
	bool seeks = f->kind == FILE_REGULAR;
	long at = !seeks ? -1 : append ? 0 : (long)(op->offset + op->moved);
	long nr = op->kind == OP_READ ? SYS_preadv2 : SYS_pwritev2;
	for (;;) {
		long r = call_labelled(c, nr, f->fd, (long)v, n, at, 0,
				       append && seeks ? RWF_APPEND : 0);
		if (r != -EINTR)
			return r;
		if (call_asked(c))
			return -ECANCELED;
	}
}

static struct job *take_job(struct worker *w)
{
	lock_take(&pool_lock);
	struct job *j = first;
	if (j) {
		first = j->next;
		if (!first)
			last = &first;
		waiting--;
		w->ticket = j->ticket;
		w->stop = false;
	}
	lock_drop(&pool_lock);
	return j;
}

static void run_job(struct worker *w, struct job *j)
{
	struct call *c = &w->call;
	long r = -ECANCELED;
	call_begin(c, CALL_OPEN, NULL, NULL);
	/* A canceller that came before the call was open left a mark. */
	lock_take(&pool_lock);
	bool stop = w->stop;
	lock_drop(&pool_lock);
	if (!stop)
		r = perform(c, j->file, j->op);
	lock_take(&pool_lock);
	w->ticket = 0;
	lock_drop(&pool_lock);
	call_end(c);
	engine_report(j->file, j->op, r);
	mem_free(j);
}

/* True: it was idle for long and has given its place up. */
static bool rest(struct worker *w)
{
	uint32_t seen = atomic_load(&arrivals);
	lock_take(&pool_lock);
	bool none = !first;
	idle += none;
	lock_drop(&pool_lock);
	if (!none)
		return false;
	uint64_t end = clock_now() + IDLE_NS;
	struct timespec until = { end / 1000000000, end % 1000000000 };
	bool late = futex_sleep(&arrivals, seen, &until) && errno == ETIMEDOUT;
	lock_take(&pool_lock);
	idle--;
	late = late && !first;
	if (late)
		w->used = false;
	lock_drop(&pool_lock);
	return late;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	pthread_setname_np(pthread_self(), "wincancel-pool");
	call_adopt(&w->call);
	do {
		struct job *j;
		while ((j = take_job(w)))
			run_job(w, j);
	} while (!rest(w));
	return NULL;
}

static bool add_worker(void)
{
	struct worker *w = NULL;
	lock_take(&pool_lock);
	for (unsigned i = 0; i < WORKERS_MAX && !w; i++)
		if (!workers[i].used)
			w = &workers[i];
	if (w)
		w->used = true;
	lock_drop(&pool_lock);
	if (!w)
		return false;
	if (service_start(work, w))
		return true;
	lock_take(&pool_lock);
	w->used = false;
	lock_drop(&pool_lock);
	return false;
}

static bool any_worker(void)
{
	bool any = false;
	lock_take(&pool_lock);
	for (unsigned i = 0; i < WORKERS_MAX; i++)
		any |= workers[i].used;
	lock_drop(&pool_lock);
	return any;
}

static enum engine_answer pool_cancel(uint64_t ticket, struct io_op **op)
{
	lock_take(&pool_lock);
	for (struct job **at = &first; *at; at = &(*at)->next) {
		struct job *j = *at;
		if (j->ticket != ticket)
			continue;
		*at = j->next;
		if (!*at)
			last = at;
		waiting--;
		lock_drop(&pool_lock);
		*op = j->op;
		mem_free(j);
		return ENGINE_STOPPED;
	}
	for (unsigned i = 0; i < WORKERS_MAX; i++) {
		struct worker *w = &workers[i];
		if (w->ticket != ticket)
			continue;
		w->stop = true;
		uint64_t word = atomic_load(&w->call.word);
		lock_drop(&pool_lock);
		/* If the word has moved on, this job's call is over. */
		if ((word & CALL_STATE) == CALL_OPEN)
			call_ask(&w->call, word);
		return ENGINE_RUNNING;
	}
	lock_drop(&pool_lock);
	return ENGINE_GONE;
}

static NTSTATUS pool_start(struct file *f, struct io_op *op)
{
	struct job *j = mem_new(sizeof *j);
	if (!j)
		return STATUS_NO_MEMORY;
	*j = (struct job){ .file = f, .op = op, .ticket = op->ticket };
	lock_take(&pool_lock);
	*last = j;
	last = &j->next;
	waiting++;
	bool more = waiting > idle;
	lock_drop(&pool_lock);
	atomic_fetch_add(&arrivals, 1);
	futex_rouse(&arrivals, 1);
	struct io_op *back;
	if (!more || add_worker() || any_worker())
		return STATUS_SUCCESS;
	/* Nobody would ever run it; unless one just has. */
	if (pool_cancel(op->ticket, &back) == ENGINE_STOPPED)
		return STATUS_NO_MEMORY;
	return STATUS_SUCCESS;
}

static bool pool_open(void)
{
	return true;
}

const struct io_engine engine_pool = {
	.name = "pool",
	.open = pool_open,
	.start = pool_start,
	.cancel = pool_cancel,
};
