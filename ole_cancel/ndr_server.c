/*
 * The server's half of a call: a request becomes a frame, the method is called, its
 * results become the reply.
 */
#include "ndr_engine.h"

/* In the method's own frame: what the compiler made for [call_as] calls it itself. */
static LONG_PTR call_method(struct ndr *n, const MIDL_SERVER_INFO *info, ULONG method,
			    const struct ndr_proc *proc)
{
	void **vtbl = *(void ***)ndr_slot(n->frame);
	STUB_THUNK thunk = info->ThunkTable ? info->ThunkTable[method] : NULL;
	MIDL_STUB_MESSAGE m;
	LONG_PTR result = 0;
	struct ndr_arg last;

	if (!thunk)
		return ndr_invoke(vtbl[method], n->frame, max(proc->stack / 8, 4u));
	ndr_message(n, &m);
	thunk(&m);
	if (proc->count) {
		last = ndr_arg(n->desc, proc, proc->count - 1);
		if (last.flags & ARG_RETURN)
			memcpy(&result, n->frame + last.slot, 8);
	}
	return result;
}

static void keep_result(struct ndr *n, const struct ndr_proc *proc, LONG_PTR result)
{
	struct ndr_arg last;

	if (!proc->count)
		return;
	last = ndr_arg(n->desc, proc, proc->count - 1);
	if (last.flags & ARG_RETURN)
		memcpy(n->frame + last.slot, &result, 8);
}

const BYTE *ndr_server_format(const CInterfaceStubHeader *header, ULONG method)
{
	const MIDL_SERVER_INFO *info = header->pServerInfo;
	USHORT offset;

	if (!info || method < 3 || method >= header->DispatchTableCount)
		return NULL;
	offset = info->FmtStringOffset[method];
	return offset == 0xffff ? NULL : info->ProcString + offset;
}

/* The request into a frame of n's own; what fails leaves nothing. */
HRESULT ndr_unpack(struct ndr *n, const struct ndr_proc *proc, const MIDL_STUB_DESC *desc,
		   IRpcChannelBuffer *channel, const RPCOLEMESSAGE *msg)
{
	ndr_init(n, desc, NULL, proc->corr);
	n->channel = channel;
	ndr_read_from(n, msg->Buffer, msg->cbBuffer);
	n->frame = ndr_scratch(n, max(proc->stack, 32u) + 8);
	if (n->frame) {
		ndr_read_args(n, proc, ARG_IN);
		ndr_make_outs(n, proc);
	}
	if (n->error)
		ndr_give_back(n);
	n->owned.count = 0;
	if (n->full)
		ndr_full_end(n);
	return n->error;
}

/* The reply, then everything that the frame holds is given back. */
HRESULT ndr_pack(struct ndr *n, const struct ndr_proc *proc, const IID *iid,
		 RPCOLEMESSAGE *msg, LONG_PTR result)
{
	void *request = msg->Buffer;
	ULONG length = msg->cbBuffer;
	HRESULT hr;

	keep_result(n, proc, result);
	if (ndr_begin_buffer(n, msg, iid, proc->out_hint, !proc->size_out)) {
		ndr_write_args(n, proc, ARG_OUT);
		ndr_end_buffer(n, msg, iid);
	}
	hr = n->error;
	if (FAILED(hr)) {
		msg->Buffer = request;
		msg->cbBuffer = length;
	}
	if (n->full)
		ndr_full_end(n);
	ndr_free_args(n, proc, 0);
	return hr;
}

HRESULT ndr_serve(const CInterfaceStubHeader *header, IUnknown *server,
		  IRpcChannelBuffer *channel, RPCOLEMESSAGE *msg)
{
	const BYTE *format = ndr_server_format(header, msg->iMethod);
	struct ndr_proc proc;
	LONG_PTR result;
	struct ndr n;
	HRESULT hr;

	if (!format || !ndr_parse_proc(format, &proc))
		return RPC_E_INVALIDMETHOD;
	hr = ndr_unpack(&n, &proc, header->pServerInfo->pStubDesc, channel, msg);
	if (SUCCEEDED(hr)) {
		memcpy(n.frame, &server, sizeof(server));
		result = call_method(&n, header->pServerInfo, msg->iMethod, &proc);
		hr = ndr_pack(&n, &proc, header->piid, msg, result);
	}
	ndr_end(&n);
	return hr;
}
