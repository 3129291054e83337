/*
 * A call in two halves, on the client: Begin_ and Finish_ of an AsyncIFoo, by the
 * format string of IFoo's method. A frame of that method lives from one to the other.
 * Begin_ has its [in] and [in, out] parameters in their order, Finish_ its [out] and
 * [in, out] ones; what Finish_'s [in, out] pointers lead to is overwritten and never
 * freed, as an [out] one's is: what Begin_ was given is still its caller's.
 */
#include "ndr_engine.h"

/* Small [in] data that a count or an identifier may be in: Begin_'s may be gone. */
#define KEPT_SIZE 64

struct ndr_kept {
	struct ndr n;
	struct ndr_proc proc;
	ULONG method;
	void *nowhere;		/* what [out] pointers lead to before there are any */
	BYTE frame[];
};

HRESULT ndr_async_init(struct ndr_async *async, REFIID async_iid,
		       const struct ndr_async_ops *ops)
{
	struct ndr_face face;
	IID sync;

	if (FAILED(ndr_get_sync(async_iid, &sync)) || !ndr_find_face(&sync, &face))
		return E_NOINTERFACE;
	memset(async, 0, sizeof(*async));
	async->vtbl = ndr_async_vtbl;
	async->ops = ops;
	async->file = face.file;
	async->index = face.index;
	async->sync = face.file->pStubVtblList[face.index]->header.piid;
	async->async = face.file->pAsyncIIDLookup[face.index];
	async->methods = face.file->pStubVtblList[face.index]->header.DispatchTableCount;
	return async->methods > NDR_METHODS ? E_NOTIMPL : S_OK;
}

/* A method of the interface's base may be in another file. */
static const BYTE *format_of(const struct ndr_async *async, ULONG method,
			     const MIDL_STUB_DESC **desc)
{
	struct ndr_face face = { async->file, async->index };
	const CInterfaceStubHeader *header;
	const BYTE *format;

	for (;;) {
		header = &face.file->pStubVtblList[face.index]->header;
		format = ndr_server_format(header, method);
		if (format) {
			*desc = header->pServerInfo->pStubDesc;
			return format;
		}
		if (method < 3 || method >= header->DispatchTableCount ||
		    !face.file->pDelegatedIIDs || !face.file->pDelegatedIIDs[face.index] ||
		    !ndr_find_face(face.file->pDelegatedIIDs[face.index], &face))
			return NULL;
	}
}

static bool is_part(const struct ndr_arg *arg, USHORT which)
{
	return arg->flags & which && !(arg->flags & ARG_RETURN);
}

void ndr_split_frame(const MIDL_STUB_DESC *desc, const struct ndr_proc *proc,
		     const BYTE *frame, USHORT which, BYTE *part, ULONG *slots)
{
	struct ndr_arg arg;
	ULONG i;

	*slots = 1;
	for (i = 0; i < proc->count; i++) {
		arg = ndr_arg(desc, proc, i);
		if (is_part(&arg, which))
			memcpy(part + 8 * (*slots)++, frame + arg.slot, 8);
	}
}

static void join_frame(struct ndr_kept *k, const BYTE *part, USHORT which)
{
	struct ndr_arg arg;
	ULONG i, slot = 1;

	for (i = 0; i < k->proc.count; i++) {
		arg = ndr_arg(k->n.desc, &k->proc, i);
		if (is_part(&arg, which))
			memcpy(k->frame + arg.slot, part + 8 * slot++, 8);
	}
}

/* Between the halves: no pointer into the caller's memory is looked at any more. */
static void keep_ins(struct ndr_kept *k)
{
	BYTE *copies = k->frame + k->proc.stack + 8, *mem;
	struct ndr_arg arg;
	ULONG i, size;

	for (i = 0; i < k->proc.count; i++, copies += KEPT_SIZE) {
		arg = ndr_arg(k->n.desc, &k->proc, i);
		if (!(arg.flags & ARG_IN) || !(arg.flags & ARG_REF))
			continue;
		if (arg.flags & ARG_BASE)
			size = ndr_memory_sizes[arg.base];
		else if (ndr_conformant(arg.type))
			continue;
		else
			size = ndr_size(&k->n, arg.type);
		mem = ndr_slot(k->frame + arg.slot);
		if (size > KEPT_SIZE || !mem)
			continue;
		memcpy(copies, mem, size);
		memcpy(k->frame + arg.slot, &copies, sizeof(copies));
	}
}

static void point_nowhere(struct ndr_kept *k)
{
	void *nowhere = &k->nowhere;
	struct ndr_arg arg;
	ULONG i;

	k->nowhere = nowhere;
	for (i = 0; i < k->proc.count; i++) {
		arg = ndr_arg(k->n.desc, &k->proc, i);
		if (is_part(&arg, ARG_OUT) && !(arg.flags & ARG_IN))
			memcpy(k->frame + arg.slot, &nowhere, sizeof(nowhere));
	}
}

