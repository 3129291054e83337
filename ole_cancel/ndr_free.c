/*
 * What a frame's parameters hold is given back: memory, references, users' objects.
 * Blocks are freed when all that is in them has been looked at.
 */
#include "ndr_engine.h"

static void free_struct(struct ndr *n, const BYTE *type, BYTE *mem)
{
	BYTE *object = n->object, *tail = n->tail;
	const BYTE *code, *pointer;
	struct ndr_member m;
	struct ndr_struct s;
	ULONG at = 0;

	ndr_parse_struct(type, &s);
	if (!s.members)
		return;
	n->object = mem;
	n->tail = mem + s.size;
	code = s.members;
	pointer = s.pointers;
	while (!n->error && ndr_next_member(&s, &code, mem, &at, &pointer, &m)) {
		ndr_free_value(n, m.type, m.at);
		at += ndr_size(n, m.type);
	}
	if (s.array && !n->error)
		ndr_free_value(n, s.array, mem + s.size);
	n->object = object;
	n->tail = tail;
}

static void free_array(struct ndr *n, const BYTE *type, BYTE *mem)
{
	struct ndr_array a;
	ULONG count;

	if (!ndr_parse_array(n, type, &a) || !a.element || ndr_is_flat(n, a.element))
		return;
	count = a.conformance ? ndr_count(n, a.conformance, n->tail) : a.count;
	if (a.variance)
		count = min(count, ndr_count(n, a.variance, n->tail));
	for (; count && !n->error; count--, mem += a.size)
		ndr_free_value(n, a.element, mem);
}

static void free_union(struct ndr *n, const BYTE *type, BYTE *mem)
{
	const BYTE *arm = NULL;
	struct ndr_union u;
	ULONG64 tag = 0;

	ndr_parse_union(n, type, &u);
	if (u.correlation)
		tag = ndr_count(n, u.correlation, mem);
	else
		memcpy(&tag, mem, ndr_memory_sizes[u.tag]);
	if (u.tag == FC_SHORT)
		tag = (ULONG)(SHORT)tag;
	else if (u.tag == FC_SMALL || u.tag == FC_CHAR)
		tag = (ULONG)(signed char)tag;
	if (ndr_find_arm(&u, tag, &arm) && arm)
		ndr_free_value(n, arm, mem + u.arm);
}

void ndr_free_value(struct ndr *n, const BYTE *type, BYTE *mem)
{
	void *block;

	if (n->error || ndr_is_base(*type))
		return;
	switch (*type) {
	case FC_RP ... FC_FP:
		memcpy(&block, mem, sizeof(block));
		/* The program's may be reached by a full pointer and another one. */
		if (block && ((*type != FC_FP && !n->task) || ndr_full_first(n, block)))
			ndr_push_later(n, type, mem, 0);
		break;
	case FC_IP:
		memcpy(&block, mem, sizeof(block));
		if (block)
			IUnknown_Release((IUnknown *)block);
		break;
	case FC_USER_MARSHAL:
		ndr_free_user(n, type, mem);
		break;
	case FC_STRUCT:
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
	case FC_BOGUS_STRUCT:
		free_struct(n, type, mem);
		break;
	case FC_ENCAPSULATED_UNION:
	case FC_NON_ENCAPSULATED_UNION:
		free_union(n, type, mem);
		break;
	case FC_RANGE:
		break;
	default:
		free_array(n, type, mem);
	}
}

static void run(struct ndr *n, struct ndr_later *l)
{
	const BYTE *type = ndr_pointee(l->type);
	BYTE *block;

	n->object = l->object;
	n->tail = NULL;
	memcpy(&block, l->slot, sizeof(block));
	if (!ndr_is_flat(n, type))
		ndr_free_value(n, type, block);
	if (!l->scratch && n->task)
		ndr_own(n, block, NULL, false);
}

void ndr_free_later(struct ndr *n)
{
	if (n->later.count)
		ndr_run_later(n, run);
	ndr_give_back(n);
}
