/*
 * From memory to a message.
 */
#include "ndr_engine.h"

void ndr_write_base(struct ndr *n, BYTE type, const void *mem)
{
	ULONG size = ndr_wire_sizes[type], value;
	BYTE *at;

	if (type == FC_ENUM16) {
		memcpy(&value, mem, 4);
		if (value > 0x7fff)
			ndr_fail(n, NDR_BAD_ENUM);
	}
	at = ndr_room(n, size, size);
	if (!at)
		return;
	switch (size) {		/* each a move */
	case 1:
		*at = *(const BYTE *)mem;
		break;
	case 2:
		memcpy(at, mem, 2);
		break;
	case 4:
		memcpy(at, mem, 4);
		break;
	case 8:
		memcpy(at, mem, 8);
		break;
	}
}

static void write_pointer(struct ndr *n, const BYTE *type, BYTE *mem)
{
	void *block;
	bool is_new = true;
	ULONG id = 0;

	memcpy(&block, mem, sizeof(block));
	if (*type == FC_RP && !block)
		ndr_fail(n, NDR_NULL_REF);
	else if (block && *type == FC_FP)
		id = ndr_full_id(n, block, &is_new);
	else if (block)
		id = 0x20000 + 4 * n->next_id++;
	ndr_put_long(n, id);
	if (block && is_new)
		ndr_push_later(n, type, mem, id);
}

static void write_struct(struct ndr *n, const BYTE *type, BYTE *mem)
{
	BYTE *object = n->object, *tail = n->tail;
	const BYTE *code, *pointer;
	struct ndr_member m;
	struct ndr_struct s;
	ULONG at = 0;
	BYTE *to;

	ndr_parse_struct(type, &s);
	n->object = mem;
	n->tail = mem + s.size;
	if (!s.members) {
		to = ndr_room(n, s.align, s.size);
		if (to)
			memcpy(to, mem, s.size);
	} else {
		ndr_room(n, s.align, 0);
		code = s.members;
		pointer = s.pointers;
		while (!n->error && ndr_next_member(&s, &code, mem, &at, &pointer, &m)) {
			ndr_write_value(n, m.type, m.at);
			at += ndr_size(n, m.type);
		}
	}
	if (s.array && !n->error)
		ndr_write_value(n, s.array, mem + s.size);
	n->object = object;
	n->tail = tail;
}

static void write_union(struct ndr *n, const BYTE *type, BYTE *mem)
{
	const BYTE *arm;
	struct ndr_union u;
	ULONG64 tag = 0;
	ULONG align;

	ndr_parse_union(n, type, &u);
	if (u.correlation)
		tag = ndr_count(n, u.correlation, mem);
	else if (ndr_memory_sizes[u.tag])
		memcpy(&tag, mem, ndr_memory_sizes[u.tag]);
	if (u.tag == FC_SHORT || u.tag == FC_SMALL || u.tag == FC_CHAR)
		tag = u.tag == FC_SHORT ? (ULONG)(SHORT)tag : (ULONG)(signed char)tag;
	if (!ndr_wire_sizes[u.tag] || ndr_wire_sizes[u.tag] > 4 ||
	    !ndr_find_arm(&u, tag, &arm)) {
		ndr_fail(n, NDR_BAD_TAG);
		return;
	}
	ndr_write_base(n, u.tag, &tag);
	align = (ndr_short(u.arms + 2) >> 12) + 1;
	ndr_room(n, align, 0);
	if (arm)
		ndr_write_value(n, arm, mem + u.arm);
}

static void write_user_later(struct ndr *n, const BYTE *type, BYTE *mem)
{
	if (!(type[1] & USER_MARSHAL_POINTER)) {
		ndr_write_user(n, type, mem);
		return;
	}
	ndr_put_long(n, 0x72657355);	/* "User" */
	ndr_push_later(n, type, mem, 0);
}

/* In place: a conformant type's length has been written. */
void ndr_write_value(struct ndr *n, const BYTE *type, BYTE *mem)
{
	IUnknown *object;

	if (n->error)
		return;
	if (ndr_is_base(*type)) {
		ndr_write_base(n, *type, mem);
		return;
	}
	switch (*type) {
	case FC_RP ... FC_FP:
		write_pointer(n, type, mem);
		break;
	case FC_IP:
		memcpy(&object, mem, sizeof(object));
		ndr_put_long(n, object ? 0x20000 + 4 * n->next_id++ : 0);
		if (object)
			ndr_push_later(n, type, mem, 0);
		break;
	case FC_USER_MARSHAL:
		write_user_later(n, type, mem);
		break;
	case FC_STRUCT:
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
	case FC_BOGUS_STRUCT:
		write_struct(n, type, mem);
		break;
	case FC_ENCAPSULATED_UNION:
	case FC_NON_ENCAPSULATED_UNION:
		write_union(n, type, mem);
		break;
	case FC_RANGE:
		ndr_write_base(n, type[1] & 0x0f, mem);
		break;
	default:
		ndr_write_array(n, type, mem);
	}
}

/* A hoisted length is that of the array at the end, whose structure begins at mem. */
ULONG ndr_hoisted(struct ndr *n, const BYTE *type, const BYTE *array, BYTE *mem)
{
	BYTE *tail = array == type ? n->tail : mem + ndr_size(n, type);
	BYTE *object = n->object;
	struct ndr_array a;
	ULONG count = 0;

	if (!ndr_parse_array(n, array, &a))
		return 0;
	if (array != type)
		n->object = mem;
	if (a.conformance)
		count = ndr_count(n, a.conformance, tail);
	else		/* a string as long as it is */
		count = ndr_string_length(array, array == type ? mem : tail, 0x7ffffffe) + 1;
	n->object = object;
	if (count > 0x7fffffff)
		ndr_fail(n, NDR_BAD_BOUND);
	return count;
}

void ndr_write_whole(struct ndr *n, const BYTE *type, BYTE *mem)
{
	const BYTE *array = ndr_conformant(type);

	if (array) {
		n->max_count = ndr_hoisted(n, type, array, mem);
		ndr_put_long(n, n->max_count);
	}
	ndr_write_value(n, type, mem);
}

static void run(struct ndr *n, struct ndr_later *l)
{
	IUnknown *object;
	void *block;

	n->object = l->object;
	n->tail = NULL;
	if (*l->type == FC_IP) {
		memcpy(&object, l->slot, sizeof(object));
		ndr_write_interface(n, l->type, object);
	} else if (*l->type == FC_USER_MARSHAL) {
		ndr_write_user(n, l->type, (BYTE *)l->slot);
	} else {
		memcpy(&block, l->slot, sizeof(block));
		ndr_write_whole(n, ndr_pointee(l->type), block);
	}
}

void ndr_write_later(struct ndr *n)
{
	if (n->later.count)
		ndr_run_later(n, run);
}
