/*
 * Selections of sockets: begun, changed and ended, their record, and who is told
 * (selection.h).
 */
#define _GNU_SOURCE
#include "handle.h"
#include "selection.h"
#include "socket.h"

#define AGAIN_BY_CONNECT \
	(SOCK_NEWS_READ | SOCK_NEWS_WRITE | SOCK_NEWS_OOB | SOCK_NEWS_CONNECT | \
	 SOCK_NEWS_CLOSE)

/* What is to be done without the lock, with a debt in locks_held. */
struct after {
	struct wakes let_go;
	struct sock_teller *teller;
};

static void section_begin(struct selection *e) TAKES(e->lock)
{
	locks_held++;
	lock_take(&e->lock);
}

static void section_end(struct selection *e, const struct after *after)
	DROPS(e->lock)
{
	lock_drop(&e->lock);
	threads_wake(after->let_go);
	if (after->teller)
		after->teller->tell(after->teller);
	locks_unhold();
}

/* What is recorded and not taken is to be told, once. */
static void tell(struct selection *e, struct after *after) HOLDS(e->lock)
{
	if (e->event) {
		after->let_go = object_signal_only(e->event);
	} else if (e->teller && !(atomic_load(&e->busy) & SELECTION_TELLING)) {
		atomic_fetch_or(&e->busy, SELECTION_TELLING);
		after->teller = e->teller;
	}
}

static void look(struct socket *s, struct selection *e, struct after *after)
	HOLDS(e->lock)
{
	NTSTATUS errors[SOCK_NEWS_KINDS];
	uint32_t fresh;
	if (!e->enabled)
		return;
	fresh = selection_look(s, e, errors) & e->enabled & ~e->told;
	if (!fresh)
		return;
	for (unsigned i = 0; i < SOCK_NEWS_KINDS; i++)
		if (fresh & 1u << i)
			e->errors[i] = errors[i];
	e->record |= fresh;
	e->told |= fresh;
	if (fresh & SOCK_NEWS_CONNECT) {
		if (!e->refused)
			atomic_fetch_or(&s->marks, SOCK_TOLD);
		e->refused = STATUS_SUCCESS;
	}
	tell(e, after);
}

COLD void selection_news(struct file *f)
{
	struct after after = { .teller = NULL };
	if (!file_use(f))
		return;
	struct socket *s = f->sock;
	if (s && is_selected(s)) {
		struct selection *e = atomic_load(&s->selection);
		POINT("select:news");
		section_begin(e);
		look(s, e, &after);
		section_end(e, &after);
		POINT("select:looked");
	}
	file_unuse(f);
}

static NTSTATUS broken_by(const struct socket *s, long r)
{
	switch (-r) {
	case EPIPE:
		if (atomic_load(&s->marks) & (SOCK_NO_SEND | SOCK_DISCONNECTED))
			return STATUS_SUCCESS;
		return STATUS_CONNECTION_RESET;
	case ECONNRESET:
		return STATUS_CONNECTION_RESET;
	case ETIMEDOUT:
	case EHOSTUNREACH:
	case ENETUNREACH:
		return STATUS_CONNECTION_ABORTED;
	}
	return STATUS_SUCCESS;
}

/* What comes to be known of it with that, is known from here on: a look before would
 * find it, and what it recorded would be forgotten. */
static void mark(struct socket *s, uint32_t marks)
{
	if (!marks)
		return;
	if (marks & SOCK_LEFT)
		atomic_store(&s->failure, STATUS_SUCCESS);
	atomic_fetch_and(&s->marks, ~(uint32_t)SOCK_TOLD);
	atomic_fetch_or(&s->marks, marks);
}

static void again(struct socket *s, uint32_t events, long r, uint32_t marks)
{
	struct selection *e = atomic_load(&s->selection);
	struct after after = { .teller = NULL };
	POINT("select:again");
	section_begin(e);
	e->told &= ~events;
	e->record &= ~events;
	if (events & SOCK_NEWS_CONNECT)
		e->refused = e->broken = STATUS_SUCCESS;
	if (r < 0 && s->type == SOCK_STREAM && !e->broken)
		e->broken = broken_by(s, r);
	mark(s, marks);
	look(s, e, &after);
	section_end(e, &after);
}

COLD void selection_again(struct socket *s, uint32_t events, long r)
{
	again(s, events, r, 0);
}

COLD void selection_connect(struct socket *s, uint32_t marks)
{
	if (is_selected(s)) {
		again(s, AGAIN_BY_CONNECT, 0, marks);
		return;
	}
	mark(s, marks);
	/* Who has selected it meanwhile may have looked before that. */
	selection_heed(s, 0, 0);
}

