/*
 * The engine on io_uring. One long-lived thread owns the ring and alone enters it:
 * the exit of a submitting thread would end what the kernel's workers do for it.
 * Others leave requests in a list and kick it through an eventfd that the ring
 * itself reads.
 *
 * A request is named to the kernel by its ticket, never by a pointer or a
 * descriptor: tickets are not reused, so a late cancel hits nothing.
 */
#define _GNU_SOURCE
#include "segments.h"
#include <liburing.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/uio.h>

#define BUCKETS 1024u
#define RING_ENTRIES 256
#define DATA_KICK UINT64_MAX
#define DATA_CANCEL (UINT64_MAX - 1)

struct request {
	struct request *same_hash;
	struct request *next; /* to be submitted, or to be asked */
	struct file *file;
	struct io_op *op;
	uint64_t ticket;
	bool submitted, asked, ask_queued;
};

static struct lock ring_lock;
static struct request *buckets[BUCKETS] GUARDED_BY(ring_lock);
static struct request *fresh GUARDED_BY(ring_lock);
static struct request **fresh_last GUARDED_BY(ring_lock) = &fresh;
static struct request *to_ask GUARDED_BY(ring_lock);
static int kick = -1;
static uint64_t kicked; /* the ring reads the eventfd into it */
static struct io_uring ring;
static _Atomic uint32_t opened; /* futex: 0 not yet, 1 yes, 2 refused */

static struct request **place(uint64_t ticket) HOLDS(ring_lock)
{
	struct request **at = &buckets[ticket % BUCKETS];
	while (*at && (*at)->ticket != ticket)
		at = &(*at)->same_hash;
	return at;
}

static struct io_uring_sqe *next_sqe(void)
{
	struct io_uring_sqe *sqe;
	while (!(sqe = io_uring_get_sqe(&ring)))
		io_uring_submit(&ring);
	return sqe;
}

static void prepare(struct request *r)
{
	struct io_op *op = r->op;
	struct io_uring_sqe *sqe = next_sqe();
	bool seeks = r->file->kind == FILE_REGULAR;
	bool append = op->offset == OFFSET_APPEND;
	uint64_t at = !seeks ? -1ull : append ? 0 : op->offset + op->moved;
	char *buffer = op->buffer + op->moved;
	uint32_t length = op->length - op->moved;
	struct iovec *v;
	unsigned n = op->scattered ? segments_left(op, &v) : 0;
	if (op->scattered && op->kind == OP_READ)
		io_uring_prep_readv(sqe, r->file->fd, v, n, at);
	else if (op->scattered)
		io_uring_prep_writev(sqe, r->file->fd, v, n, at);
	else if (op->kind == OP_READ)
		io_uring_prep_read(sqe, r->file->fd, buffer, length, at);
	else
		io_uring_prep_write(sqe, r->file->fd, buffer, length, at);
	if (append && seeks)
		sqe->rw_flags = RWF_APPEND;
	sqe->user_data = r->ticket;
}

static void submit_fresh(void)
{
	for (;;) {
		lock_take(&ring_lock);
		struct request *r = fresh;
		if (r) {
			fresh = r->next;
			if (!fresh)
				fresh_last = &fresh;
			/* From here on only the kernel can stop it. */
			r->submitted = true;
		}
		lock_drop(&ring_lock);
		if (!r)
			return;
		prepare(r);
	}
}

static void submit_asks(void)
{
	for (;;) {
		lock_take(&ring_lock);
		struct request *r = to_ask;
		uint64_t ticket = 0;
		if (r) {
			to_ask = r->next;
			r->ask_queued = false;
			ticket = r->ticket;
		}
		lock_drop(&ring_lock);
		if (!r)
			return;
		struct io_uring_sqe *sqe = next_sqe();
		io_uring_prep_cancel64(sqe, ticket, 0);
		sqe->user_data = DATA_CANCEL;
	}
}

static void await_kick(void)
{
	struct io_uring_sqe *sqe = next_sqe();
	io_uring_prep_read(sqe, kick, &kicked, sizeof kicked, 0);
	sqe->user_data = DATA_KICK;
}

