/*
 * Overlapped requests for byte ranges, and who makes the waiting ones go on: the
 * states QUEUED, BUSY and ASKED of range.h and the operation that goes with them.
 */
#include "range.h"

#define BATCH 32

/* What is to be done about requests whose wait has ended, without the lock. */
struct grant {
	struct range *range;
	struct file *file;
	struct io_op *op; /* NULL: a sleeper on the range's state */
	NTSTATUS status;
};

struct grants {
	struct grant at[BATCH];
	unsigned n;
};

static void finish(struct file *f, struct io_op *op, struct range *r,
		   NTSTATUS status)
{
	struct notice n;
	locks_held++; /* the use that range_issue took, given back here */
	lock_take(&f->lock);
	op_finish(f, op, status, 0, &n);
	lock_drop(&f->lock);
	/* The table's, unless it came there; the operation's. */
	if (status)
		range_unref(r);
	range_unref(r);
	publish(&n);
	file_unuse(f);
}

/* What has come of a request; RETRY: an engine's thread is to wait for it. */
static void carry_on(struct file *f, struct io_op *op, struct range *r,
		     NTSTATUS status)
{
	if (status == STATUS_RETRY) {
		lock_take(&f->lock);
		op->ticket = engine_ticket();
		lock_drop(&f->lock);
		POINT("range:engine");
		status = engine_pool.start(f, op);
		if (!status)
			return;
	}
	finish(f, op, r, status);
}

/* A BUSY one of this thread's. */
static void work_on(struct range *r)
{
	struct file *f = r->file;
	struct ranges *s = atomic_load(&f->ranges);
	struct io_op *op = r->op;
	uint32_t busy = RANGE_BUSY;
	NTSTATUS status = STATUS_CANCELLED;
	lock_take(&s->lock);
	if (atomic_load(&r->state) != RANGE_ASKED)
		status = range_try(s, r);
	if (r->piece_length && status && status != STATUS_RETRY)
		range_os_apply(s, f, r->first, r->length, NULL);
	if (status == STATUS_LOCK_NOT_GRANTED) {
		range_list_add(&s->waiting, r);
		status = STATUS_PENDING;
		if (!atomic_compare_exchange_strong(&r->state, &busy,
						    RANGE_QUEUED)) {
			range_list_remove(&s->waiting, r);
			status = STATUS_CANCELLED;
		}
	}
	lock_drop(&s->lock);
	/* Queued: r may be gone by now. */
	if (status != STATUS_PENDING)
		carry_on(f, op, r, status);
}

/* Another process has it, or another file object. */
static bool may_wait(NTSTATUS status)
{
	return status == STATUS_LOCK_NOT_GRANTED || status == STATUS_RETRY;
}

static NTSTATUS refused(struct file *f, struct io_op *op, struct range *r,
			NTSTATUS status)
{
	range_unref(r);
	if (status == STATUS_RETRY)
		status = STATUS_LOCK_NOT_GRANTED;
	return op_finished_at_once(f, op, status, 0);
}

/* It becomes an operation; a canceller may find it from here on. */
static NTSTATUS pend(struct file *f, struct io_op *from, struct range *r)
{
	op_set_pending(f, from);
	from->range = r;
	/* The caller holds one, so it is not closed; this is the operation's. */
	atomic_fetch_add(&f->users, 1);
	atomic_store(&r->refs, 2);
	lock_take(&f->lock);
	bool closed = atomic_load(&f->closed);
	if (!closed)
		r->op = op_add(f, from, OP_RANGED, false);
	lock_drop(&f->lock);
	if (r->op)
		return STATUS_PENDING;
	op_unset_pending(from);
	op_drop_apc(from->apc);
	mem_free(r);
	locks_held++;
	file_unuse(f);
	return closed ? STATUS_INVALID_HANDLE : STATUS_NO_MEMORY;
}

INNER NTSTATUS range_issue(struct file *f, struct io_op *op,
			   const struct range_request *q)
{
	struct ranges *s = ranges_of(f);
	struct range *r = range_new(f, q);
	if (!s || !r) {
		mem_free(r);
		return op_finished_at_once(f, op, STATUS_NO_MEMORY, 0);
	}
	lock_take(&s->lock);
	NTSTATUS status = range_try(s, r);
	lock_drop(&s->lock);
	if (!status)
		return op_finished_at_once(f, op, status, 0);
	if (!q->wait || !may_wait(status))
		return refused(f, op, r, status);
	status = pend(f, op, r);
	POINT("range:pending");
	if (status == STATUS_PENDING)
		work_on(r);
	return status;
}

