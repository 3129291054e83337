/*
 * The client's half of a call: its frame becomes a request, a reply comes into it.
 *
 * Where a reply may replace what the caller has ([in, out] with pointers in it), all
 * of it is first read into a frame of our own; only when nothing is wrong with it the
 * caller's old contents are freed, by the counts that they had, and the new ones take
 * their place. Otherwise it is read into the caller's memory, whose size was noted
 * before the call.
 */
#include "ndr_engine.h"

static bool is_out(const struct ndr_arg *arg)
{
	return (arg->flags & (ARG_OUT | ARG_RETURN)) == ARG_OUT;
}

/* How many elements the caller's conformant objects have room for. */
static void note_limits(struct ndr *n, const struct ndr_proc *proc)
{
	const BYTE *type, *array;
	struct ndr_array a;
	struct ndr_arg arg;
	ULONG i, limit;
	BYTE *mem;

	for (i = 0; i < proc->count && !n->error; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (arg.flags & ARG_BASE || !is_out(&arg))
			continue;
		if (ndr_resolve(n, &arg, n->frame + arg.slot, &type, &mem)) {
			mem = mem ? ndr_slot(mem) : NULL;
			type = ndr_pointee(type);
			if (!mem)
				continue;
		}
		array = ndr_conformant(type);
		if (!array || !mem || !ndr_parse_array(n, array, &a))
			continue;
		/* Nothing but what it holds says how long a string or a structure is. */
		if (array == type ? !a.conformance && !(arg.flags & ARG_IN) :
				    !(arg.flags & ARG_IN))
			limit = 0;
		else
			limit = ndr_hoisted(n, type, array, mem);
		if (!n->limits) {
			n->limits = ndr_scratch(n, proc->count * sizeof(*n->limits));
			if (!n->limits)
				return;
		}
		n->limits[i] = limit;
	}
}

HRESULT ndr_request(struct ndr *n, const struct ndr_proc *proc, const IID *iid,
		    RPCOLEMESSAGE *msg)
{
	n->client = true;
	msg->dataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
	msg->iMethod = proc->method;
	if (proc->size_out)
		note_limits(n, proc);
	if (!n->error && ndr_begin_buffer(n, msg, iid, proc->in_hint, !proc->size_in)) {
		ndr_write_args(n, proc, ARG_IN);
		ndr_end_buffer(n, msg, iid);
	}
	if (n->full)
		ndr_full_end(n);
	return n->error;
}

/* Fixed part, and as much as there was room for. */
static size_t caller_size(struct ndr *n, const BYTE *type, ULONG limit)
{
	const BYTE *array = ndr_conformant(type);
	size_t size = array == type ? 0 : ndr_size(n, type);
	struct ndr_array a;

	if (array && ndr_parse_array(n, array, &a))
		size += (size_t)limit * a.size;
	return size;
}

void ndr_clear_outs(struct ndr *n, const struct ndr_proc *proc)
{
	struct ndr_arg arg;
	const BYTE *type;
	BYTE *mem;
	ULONG i;

	for (i = 0; i < proc->count; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (!is_out(&arg) || arg.flags & ARG_IN)
			continue;
		if (arg.flags & ARG_BASE) {
			mem = ndr_slot(n->frame + arg.slot);
			if (mem)
				memset(mem, 0, ndr_memory_sizes[arg.base]);
			continue;
		}
		ndr_resolve(n, &arg, n->frame + arg.slot, &type, &mem);
		if (mem)
			memset(mem, 0, caller_size(n, type, n->limits ? n->limits[i] : 0));
	}
}

static bool replaces(struct ndr *n, const struct ndr_proc *proc)
{
	struct ndr_arg arg;
	ULONG i;

	for (i = 0; i < proc->count; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (!(arg.flags & ARG_BASE) && arg.flags & ARG_IN && is_out(&arg) &&
		    !ndr_is_flat(n, *arg.type == FC_RP ? ndr_pointee(arg.type) : arg.type))
			return true;
	}
	return false;
}

static void read_result(struct ndr *n, const struct ndr_arg *arg, LONG_PTR *result)
{
	if (arg->flags & ARG_BASE) {
		ndr_read_base(n, arg->base, result);
		if (arg->base == FC_LONG)
			*result = (LONG)*result;
	} else {
		ndr_fail(n, NDR_BAD_DATA);
	}
}

/* Straight into the caller's memory. */
static LONG_PTR read_straight(struct ndr *n, const struct ndr_proc *proc)
{
	LONG_PTR result = 0;
	struct ndr_arg arg;
	const BYTE *type;
	BYTE *mem;
	ULONG i;

	n->task = true;
	for (i = 0; i < proc->count && !n->error; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (arg.flags & ARG_RETURN) {
			read_result(n, &arg, &result);
		} else if (!(arg.flags & ARG_OUT)) {
			continue;
		} else if (arg.flags & ARG_BASE) {
			ndr_read_base(n, arg.base, ndr_slot(n->frame + arg.slot));
		} else {
			ndr_resolve(n, &arg, n->frame + arg.slot, &type, &mem);
			n->limited = true;
			n->limit = n->limits ? n->limits[i] : 0;
			if (!(arg.flags & ARG_IN))
				memset(mem, 0, caller_size(n, type, n->limit));
			ndr_read_whole(n, type, mem, false);
			n->limited = false;
			ndr_read_later(n);
		}
	}
	if (n->full)
		ndr_full_settle(n);
	if (n->checks.count)
		ndr_run_checks(n);
	return result;
}

