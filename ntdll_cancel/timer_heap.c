/*
 * The order of armed timers: a pairing heap, whose links are the timers' own, so
 * that arming needs no memory. Adding takes one comparison; removing, from
 * anywhere, about as many as the logarithm of their number.
 *
 * A node's children are a list by next; link is where the pointer to the node
 * stands: the heap's, its parent's child or its sibling's next. All of it changes
 * under timers_lock.
 */
#include "timer.h"

/* The later one becomes the first child of the earlier; both stand nowhere. */
static struct timer *meld(struct timer *a, struct timer *b)
{
	if (b->due < a->due) {
		struct timer *swap = a;
		a = b;
		b = swap;
	}
	b->next = a->child;
	if (b->next)
		b->next->link = &b->next;
	b->link = &a->child;
	a->child = b;
	return a;
}

/* One heap of a list of them: in pairs from the left, then all from the right. */
static struct timer *meld_all(struct timer *first)
{
	struct timer *pairs = NULL, *whole = NULL;
	while (first) {
		struct timer *a = first, *b = a->next;
		first = b ? b->next : NULL;
		if (b)
			a = meld(a, b);
		a->next = pairs;
		pairs = a;
	}
	while (pairs) {
		struct timer *a = pairs;
		pairs = a->next;
		whole = whole ? meld(whole, a) : a;
	}
	return whole;
}

void timer_heap_add(struct timer **heap, struct timer *t)
{
	t->child = NULL;
	t->next = NULL;
	*heap = *heap ? meld(*heap, t) : t;
	(*heap)->next = NULL;
	(*heap)->link = heap;
}

/* Its children take its place, as one heap. */
void timer_heap_remove(struct timer *t)
{
	struct timer *left = meld_all(t->child);
	if (left) {
		left->next = t->next;
		left->link = t->link;
	} else {
		left = t->next;
		if (left)
			left->link = t->link;
	}
	*t->link = left;
	if (left && left->next)
		left->next->link = &left->next;
	t->child = NULL;
	t->next = NULL;
}
