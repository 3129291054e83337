/*
 * A call in two halves, on the server: the request goes to Begin_ of the server's call
 * object, the reply is made of its Finish_. What was read lives until then.
 */
#include "ndr_engine.h"

struct ndr_served {
	struct ndr n;
	struct ndr_proc proc;
	const CInterfaceStubHeader *header;
	ULONG method;
};

static LONG_PTR call_half(struct ndr_served *s, void *async, USHORT which)
{
	void **vtbl = *(void ***)async;
	ULONG slot = 3 + 2 * (s->method - 3) + (which == ARG_OUT), slots;
	BYTE *part = ndr_scratch(&s->n, 8 * ((size_t)s->proc.count + 4));

	if (!part)
		return E_OUTOFMEMORY;
	memcpy(part, &async, sizeof(async));
	ndr_split_frame(s->n.desc, &s->proc, s->n.frame, which, part, &slots);
	return ndr_invoke(vtbl[slot], part, max(slots, 4u));
}

static void finish(struct ndr_served *s)
{
	ndr_end(&s->n);
	HeapFree(GetProcessHeap(), 0, s);
}

HRESULT ndr_stub_begin(IRpcStubBuffer *stub, RPCOLEMESSAGE *msg, IRpcChannelBuffer *channel,
		       void *async, struct ndr_served **served)
{
	const CInterfaceStubHeader *header;
	const BYTE *format = NULL;
	struct ndr_served *s;
	HRESULT hr;

	*served = NULL;
	do {		/* a method of the base may be in another file */
		header = ndr_stub_header(stub);
		format = ndr_server_format(header, msg->iMethod);
		stub = format ? NULL : ndr_stub_base(stub);
	} while (stub);
	s = HeapAlloc(GetProcessHeap(), 0, sizeof(*s));
	if (!s)
		return E_OUTOFMEMORY;
	if (!format || !ndr_parse_proc(format, &s->proc)) {
		HeapFree(GetProcessHeap(), 0, s);
		return RPC_E_INVALIDMETHOD;
	}
	s->header = header;
	s->method = msg->iMethod;
	hr = ndr_unpack(&s->n, &s->proc, header->pServerInfo->pStubDesc, channel, msg);
	if (SUCCEEDED(hr)) {
		hr = call_half(s, async, ARG_IN);
		if (FAILED(hr))
			ndr_free_args(&s->n, &s->proc, 0);
	}
	if (FAILED(hr)) {
		finish(s);
		return hr;
	}
	*served = s;
	return S_OK;
}

HRESULT ndr_stub_finish(struct ndr_served *s, RPCOLEMESSAGE *msg, IRpcChannelBuffer *channel,
			void *async)
{
	LONG_PTR result = call_half(s, async, ARG_OUT);
	HRESULT hr;

	s->n.channel = channel;
	hr = ndr_pack(&s->n, &s->proc, s->header->piid, msg, result);
	finish(s);
	return hr;
}

void ndr_stub_drop(struct ndr_served *s)
{
	ndr_free_args(&s->n, &s->proc, 0);
	finish(s);
}
