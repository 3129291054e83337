/*
 * Full pointers: several may point to one thing, which is sent once, under an
 * identifier. A table in each direction, a hash without removal; none is made before
 * the first full pointer.
 */
#include "ndr_engine.h"

struct known {
	ULONG64 key;		/* an address when written or freed, an id when read; 0: free */
	const BYTE *type;
	void *block;		/* read: NULL until its turn comes */
	ULONG id;
	ULONG max_count, actual;	/* of an array */
};

struct alias {
	void **slot;
	BYTE *object;
	const BYTE *type;
	ULONG id;
};

struct ndr_full {
	struct known *known;
	ULONG room, count;
	struct ndr_list aliases;
};

static struct known *place(struct ndr_full *f, ULONG64 key)
{
	ULONG64 i = key * 0x9e3779b97f4a7c15 >> 32;

	while (f->known[i & (f->room - 1)].key && f->known[i & (f->room - 1)].key != key)
		i++;
	return &f->known[i & (f->room - 1)];
}

static bool enlarge(struct ndr *n, struct ndr_full *f)
{
	struct known *old = f->known;
	ULONG old_room = f->room, i;

	f->room = max(2 * old_room, 64u);
	f->known = ndr_scratch(n, (size_t)f->room * sizeof(*f->known));
	if (!f->known) {
		f->known = old;
		f->room = old_room;
		return false;
	}
	for (i = 0; i < old_room; i++)
		if (old[i].key)
			*place(f, old[i].key) = old[i];
	return true;
}

/* The entry of key, perhaps a new one with its key not yet set. */
static struct known *find(struct ndr *n, ULONG64 key)
{
	struct ndr_full *f = n->full;

	if (!f) {
		f = n->full = ndr_scratch(n, sizeof(*f));
		if (!f)
			return NULL;
	}
	if (2 * f->count >= f->room && !enlarge(n, f))
		return NULL;
	return place(f, key);
}

ULONG ndr_full_id(struct ndr *n, void *block, bool *is_new)
{
	struct known *k = find(n, (ULONG_PTR)block);

	*is_new = k && !k->key;
	if (*is_new) {
		k->key = (ULONG_PTR)block;
		k->id = ++n->full->count;
	}
	return k ? k->id : 0;
}

/* The first to free something. */
bool ndr_full_first(struct ndr *n, void *block)
{
	bool is_new;

	ndr_full_id(n, block, &is_new);
	return is_new;
}

/* A pointer with this identifier: to something yet to come, or that has come, or that
 * another pointer waits for already. The last must not be trusted to be of its type. */
void ndr_full_read(struct ndr *n, const BYTE *type, void **slot, ULONG id)
{
	struct known *k = find(n, id);
	struct alias *alias;

	if (!k)
		return;
	if (!k->key) {
		k->key = id;
		k->type = ndr_pointee(type);
		n->full->count++;
		ndr_push_later(n, type, slot, id);
		return;
	}
	if (!ndr_same_type(n, k->type, ndr_pointee(type))) {
		ndr_fail(n, NDR_BAD_DATA);
		return;
	}
	alias = ndr_push(n, &n->full->aliases, sizeof(*alias));
	if (alias)
		*alias = (struct alias) { slot, n->object, ndr_pointee(type), id };
}

void ndr_full_known(struct ndr *n, ULONG id, void *block)
{
	struct known *k = find(n, id);

	if (!k)
		return;
	k->block = block;
	k->max_count = n->max_count;
	k->actual = n->actual;
}

/* An array's count stands beside the pointer: every one of its pointers has one. */
static void check_counts(struct ndr *n, const struct alias *a, const struct known *k)
{
	struct ndr_array array;

	if (ndr_conformant(a->type) != a->type || !ndr_parse_array(n, a->type, &array))
		return;
	n->object = a->object;
	if ((array.conformance && ndr_count(n, array.conformance, NULL) != k->max_count) ||
	    (array.variance && ndr_count(n, array.variance, NULL) != k->actual))
		ndr_fail(n, NDR_BAD_BOUND);
}

/* All has come. */
void ndr_full_settle(struct ndr *n)
{
	struct known *k;
	struct alias *a;
	ULONG i;

	if (!n->full)
		return;
	a = n->full->aliases.items;
	for (i = 0; i < n->full->aliases.count && !n->error; i++) {
		k = place(n->full, a[i].id);
		check_counts(n, &a[i], k);
		memcpy(a[i].slot, &k->block, sizeof(k->block));
	}
	n->full->aliases.count = 0;
}

void ndr_full_end(struct ndr *n)
{
	if (n->full->aliases.items)
		HeapFree(GetProcessHeap(), 0, n->full->aliases.items);
	n->full = NULL;
}