static void take_result(uint64_t ticket, long result)
{
	lock_take(&ring_lock);
	struct request **at = place(ticket);
	struct request *r = *at;
	*at = r->same_hash;
	if (r->ask_queued) {
		struct request **ask = &to_ask;
		while (*ask != r)
			ask = &(*ask)->next;
		*ask = r->next;
	}
	bool asked = r->asked;
	lock_drop(&ring_lock);
	if (result == -EINTR && !asked) {
		/* Not ours to hand on: the call is repeated. */
		if (!engine_restart(r->file, r->op)) {
			mem_free(r);
			return;
		}
	}
	engine_report(r->file, r->op, result == -EINTR ? -ECANCELED : result);
	mem_free(r);
}

static void collect(void)
{
	struct io_uring_cqe *cqe;
	while (!io_uring_peek_cqe(&ring, &cqe)) {
		uint64_t data = cqe->user_data;
		long result = cqe->res;
		io_uring_cqe_seen(&ring, cqe);
		if (data == DATA_KICK)
			await_kick();
		else if (data != DATA_CANCEL)
			take_result(data, result);
	}
}

static bool ring_open(void)
{
	struct io_uring_params params = { .flags = IORING_SETUP_CLAMP };
	kick = eventfd(0, EFD_CLOEXEC);
	if (kick < 0)
		return false;
	if (!io_uring_queue_init_params(RING_ENTRIES, &ring, &params))
		return true;
	close(kick);
	kick = -1;
	return false;
}

static void *serve(void *arg)
{
	pthread_setname_np(pthread_self(), "wincancel-ring");
	bool ok = ring_open();
	atomic_store(&opened, ok ? 1 : 2);
	futex_rouse(&opened, 1);
	if (!ok)
		return arg;
	await_kick();
	for (;;) {
		submit_fresh();
		submit_asks();
		io_uring_submit_and_wait(&ring, 1);
		collect();
	}
}

static bool uring_open(void)
{
	if (!service_start(serve, NULL))
		return false;
	while (!atomic_load(&opened))
		futex_sleep(&opened, 0, NULL);
	return atomic_load(&opened) == 1;
}

static void kick_ring(void)
{
	uint64_t one = 1;
	while (write(kick, &one, sizeof one) < 0 && errno == EINTR)
		;
}

static NTSTATUS uring_start(struct file *f, struct io_op *op)
{
	struct request *r = mem_new(sizeof *r);
	if (!r)
		return STATUS_NO_MEMORY;
	*r = (struct request){ .file = f, .op = op, .ticket = op->ticket };
	lock_take(&ring_lock);
	struct request **at = &buckets[r->ticket % BUCKETS];
	r->same_hash = *at;
	*at = r;
	*fresh_last = r;
	fresh_last = &r->next;
	lock_drop(&ring_lock);
	kick_ring();
	return STATUS_SUCCESS;
}

static enum engine_answer uring_cancel(uint64_t ticket, struct io_op **op)
{
	enum engine_answer answer = ENGINE_GONE;
	lock_take(&ring_lock);
	struct request **at = place(ticket);
	struct request *r = *at;
	if (r && !r->submitted) {
		*at = r->same_hash;
		struct request **in = &fresh;
		while (*in != r)
			in = &(*in)->next;
		*in = r->next;
		if (!*in)
			fresh_last = in;
		*op = r->op;
		answer = ENGINE_STOPPED;
	} else if (r) {
		if (!r->asked) {
			r->asked = r->ask_queued = true;
			r->next = to_ask;
			to_ask = r;
		}
		answer = ENGINE_RUNNING;
	}
	lock_drop(&ring_lock);
	if (answer == ENGINE_STOPPED)
		mem_free(r);
	else if (answer == ENGINE_RUNNING)
		kick_ring();
	return answer;
}

const struct io_engine engine_uring = {
	.name = "uring",
	.open = uring_open,
	.start = uring_start,
	.cancel = uring_cancel,
};
