/*
 * A method's description (procedure-header-descriptor, parameter-descriptors), and
 * where in a frame its parameters' objects are.
 */
#include "ndr_engine.h"

/* Only what -Oif and -Oicf make; false for older forms. */
bool ndr_parse_proc(const BYTE *format, struct ndr_proc *proc)
{
	const BYTE *at = format;
	BYTE flags = at[1], more, extra = 0;

	if (!at[0] || !(flags & Oi_OBJECT_PROC) || !(flags & Oi_OBJ_USE_V2_INTERPRETER))
		return false;
	at += flags & Oi_HAS_RPCFLAGS ? 6 : 2;
	proc->method = ndr_short(at);
	proc->stack = ndr_short(at + 2);
	proc->in_hint = ndr_short(at + 4);
	proc->out_hint = ndr_short(at + 6);
	more = at[8];
	proc->size_out = more & 1;
	proc->size_in = more & 2;
	proc->count = at[9];
	proc->corr = 4;
	proc->floats = 0;
	at += 10;
	if (more & 0x40) {
		extra = at[1];
		if (at[0] >= 10)
			proc->floats = at[8];
		at += at[0];
	}
	if (extra & 1)
		proc->corr = extra & 0x40 ? 16 : 6;
	proc->args = at;
	return true;
}

/*
 * widl's type offsets, put right: for [string] on a pointer to a pointer they are 4
 * too high, as if the pointer before the type were one that may be left out. What
 * stands there cannot be the beginning of a type in the second case, and in the
 * first would be a pointer without its [ref] one.
 */
const BYTE *ndr_arg_type(const MIDL_STUB_DESC *desc, const BYTE *at, USHORT flags)
{
	static const BYTE deref[4] = { FC_RP, FC_ALLOCED_ON_STACK | FC_POINTER_DEREF, 2, 0 };
	static const BYTE array[5] = { FC_RP, 0, 2, 0, FC_BOGUS_ARRAY };
	USHORT offset = ndr_short(at + 4);
	const BYTE *type = desc->pFormatTypes + offset;

	if (offset >= 6 && *type == FC_OP && !(flags & ARG_REF) && !memcmp(type - 4, deref, 4))
		return type - 4;
	if (offset >= 10 && flags & ARG_REF && !memcmp(type - 8, array, 5))
		return type - 4;
	return type;
}

bool ndr_resolve(struct ndr *n, const struct ndr_arg *arg, BYTE *slot,
		 const BYTE **type, BYTE **mem)
{
	ULONG size;

	*type = arg->type;
	if (arg->flags & ARG_REF) {
		*mem = ndr_slot(slot);
		return false;
	}
	if (arg->flags & ARG_VALUE) {
		size = ndr_size(n, *type);
		*mem = size > 8 || size & (size - 1) ? ndr_slot(slot) : slot;
		return false;
	}
	switch (**type) {
	case FC_RP:
		*mem = slot;
		do {
			*mem = ndr_slot(*mem);
			*type = ndr_pointee(*type);
		} while (**type == FC_RP && *mem);
		return false;
	case FC_UP ... FC_FP:
		*mem = slot;
		return true;
	case FC_IP:
	case FC_RANGE:
		*mem = slot;
		return false;
	case FC_USER_MARSHAL:
		*mem = ndr_size(n, *type) > 8 ? ndr_slot(slot) : slot;
		return false;
	default:
		*mem = ndr_slot(slot);
		return false;
	}
}

size_t ndr_object_size(struct ndr *n, const BYTE *type, BYTE *mem)
{
	const BYTE *array = ndr_conformant(type);
	size_t size = array == type ? 0 : ndr_size(n, type);
	struct ndr_array a;

	if (array && ndr_parse_array(n, array, &a))
		size += (size_t)ndr_hoisted(n, type, array, mem) * a.size;
	return size;
}

void ndr_write_args(struct ndr *n, const struct ndr_proc *proc, USHORT which)
{
	struct ndr_arg arg;
	const BYTE *type;
	BYTE *slot, *mem;
	ULONG i;

	for (i = 0; i < proc->count && !n->error; i++) {
		arg = ndr_arg(n->desc, proc, i);
		slot = n->frame + arg.slot;
		if (arg.flags & ARG_BASE)
			mem = arg.flags & ARG_REF ? ndr_slot(slot) : slot;
		else
			ndr_resolve(n, &arg, slot, &type, &mem);
		if (!mem) {		/* [out] ones, too, before a call is made */
			ndr_fail(n, NDR_NULL_REF);
			break;
		}
		if (!(arg.flags & which))
			continue;
		if (arg.flags & ARG_BASE) {
			ndr_write_base(n, arg.base, mem);
			continue;
		}
		ndr_write_whole(n, type, mem);
		ndr_write_later(n);
	}
}