/* True: there may be more. */
static bool grant_waiting(struct ranges *s, struct grants *g) HOLDS(s->lock)
{
	struct range *next;
	g->n = 0;
	for (struct range *r = s->waiting.first; r; r = next) {
		uint32_t queued = RANGE_QUEUED;
		next = r->next;
		if (g->n == BATCH)
			return true;
		/* Else it is a canceller's, who takes it out. */
		if (ranges_conflict(s, r) ||
		    !atomic_compare_exchange_strong(&r->state, &queued,
						    RANGE_BUSY))
			continue;
		range_list_remove(&s->waiting, r);
		struct grant *at = &g->at[g->n++];
		*at = (struct grant){ r, r->file, r->op, range_try(s, r) };
	}
	return false;
}

/* A sleeper may have gone since, and its range with it: an address is all that a
 * wake-up needs. */
static void carry_out(const struct grants *g)
{
	if (g->n)
		POINT("range:granted");
	for (const struct grant *at = g->at; at < g->at + g->n; at++)
		if (at->op)
			carry_on(at->file, at->op, at->range, at->status);
		else
			futex_rouse(&at->range->state, 1);
}

void ranges_go_on(struct ranges *s)
{
	struct grants g;
	while (grant_waiting(s, &g)) {
		lock_drop(&s->lock);
		carry_out(&g);
		lock_take(&s->lock);
	}
	lock_drop(&s->lock);
	carry_out(&g);
}

INNER bool range_withdraw(struct io_op *op)
{
	struct range *r = op->range;
	uint32_t state = atomic_load(&r->state);
	while (state == RANGE_BUSY || state == RANGE_QUEUED)
		if (atomic_compare_exchange_weak(&r->state, &state,
						 state == RANGE_QUEUED ?
							 RANGE_TAKEN :
							 RANGE_ASKED)) {
			/* The operation's use is given back by range_forget. */
			if (state == RANGE_QUEUED)
				locks_held++;
			return state == RANGE_QUEUED;
		}
	return false;
}

COLD void range_forget(struct range *r)
{
	struct file *f = r->file;
	struct ranges *s = atomic_load(&f->ranges);
	POINT("range:forget");
	lock_take(&s->lock);
	range_list_remove(&s->waiting, r);
	lock_drop(&s->lock);
	mem_free(r);
	file_unuse(f);
}

long range_engine_wait(struct call *c, const struct io_op *op)
{
	const struct range *r = op->range;
	/* Who asked before this thread could be found by its ticket. */
	if (atomic_load(&r->state) == RANGE_ASKED)
		return -ECANCELED;
	POINT("range:wait");
	return range_os_wait(c, r);
}

void range_report(struct io_op *op, long result)
{
	struct range *r = op->range;
	/* The engine may also stop it for reasons of its own: then it is over. */
	if (result == -ECANCELED)
		atomic_store(&r->state, RANGE_ASKED);
	if (result && result != -ECANCELED)
		finish(r->file, op, r, STATUS_INSUFFICIENT_RESOURCES);
	else
		work_on(r);
}

/* All that f held, for who looks at nothing else of it. */
static struct range_list take_all(struct ranges *s, struct file *f)
	HOLDS(s->lock)
{
	struct range_list mine = { NULL, NULL };
	struct range *next;
	for (struct range *r = s->held.first; r; r = next) {
		next = r->next;
		if (r->file != f)
			continue;
		range_list_remove(&s->held, r);
		range_list_add(&mine, r);
		atomic_fetch_sub(&s->count, 1);
		atomic_fetch_sub(&ranges_held, 1);
	}
	/* A child may have the description too: its locks would stay. */
	if (mine.first)
		range_os_apply(s, f, 0, UINT64_MAX, NULL);
	return mine;
}

void ranges_closed(struct file *f)
{
	struct ranges *s = atomic_load(&f->ranges);
	if (!s)
		return;
	locks_held++; /* until others' operations are told */
	lock_take(&s->lock);
	struct range_list mine = take_all(s, f);
	ranges_go_on(s);
	ranges_detach(f);
	while (mine.first) {
		struct range *r = mine.first;
		range_list_remove(&mine, r);
		range_unref(r);
	}
	locks_unhold();
}