/* From our frame to the caller's. Nothing can fail any more but a bound. */
static void hand_over(struct ndr *n, const struct ndr_proc *proc, BYTE *theirs, bool check)
{
	BYTE *ours = n->frame, *from, *to;
	struct ndr_arg arg;
	const BYTE *type;
	size_t size;
	ULONG i;

	for (i = 0; i < proc->count && !n->error; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (!is_out(&arg))
			continue;
		if (arg.flags & ARG_BASE) {
			if (!check)
				memcpy(ndr_slot(theirs + arg.slot), ndr_slot(ours + arg.slot),
				       ndr_memory_sizes[arg.base]);
			continue;
		}
		ndr_resolve(n, &arg, theirs + arg.slot, &type, &to);
		if (ndr_resolve(n, &arg, ours + arg.slot, &type, &from)) {
			type = ndr_pointee(type);
			from = ndr_slot(from);
			to = ndr_slot(to);
			if (!from != !to)	/* the caller's pointer is its own */
				ndr_fail(n, NDR_BAD_DATA);
			if (!from || !to)
				continue;
		}
		size = ndr_object_size(n, type, from);
		if (size > caller_size(n, type, n->limits ? n->limits[i] : 0))
			ndr_fail(n, NDR_BAD_BOUND);
		else if (!check)
			memcpy(to, from, size);
	}
}

static void free_replaced(const struct ndr *n, const struct ndr_proc *proc, BYTE *frame)
{
	struct ndr old;

	ndr_init(&old, n->desc, frame, proc->corr);
	ndr_free_args(&old, proc, ARG_IN | ARG_OUT);
	ndr_end(&old);
}

static LONG_PTR read_replacing(struct ndr *n, const struct ndr_proc *proc)
{
	struct ndr_proc results = *proc;
	BYTE *theirs = n->frame, *ours;
	struct ndr_arg arg = { 0 };
	LONG_PTR result = 0;
	ULONG i;

	ours = ndr_scratch(n, proc->stack + 8);
	if (!ours)
		return 0;
	n->frame = ours;
	for (i = 0; i < proc->count; i++) {
		arg = ndr_arg(n->desc, proc, i);
		if (arg.flags & ARG_RETURN)	/* the last: not in the caller's frame */
			results.count--;
		else
			memcpy(ours + arg.slot, theirs + arg.slot, 8);
	}
	ndr_read_args(n, &results, ARG_OUT);
	if (results.count != proc->count && !n->error)
		read_result(n, &arg, &result);
	hand_over(n, &results, theirs, true);
	if (!n->error) {
		if (!n->keeps_old)
			free_replaced(n, &results, theirs);
		hand_over(n, &results, theirs, false);
	}
	n->frame = theirs;
	return result;
}

LONG_PTR ndr_reply(struct ndr *n, const struct ndr_proc *proc, RPCOLEMESSAGE *msg)
{
	LONG_PTR result;

	ndr_read_from(n, msg->Buffer, msg->cbBuffer);
	if (replaces(n, proc))
		result = read_replacing(n, proc);
	else
		result = read_straight(n, proc);
	if (n->error)
		ndr_give_back(n);
	n->owned.count = 0;
	return result;
}

LONG_PTR ndr_call(IRpcChannelBuffer *channel, const IID *iid, const MIDL_STUB_DESC *desc,
		  const BYTE *format, BYTE *frame)
{
	RPCOLEMESSAGE msg = { 0 };
	struct ndr_proc proc;
	LONG_PTR result = 0;
	ULONG status = 0;
	struct ndr n;
	HRESULT hr;

	if (!ndr_parse_proc(format, &proc))
		return NDR_BAD_DATA;
	ndr_init(&n, desc, frame, proc.corr);
	n.channel = channel;
	if (!channel)
		ndr_fail(&n, CO_E_OBJNOTCONNECTED);
	else if (SUCCEEDED(ndr_request(&n, &proc, iid, &msg))) {
		hr = IRpcChannelBuffer_SendReceive(channel, &msg, &status);
		if (SUCCEEDED(hr)) {
			result = ndr_reply(&n, &proc, &msg);
			IRpcChannelBuffer_FreeBuffer(channel, &msg);
		} else {
			ndr_fail(&n, hr);
		}
	}
	if (n.error) {
		result = n.error;
		ndr_clear_outs(&n, &proc);
	}
	ndr_end(&n);
	return result;
}