HRESULT ndr_async_begin(struct ndr_async *async, ULONG method, void *frame,
			IRpcChannelBuffer *channel, RPCOLEMESSAGE *msg)
{
	const MIDL_STUB_DESC *desc;
	const BYTE *format = format_of(async, method, &desc);
	struct ndr_proc proc;
	struct ndr_kept *k;
	HRESULT hr;

	if (!format || !ndr_parse_proc(format, &proc))
		return RPC_E_INVALIDMETHOD;
	k = HeapAlloc(GetProcessHeap(), 0,
		      sizeof(*k) + proc.stack + 8 + KEPT_SIZE * proc.count);
	if (!k)
		return E_OUTOFMEMORY;
	k->proc = proc;
	k->method = method;
	memset(k->frame, 0, proc.stack + 8);
	ndr_init(&k->n, desc, k->frame, proc.corr);
	k->n.channel = channel;
	join_frame(k, frame, ARG_IN);
	point_nowhere(k);
	memset(msg, 0, sizeof(*msg));
	hr = ndr_request(&k->n, &k->proc, async->sync, msg);
	if (FAILED(hr)) {
		ndr_end(&k->n);
		HeapFree(GetProcessHeap(), 0, k);
		return hr;
	}
	keep_ins(k);
	async->kept = k;
	return S_OK;
}

static bool lacks_outs(struct ndr_kept *k)
{
	struct ndr_arg arg;
	const BYTE *type;
	BYTE *mem;
	ULONG i;

	for (i = 0; i < k->proc.count; i++) {
		arg = ndr_arg(k->n.desc, &k->proc, i);
		if (!is_part(&arg, ARG_OUT))
			continue;
		if (arg.flags & ARG_BASE)
			mem = ndr_slot(k->frame + arg.slot);
		else
			ndr_resolve(&k->n, &arg, k->frame + arg.slot, &type, &mem);
		if (!mem)
			return true;
	}
	return false;
}

LONG_PTR ndr_async_finish(struct ndr_async *async, ULONG method, void *frame,
			  IRpcChannelBuffer *channel, RPCOLEMESSAGE *msg, HRESULT failed)
{
	struct ndr_kept *k = async->kept;
	LONG_PTR result = 0;

	(void)method;
	async->kept = NULL;
	join_frame(k, frame, ARG_OUT);
	k->n.channel = channel;
	k->n.keeps_old = true;
	if (FAILED(failed))
		ndr_fail(&k->n, failed);
	else if (lacks_outs(k))
		ndr_fail(&k->n, NDR_NULL_REF);
	else
		result = ndr_reply(&k->n, &k->proc, msg);
	if (k->n.error) {
		result = k->n.error;
		ndr_clear_outs(&k->n, &k->proc);
	}
	ndr_end(&k->n);
	HeapFree(GetProcessHeap(), 0, k);
	return result;
}

void ndr_async_drop(struct ndr_async *async)
{
	struct ndr_kept *k = async->kept;

	async->kept = NULL;
	if (!k)
		return;
	ndr_end(&k->n);
	HeapFree(GetProcessHeap(), 0, k);
}

/* Arguments that came in xmm registers, of a frame that no format describes. */
static void put_floats(const struct ndr_async *async, ULONG method, USHORT which,
		       BYTE *frame, const ULONG64 *floats)
{
	const MIDL_STUB_DESC *desc;
	const BYTE *format = format_of(async, method, &desc);
	struct ndr_proc proc;
	struct ndr_arg arg;
	ULONG i, slot = 1;

	if (!format || !ndr_parse_proc(format, &proc))
		return;
	for (i = 0; i < proc.count && slot < 4; i++) {
		arg = ndr_arg(desc, &proc, i);
		if (!is_part(&arg, which))
			continue;
		if ((arg.flags & (ARG_BASE | ARG_REF)) == ARG_BASE &&
		    (arg.base == FC_FLOAT || arg.base == FC_DOUBLE))
			memcpy(frame + 8 * slot, &floats[slot], 8);
		slot++;
	}
}

/* What all methods of an AsyncIFoo come to: 3 + 2k is Begin_ of method 3 + k. */
LONG_PTR WINAPI ndr_async_called(BYTE *frame, ULONG slot, const ULONG64 *floats)
{
	struct ndr_async *async = ndr_slot(frame);
	ULONG method = 3 + (slot - 3) / 2;

	switch (slot) {
	case 0:
		return async->ops->query(async, ndr_slot(frame + 8), ndr_slot(frame + 16));
	case 1:
		return async->ops->addref(async);
	case 2:
		return async->ops->release(async);
	}
	if ((slot - 3) % 2)
		return async->ops->finish(async, method, frame);
	put_floats(async, method, ARG_IN, frame, floats);
	return async->ops->begin(async, method, frame);
}
