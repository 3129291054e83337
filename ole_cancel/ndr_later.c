/*
 * The queue of what pointers point to. Depth first, in order, without recursion: the
 * entries that an entry queues are a row of their own, run before the next of the
 * row it stands in; a note before that row says where to go on. The last of a row
 * needs no note and gives its place to what it queues, so that a list of any length
 * needs one entry.
 */
#include "ndr_engine.h"

void ndr_push_later(struct ndr *n, const BYTE *type, void *slot, ULONG id)
{
	struct ndr_later *l = ndr_push(n, &n->later, sizeof(*l));

	if (l)
		*l = (struct ndr_later) { .slot = slot, .type = type,
			.object = n->object, .id = id, .scratch = n->top };
}

/* The row [at, end) that begins at start. */
struct row {
	ULONG at, end, start;
};

static void push_note(struct ndr *n, const struct row *row)
{
	struct ndr_later *l = ndr_push(n, &n->later, sizeof(*l));

	if (l)
		*l = (struct ndr_later) { .next = row->at, .end = row->end,
			.start = row->start };
}

void ndr_run_later(struct ndr *n, void (*run)(struct ndr *, struct ndr_later *))
{
	struct row row = { 0, n->later.count, 0 };
	BYTE *object = n->object, *tail = n->tail;
	bool top = n->top;
	struct ndr_later entry;
	ULONG mark;

	while (!n->error) {
		struct ndr_later *l = n->later.items;

		if (row.at == row.end) {
			if (!row.start)
				break;
			l += row.start - 1;
			row = (struct row) { l->next, l->end, l->start };
			n->later.count = row.end;
			continue;
		}
		entry = l[row.at++];
		if (row.at == row.end)
			n->later.count = row.start;
		else
			push_note(n, &row);
		mark = n->later.count;
		n->top = false;
		run(n, &entry);
		if (n->later.count > mark)
			row = (struct row) { mark, n->later.count, mark };
		else if (row.at != row.end)
			n->later.count = mark - 1;
	}
	n->later.count = 0;
	n->object = object;
	n->tail = tail;
	n->top = top;
}