/* A slot gets a pointer to memory for a parameter that a pointer stands for. */
static void read_object(struct ndr *n, const BYTE *type, BYTE *slot)
{
	BYTE *mem = ndr_read_whole(n, type, NULL, true);

	memcpy(slot, &mem, sizeof(mem));
}

static void read_arg(struct ndr *n, const struct ndr_arg *arg, BYTE *slot)
{
	const BYTE *type = arg->type;
	ULONG size;
	BYTE *mem;

	if (arg->flags & ARG_VALUE || *type == FC_USER_MARSHAL) {
		size = ndr_size(n, type);
		if (arg->flags & ARG_REF || size > 8 || size & (size - 1))
			read_object(n, type, slot);
		else
			ndr_read_value(n, type, slot);
		return;
	}
	while (*type == FC_RP) {
		const BYTE *pointee = ndr_pointee(type);

		type = pointee;
		if (!ndr_is_pointer(*type))
			break;
		mem = ndr_scratch(n, sizeof(void *));
		memcpy(slot, &mem, sizeof(mem));
		if (!mem)
			return;
		slot = mem;
		if (*type != FC_RP) {
			ndr_read_value(n, type, slot);
			return;
		}
	}
	if (type == arg->type && !(arg->flags & ARG_REF) && ndr_is_pointer(*type)) {
		n->top = true;
		ndr_read_value(n, type, slot);
		n->top = false;
	} else if (type == arg->type && !(arg->flags & ARG_REF) &&
		   (*type == FC_IP || *type == FC_RANGE)) {
		ndr_read_value(n, type, slot);
	} else {
		read_object(n, type, slot);
	}
}

void ndr_read_args(struct ndr *n, const struct ndr_proc *proc, USHORT which)
{
	struct ndr_arg arg;
	BYTE *slot, *mem;
	ULONG i;

	for (i = 0; i < proc->count && !n->error; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (!(arg.flags & which))
			continue;
		slot = n->frame + arg.slot;
		if (arg.flags & ARG_BASE) {
			mem = slot;
			if (arg.flags & ARG_REF) {
				mem = ndr_scratch(n, 8);
				memcpy(slot, &mem, sizeof(mem));
			}
			if (mem)
				ndr_read_base(n, arg.base, mem);
			continue;
		}
		n->task = arg.flags & ARG_OUT;
		read_arg(n, &arg, slot);
		ndr_read_later(n);
	}
	if (n->full)
		ndr_full_settle(n);
	if (n->checks.count && !n->discards)
		ndr_run_checks(n);
}

/* What a method writes its [out] results to: cleared. */
void ndr_make_outs(struct ndr *n, const struct ndr_proc *proc)
{
	struct ndr_arg arg;
	struct ndr_array a;
	const BYTE *type;
	size_t size;
	BYTE *slot, *mem;
	ULONG i, count;

	for (i = 0; i < proc->count && !n->error; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if ((arg.flags & (ARG_IN | ARG_OUT | ARG_RETURN)) != ARG_OUT)
			continue;
		slot = n->frame + arg.slot;
		size = 8;
		if (!(arg.flags & ARG_BASE)) {
			type = arg.type;
			while (*type == FC_RP && !(arg.flags & ARG_REF) &&
			       *ndr_pointee(type) == FC_RP) {
				mem = ndr_scratch(n, sizeof(void *));
				memcpy(slot, &mem, sizeof(mem));
				if (!mem)
					return;
				slot = mem;
				type = ndr_pointee(type);
			}
			if (*type == FC_RP)
				type = ndr_pointee(type);
			if (ndr_conformant(type) == type) {
				if (!ndr_parse_array(n, type, &a) || !a.conformance) {
					ndr_fail(n, NDR_BAD_DATA);
					return;
				}
				count = ndr_count(n, a.conformance, NULL);
				if (count > 0x7fffffff)
					ndr_fail(n, NDR_BAD_BOUND);
				size = (size_t)count * a.size;
			} else {
				size = ndr_size(n, type);
			}
		}
		mem = ndr_scratch(n, size);
		memcpy(slot, &mem, sizeof(mem));
	}
}

/* Those with all of these flags. */
void ndr_free_args(struct ndr *n, const struct ndr_proc *proc, USHORT which)
{
	struct ndr_arg arg;
	const BYTE *type;
	BYTE *mem;
	ULONG i;

	n->memory = (size_t)-1;	/* what a message may ask for is not meant here */
	for (i = 0; i < proc->count; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (arg.flags & ARG_BASE || (arg.flags & which) != which)
			continue;
		n->error = S_OK;
		n->task = arg.flags & ARG_OUT;
		n->top = ndr_resolve(n, &arg, n->frame + arg.slot, &type, &mem);
		if (mem && !ndr_is_flat(n, type))
			ndr_free_value(n, type, mem);
		n->top = false;
		ndr_free_later(n);
	}
}