/* Under the lock, which it drops to wait. */
static void wait_while(struct selection *e, uint32_t what) HOLDS(e->lock)
{
	uint32_t busy;
	while ((busy = atomic_load(&e->busy)) & what) {
		atomic_fetch_add(&e->waiters, 1);
		lock_drop(&e->lock);
		futex_sleep(&e->busy, busy, NULL);
		lock_take(&e->lock);
		atomic_fetch_sub(&e->waiters, 1);
	}
}

/* The caller rouses if that says so, and need not have the lock for it. */
static bool no_longer(struct selection *e, uint32_t what) HOLDS(e->lock)
{
	atomic_fetch_and(&e->busy, ~what);
	return atomic_load(&e->waiters);
}

bool sock_news_take(struct sock_teller *t, uint32_t *event, NTSTATUS *error)
{
	/* Connected, in front of what that makes possible. */
	static const uint8_t order[SOCK_NEWS_KINDS] = { 4, 0, 1, 2, 3, 5 };
	struct selection *e = atomic_load(&t->sock->selection);
	bool found = false, rouse = false;
	lock_take(&e->lock);
	for (unsigned i = 0; i < SOCK_NEWS_KINDS && !found; i++) {
		unsigned k = order[i];
		if (!(e->record & 1u << k))
			continue;
		*event = 1u << k;
		*error = e->errors[k];
		e->record &= ~(1u << k);
		found = true;
	}
	if (!found)
		rouse = no_longer(e, SELECTION_TELLING);
	_Atomic uint32_t *word = &e->busy;
	lock_drop(&e->lock);
	if (rouse)
		futex_rouse(word, INT32_MAX);
	return found;
}

void sock_news_stop(struct sock_teller *t)
{
	struct selection *e = atomic_load(&t->sock->selection);
	lock_take(&e->lock);
	if (e->teller == t) {
		e->enabled = e->record = 0;
		atomic_store(&t->sock->selected, false);
	}
	lock_drop(&e->lock);
}

static struct selection *change_begin(struct socket *s)
{
	struct selection *e = atomic_load(&s->selection);
	locks_held++;
	if (!e) {
		struct selection *none = NULL;
		e = mem_zeroed(1, sizeof *e);
		if (e && !atomic_compare_exchange_strong(&s->selection, &none, e)) {
			mem_free(e);
			e = none;
		}
		if (!e) {
			locks_unhold();
			return NULL;
		}
	}
	lock_take(&e->lock);
	wait_while(e, SELECTION_CHANGING);
	atomic_fetch_or(&e->busy, SELECTION_CHANGING);
	lock_drop(&e->lock);
	return e;
}

static void change_end(struct selection *e)
{
	lock_take(&e->lock);
	bool rouse = no_longer(e, SELECTION_CHANGING);
	lock_drop(&e->lock);
	if (rouse)
		futex_rouse(&e->busy, INT32_MAX);
	locks_unhold();
}

/* CHANGING is the caller's. */
static void clear(struct socket *s, struct selection *e)
{
	lock_take(&e->lock);
	struct object *event = e->event;
	struct sock_teller *teller = e->teller;
	/* How it went is not forgotten: as if it had not been recorded. */
	if (e->record & SOCK_NEWS_CONNECT) {
		e->refused = e->errors[4];
		if (!e->refused)
			atomic_fetch_and(&s->marks, ~(uint32_t)SOCK_TOLD);
	}
	e->enabled = e->told = e->record = 0;
	e->event = NULL;
	atomic_store(&s->selected, false);
	lock_drop(&e->lock);
	if (teller) {
		POINT("select:stop");
		teller->stop(teller);
		lock_take(&e->lock);
		wait_while(e, SELECTION_TELLING);
		e->teller = NULL;
		lock_drop(&e->lock);
		teller->free(teller);
	}
	if (event)
		object_unref(event);
}

