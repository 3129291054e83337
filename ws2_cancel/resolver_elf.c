/* Owns a look-up's way through the sources of answers, and its end (resolver.h). */
#include "ws2_cancel/resolver_elf.h"
#include <stdlib.h>
#include <string.h>

struct lookup *lookup_new(const struct lookup_wanted *w,
			  void (*done)(void *owner, struct answer *a),
			  void *owner)
{
	struct lookup *l = calloc(1, sizeof(*l));
	if (!l || !(l->mark = mark_new())) {
		free(l);
		return NULL;
	}
	l->refs = 1;
	l->done = done;
	l->owner = owner;
	l->by_address = !w->name;
	l->numeric = w->numeric;
	l->families = w->families;
	l->address = w->address;
	/* One that is too long is no name of anything. */
	if (w->name && strlen(w->name) < NAME_ROOM)
		strcpy(l->name, w->name);
	else if (w->name)
		l->error = NO_SUCH_HOST;
	return l;
}

void lookup_release(struct lookup *l)
{
	if (atomic_fetch_sub(&l->refs, 1) != 1)
		return;
	mark_free(l->mark);
	free(l);
}

void lookup_stop(struct lookup *l)
{
	mark_stop(l->mark);
}

union mark *lookup_mark(const struct lookup *l)
{
	return l->mark;
}

void lookup_end(struct lookup *l, struct answer *a)
{
	if (lookup_stopped(l)) {
		answer_free(a);
		a = NULL;
	} else if (!a) {
		a = answer_new(l->error ? l->error : NO_SUCH_HOST);
	}
	l->done(l->owner, a);
	lookup_release(l);
}

/* The sources that are left, in nsswitch.conf's order as c-ares reads it. */
void lookup_go_on(struct lookup *l)
{
	struct answer *a = NULL;
	while (!a && *l->order) {
		if (*l->order++ == 'f') {
			a = local_file(l);
		} else {
			/* This machine knows its own name without asking. */
			a = local_own(l);
			if (!a) {
				servers_ask(l);
				return;
			}
		}
	}
	lookup_end(l, a);
}

void lookup_start(struct lookup *l)
{
	struct answer *a;
	atomic_fetch_add(&l->refs, 1);
	if (l->error || (a = local_numeric(l))) {
		lookup_end(l, l->error ? NULL : a);
		return;
	}
	if (l->numeric) {
		lookup_end(l, NULL);
		return;
	}
	if (system_wanted()) {
		system_ask(l);
		return;
	}
	const struct dns_settings *s = dns_settings();
	l->order = s ? s->order : "";
	if (!s)
		l->error = NO_RECOVERY_FROM;
	lookup_go_on(l);
}
