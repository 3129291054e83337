/*
 * From a message to memory. Nobody vouches for the message.
 */
#include "ndr_engine.h"

void ndr_read_base(struct ndr *n, BYTE type, void *mem)
{
	ULONG size = ndr_wire_sizes[type];
	const BYTE *at = ndr_take(n, size, size);
	INT32 value;
	LONG64 wide;

	if (!at)
		return;
	switch (type) {
	case FC_ENUM16:
		value = ndr_short(at);
		if (value > 0x7fff)
			ndr_fail(n, NDR_BAD_ENUM);
		memcpy(mem, &value, 4);
		return;
	case FC_INT3264:
		memcpy(&value, at, 4);
		wide = value;
		memcpy(mem, &wide, 8);
		return;
	case FC_UINT3264:
		memcpy(&value, at, 4);
		wide = (UINT32)value;
		memcpy(mem, &wide, 8);
		return;
	}
	switch (size) {
	case 1:
		*(BYTE *)mem = *at;
		break;
	case 2:
		memcpy(mem, at, 2);
		break;
	case 4:
		memcpy(mem, at, 4);
		break;
	case 8:
		memcpy(mem, at, 8);
		break;
	}
}

static void read_range(struct ndr *n, const BYTE *type, BYTE *mem)
{
	BYTE base = type[1] & 0x0f;
	LONG64 low = (LONG)ndr_long(type + 2), high = (LONG)ndr_long(type + 6), value = 0;

	ndr_read_base(n, base, mem);
	if (n->error)
		return;
	memcpy(&value, mem, ndr_memory_sizes[base]);
	switch (base) {
	case FC_CHAR:
	case FC_SMALL:
		value = (signed char)value;
		break;
	case FC_SHORT:
		value = (SHORT)value;
		break;
	case FC_LONG:
		value = (LONG)value;
		break;
	case FC_ULONG:
		low = (ULONG)low;
		high = (ULONG)high;
		break;
	}
	if (value < low || value > high)
		ndr_fail(n, NDR_BAD_BOUND);
}

static void read_pointer(struct ndr *n, const BYTE *type, BYTE *mem)
{
	ULONG id = ndr_get_long(n);
	void *none = NULL;

	memcpy(mem, &none, sizeof(none));
	if (n->error)
		return;
	if (!id && *type == FC_RP)
		ndr_fail(n, NDR_NULL_REF);
	else if (id && *type == FC_FP)
		ndr_full_read(n, type, (void **)mem, id);
	else if (id)
		ndr_push_later(n, type, mem, id);
}

static void read_struct(struct ndr *n, const BYTE *type, BYTE *mem)
{
	BYTE *object = n->object, *tail = n->tail;
	const BYTE *code, *pointer, *from;
	struct ndr_member m;
	struct ndr_struct s;
	ULONG at = 0;

	ndr_parse_struct(type, &s);
	n->object = mem;
	n->tail = mem + s.size;
	if (!s.members) {
		from = ndr_take(n, s.align, s.size);
		if (from)
			memcpy(mem, from, s.size);
	} else if (ndr_take(n, s.align, 0)) {
		code = s.members;
		pointer = s.pointers;
		while (!n->error && ndr_next_member(&s, &code, mem, &at, &pointer, &m)) {
			ndr_read_value(n, m.type, m.at);
			at += ndr_size(n, m.type);
		}
	}
	if (s.array && !n->error)
		ndr_read_value(n, s.array, mem + s.size);
	n->object = object;
	n->tail = tail;
}

static void read_union(struct ndr *n, const BYTE *type, BYTE *mem)
{
	BYTE *tail = n->tail, raw[8] = { 0 };
	const BYTE *arm = NULL;
	struct ndr_union u;
	ULONG tag = 0;

	ndr_parse_union(n, type, &u);
	if (!ndr_wire_sizes[u.tag] || ndr_wire_sizes[u.tag] > 4) {
		ndr_fail(n, NDR_BAD_TAG);
		return;
	}
	ndr_read_base(n, u.tag, raw);
	memcpy(&tag, raw, 4);
	if (u.tag == FC_SHORT)
		tag = (SHORT)tag;
	else if (u.tag == FC_SMALL || u.tag == FC_CHAR)
		tag = (signed char)tag;
	if (n->error)
		return;
	if (!ndr_find_arm(&u, tag, &arm)) {
		ndr_fail(n, NDR_BAD_TAG);
		return;
	}
	if (u.correlation) {
		n->tail = mem;
		ndr_check_later(n, u.correlation, tag);
		n->tail = tail;
	} else {
		memcpy(mem, raw, ndr_memory_sizes[u.tag]);
	}
	if (ndr_take(n, (ndr_short(u.arms + 2) >> 12) + 1, 0) && arm)
		ndr_read_value(n, arm, mem + u.arm);
}

static void read_user(struct ndr *n, const BYTE *type, BYTE *mem)
{
	if (!(type[1] & USER_MARSHAL_POINTER)) {
		ndr_read_user(n, type, mem);
		return;
	}
	if (!ndr_get_long(n))
		ndr_fail(n, NDR_BAD_DATA);
	ndr_push_later(n, type, mem, 0);
}

void ndr_read_value(struct ndr *n, const BYTE *type, BYTE *mem)
{
	void *none = NULL;

	if (n->error)
		return;
	if (ndr_is_base(*type)) {
		ndr_read_base(n, *type, mem);
		return;
	}
	switch (*type) {
	case FC_RP ... FC_FP:
		read_pointer(n, type, mem);
		break;
	case FC_IP:
		memcpy(mem, &none, sizeof(none));
		if (ndr_get_long(n))
			ndr_push_later(n, type, mem, 0);
		break;
	case FC_USER_MARSHAL:
		read_user(n, type, mem);
		break;
	case FC_STRUCT:
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
	case FC_BOGUS_STRUCT:
		read_struct(n, type, mem);
		break;
	case FC_ENCAPSULATED_UNION:
	case FC_NON_ENCAPSULATED_UNION:
		read_union(n, type, mem);
		break;
	case FC_RANGE:
		read_range(n, type, mem);
		break;
	default:
		ndr_read_array(n, type, mem);
	}
}

static void run(struct ndr *n, struct ndr_later *l)
{
	BYTE *block;

	n->object = l->object;
	n->tail = NULL;
	if (*l->type == FC_IP) {
		ndr_read_interface(n, l->type, (IUnknown **)l->slot);
	} else if (*l->type == FC_USER_MARSHAL) {
		ndr_read_user(n, l->type, (BYTE *)l->slot);
	} else {
		block = ndr_read_whole(n, ndr_pointee(l->type), NULL, l->scratch || !n->task);
		memcpy(l->slot, &block, sizeof(block));
		if (*l->type == FC_FP)
			ndr_full_known(n, l->id, block);
	}
}

void ndr_read_later(struct ndr *n)
{
	if (n->later.count)
		ndr_run_later(n, run);
}