/* Event and teller go over to it. */
static NTSTATUS change(struct socket *s, uint32_t events, struct object *event,
		       struct sock_teller *teller)
{
	struct after after = { .teller = NULL };
	struct selection *e = change_begin(s);
	if (!e) {
		if (event)
			object_unref(event);
		if (teller)
			teller->free(teller);
		return STATUS_NO_MEMORY;
	}
	clear(s, e);
	POINT("select:between");
	if (events) {
		if (teller)
			teller->sock = s;
		lock_take(&e->lock);
		e->enabled = events;
		e->event = event;
		e->teller = teller;
		atomic_store(&s->selected, true);
		lock_drop(&e->lock);
	}
	atomic_store(&s->nonblocking, true);
	bool watched = ready_select(s->file);
	if (events && watched) {
		section_begin(e);
		look(s, e, &after);
		section_end(e, &after);
	} else if (events) {
		clear(s, e);
	}
	change_end(e);
	return watched ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS socket_select(HANDLE h, uint32_t events, HANDLE event,
		       struct sock_teller *teller)
{
	struct handle_ref ref = { .object = NULL };
	struct socket *s = socket_hold(h);
	NTSTATUS status = s ? STATUS_SUCCESS : STATUS_OBJECT_TYPE_MISMATCH;
	events &= SOCK_NEWS_ALL;
	if (!status && events && !teller &&
	    handle_find(event, OBJ_EVENT, EVENT_MODIFY_STATE, &ref))
		status = STATUS_INVALID_PARAMETER;
	if (!events && teller) {
		teller->free(teller);
		teller = NULL;
	}
	if (!status && !events && !atomic_load(&s->selection)) {
		atomic_store(&s->nonblocking, true);
	} else if (!status) {
		if (ref.object)
			object_ref(ref.object);
		status = change(s, events, ref.object, teller);
		teller = NULL;
	}
	if (ref.object)
		handle_done(&ref);
	if (s)
		socket_let_go(s);
	if (teller)
		teller->free(teller);
	return status;
}

NTSTATUS socket_news(HANDLE h, HANDLE event, struct sock_news *out)
{
	struct handle_ref ref = { .object = NULL };
	struct socket *s = socket_hold(h);
	out->events = 0;
	if (!s)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (event && handle_find(event, OBJ_EVENT, EVENT_MODIFY_STATE, &ref)) {
		socket_let_go(s);
		return STATUS_INVALID_PARAMETER;
	}
	struct selection *e = atomic_load(&s->selection);
	if (e) {
		lock_take(&e->lock);
		/* A teller's record is what it has yet to tell. */
		if (!e->teller) {
			out->events = e->record;
			e->record = 0;
			for (unsigned i = 0; i < SOCK_NEWS_KINDS; i++)
				out->errors[i] = e->errors[i];
		}
		if (ref.object)
			object_unsignal(ref.object);
		lock_drop(&e->lock);
	} else if (ref.object) {
		object_unsignal(ref.object);
	}
	if (ref.object)
		handle_done(&ref);
	socket_let_go(s);
	return STATUS_SUCCESS;
}

/* In this order, and twice: who selects sets it after it has marked the socket. */
NTSTATUS socket_set_nonblocking(struct socket *s, bool on)
{
	if (!on && atomic_load(&s->selected))
		return STATUS_INVALID_PARAMETER;
	atomic_store(&s->nonblocking, on);
	if (on || !atomic_load(&s->selected))
		return STATUS_SUCCESS;
	atomic_store(&s->nonblocking, true);
	return STATUS_INVALID_PARAMETER;
}

COLD void selection_renew(struct socket *s)
{
	if (!is_selected(s) || !file_use(s->file))
		return;
	ready_select(s->file);
	selection_again(s, SOCK_NEWS_ALL, 0);
	file_unuse(s->file);
}

COLD NTSTATUS selection_inherit(struct socket *listener, HANDLE accepted)
{
	struct object *event = NULL;
	struct sock_teller *teller = NULL;
	NTSTATUS status = STATUS_SUCCESS;
	struct socket *s = socket_hold(accepted);
	if (!s)
		return STATUS_SUCCESS; /* closed by somebody */
	struct selection *e = change_begin(listener); /* it has one */
	/* Nobody else changes it meanwhile. */
	lock_take(&e->lock);
	uint32_t events = e->enabled;
	if (e->event)
		object_ref(event = e->event);
	struct sock_teller *like = e->teller;
	lock_drop(&e->lock);
	if (events && like && !(teller = like->copy(like, accepted)))
		status = STATUS_NO_MEMORY;
	change_end(e);
	if (!status && events)
		status = change(s, events, event, teller);
	else if (event)
		object_unref(event);
	socket_let_go(s);
	return status;
}

void selection_end(struct socket *s)
{
	struct selection *e = atomic_load(&s->selection);
	if (!e)
		return;
	e = change_begin(s);
	clear(s, e);
	change_end(e);
}

void selection_free(struct socket *s)
{
	mem_free(atomic_load(&s->selection));
}
