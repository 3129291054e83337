/*
 * Which engine runs what can't be polled, and what both have in common: taking a
 * report. WINCANCEL_ENGINE=uring|pool picks one; else io_uring where this kernel
 * and this container allow it.
 */
#include "segments.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct io_engine *engine;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void choose(void)
{
	const char *want = getenv("WINCANCEL_ENGINE");
	if (want && *want && strcmp(want, "uring") && strcmp(want, "pool"))
		fprintf(stderr,
			"wincancel: WINCANCEL_ENGINE is \"%s\", not uring or "
			"pool; choosing by probe\n",
			want);
	engine = &engine_pool;
	if ((!want || strcmp(want, "pool")) && engine_uring.open())
		engine = &engine_uring;
	else if (want && !strcmp(want, "uring"))
		fprintf(stderr, "wincancel: io_uring is not allowed here; "
				"using the thread pool\n");
	engine_pool.open();
}

const struct io_engine *engine_for(const struct file *f)
{
	pthread_once(&once, choose);
	return f->by_pool ? &engine_pool : engine;
}

/*
 * A canceller that finds the operation before its engine knows it is told "gone", and
 * has left its mark: then the engine is asked here. The ticket of one that has ended
 * since hits nothing. The caller holds a use of f, so op is memory of f's pool still.
 */
INNER NTSTATUS engine_start(struct file *f, struct io_op *op)
{
	uint64_t ticket = op->ticket;
	POINT("engine:start");
	NTSTATUS status = engine_for(f)->start(f, op);
	if (status)
		return status;
	lock_take(&f->lock);
	bool asked = op->ticket == ticket && op->cancelled;
	lock_drop(&f->lock);
	if (asked)
		engine_stop(f, ticket);
	return STATUS_SUCCESS;
}

NTSTATUS engine_restart(struct file *f, struct io_op *op)
{
	/* The operation's own use goes when it ends. */
	atomic_fetch_add(&f->users, 1);
	locks_held++;
	NTSTATUS status = engine_start(f, op);
	file_unuse(f);
	return status;
}

/* A write that a disk took in part goes on until it is whole or fails; scattered
 * pages that are too many for one call do as well. */
static bool goes_on(struct file *f, struct io_op *op, long result)
{
	bool whole = op->kind == OP_READ &&
		     !(op->scattered && result == SEGMENTS_BYTES);
	bool rest = !whole && result > 0 && op->moved < op->length;
	lock_take(&f->lock);
	rest = rest && !op->cancelled;
	lock_drop(&f->lock);
	return rest && !engine_restart(f, op);
}

void engine_report(struct file *f, struct io_op *op, long result)
{
	struct notice n;
	ULONG_PTR information;
	if (op->kind == OP_LOCK) {
		range_report(op, result);
		return;
	}
	if (result > 0)
		op->moved += result;
	if (goes_on(f, op, result))
		return;
	locks_held++; /* the use that engine_begin took, given back here */
	NTSTATUS status = op_result(f, op, result, &information);
	void *segments = op->scattered ? op->segments : NULL;
	lock_take(&f->lock);
	op_finish(f, op, status, information, &n);
	lock_drop(&f->lock);
	if (unlikely(segments != NULL))
		mem_free(segments);
	publish(&n);
	file_unuse(f);
}

COLD void engine_stop(struct file *f, uint64_t ticket)
{
	struct io_op *op;
	enum engine_answer answer = engine_for(f)->cancel(ticket, &op);
	/* Waits for byte ranges are the pool's, whatever else runs elsewhere. */
	if (answer == ENGINE_GONE && engine_for(f) != &engine_pool)
		answer = engine_pool.cancel(ticket, &op);
	if (answer == ENGINE_STOPPED)
		engine_report(f, op, -ECANCELED);
}
