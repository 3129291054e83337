/*
 * Owns the calls that the daemon holds back. One thread serves everything, so
 * there is no lock. A call ends when the control file releases it, when the
 * kernel interrupts it (unless its file is deaf: EINTR), or after 30 seconds,
 * so that no test can leave an unkillable thread behind.
 */
#include "stall.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STALL_MS 30000

struct stalled {
	struct stalled *next;
	fuse_req_t req;
	unsigned int index;
	unsigned int wanted;	/* of a wait file: calls to wait for, else 0 */
	long long deadline;
	void (*done)(fuse_req_t req, void *arg);
	void *arg;
};

static struct stalled *calls;

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static unsigned int count_stalled(unsigned int index)
{
	const struct stalled *s;
	unsigned int n = 0;

	for (s = calls; s; s = s->next)
		n += s->index == index && !s->wanted;
	return n;
}

static void answer_waiters(unsigned int index)
{
	struct stalled **p = &calls, *s;
	unsigned int n = count_stalled(index);

	while ((s = *p)) {
		if (s->index != index || !s->wanted || s->wanted > n) {
			p = &s->next;
			continue;
		}
		*p = s->next;
		fuse_reply_buf(s->req, "stalled\n", 8);
		free(s);
	}
}

static void interrupted(fuse_req_t req, void *data)
{
	struct stalled **p;

	for (p = &calls; *p && *p != data; p = &(*p)->next)
		;
	if (*p) {
		*p = (*p)->next;
		free(data);
		fuse_reply_err(req, EINTR);
	}
}

static struct stalled *hold(fuse_req_t req, unsigned int index)
{
	struct stalled *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->req = req;
	s->index = index;
	s->deadline = now_ms() + STALL_MS;
	s->next = calls;
	calls = s;
	return s;
}

void stall_request(fuse_req_t req, unsigned int index,
		   void (*done)(fuse_req_t req, void *arg), void *arg)
{
	struct stalled *s;

	if (!slow_files[index].deaf && fuse_req_interrupted(req)) {
		free(arg);
		fuse_reply_err(req, EINTR);
		return;
	}
	s = hold(req, index);
	s->done = done;
	s->arg = arg;
	if (!slow_files[index].deaf)
		fuse_req_interrupt_func(req, interrupted, s);
	answer_waiters(index);
}

void stall_wait(fuse_req_t req, unsigned int index, unsigned int count)
{
	struct stalled *s = hold(req, index);

	s->wanted = count;
	fuse_req_interrupt_func(req, interrupted, s);
	answer_waiters(index);
}

static void let_go(struct stalled *s)
{
	fuse_req_t req = s->req;

	if (s->wanted)
		fuse_reply_err(req, ETIMEDOUT);
	else
		s->done(req, s->arg);
	free(s);
}

void stall_release_all(void)
{
	struct stalled **p = &calls, *s;

	while ((s = *p)) {
		if (s->wanted) {
			p = &s->next;
			continue;
		}
		*p = s->next;
		let_go(s);
	}
}

int stall_expire(void)
{
	struct stalled **p = &calls, *s;
	long long now = now_ms(), soonest = -1;

	while ((s = *p)) {
		if (s->deadline <= now) {
			*p = s->next;
			let_go(s);
			continue;
		}
		if (soonest < 0 || s->deadline < soonest)
			soonest = s->deadline;
		p = &s->next;
	}
	return soonest < 0 ? -1 : (int)(soonest - now);
}
