/*
 * Types that the program marshals itself ([wire_marshal], [user_marshal]; BSTR is
 * one): four functions, which are told where in the buffer they may write or read.
 */
#include "ndr_engine.h"

void ndr_message(struct ndr *n, MIDL_STUB_MESSAGE *m)
{
	memset(m, 0, sizeof(*m));
	m->Buffer = n->at;
	m->BufferStart = n->start;
	m->BufferEnd = n->end;
	m->BufferLength = n->end - n->start;
	m->IsClient = n->client;
	m->pfnAllocate = n->desc->pfnAllocate;
	m->pfnFree = n->desc->pfnFree;
	m->StackTop = n->frame;
	m->StubDesc = n->desc;
	m->dwDestContext = MSHCTX_INPROC;
	m->pRpcChannelBuffer = n->channel;
}

static const USER_MARSHAL_ROUTINE_QUADRUPLE *functions(struct ndr *n, const BYTE *type)
{
	return &n->desc->aUserMarshalQuadruple[ndr_short(type + 2)];
}

static void begin(struct ndr *n, const BYTE *type, USER_MARSHAL_CB_TYPE step,
		  USER_MARSHAL_CB *cb, MIDL_STUB_MESSAGE *m)
{
	ndr_message(n, m);
	*cb = (USER_MARSHAL_CB) {
		.Flags = MAKELONG(MSHCTX_INPROC | NDR_USER_CB, NDR_LOCAL_DATA_REPRESENTATION),
		.pStubMsg = m,
		.Signature = USER_MARSHAL_CB_SIGNATURE,
		.CBType = step,
		.pFormat = ndr_offset(type + 8),
		.pTypeFormat = type,
	};
}

static unsigned align_of(const BYTE *type)
{
	return (type[1] & 0x0f) + 1;
}

void ndr_write_user(struct ndr *n, const BYTE *type, BYTE *mem)
{
	MIDL_STUB_MESSAGE m;
	USER_MARSHAL_CB cb;
	ULONG at, end;
	BYTE *to;

	if (n->error || !ndr_room(n, align_of(type), 0))
		return;
	at = n->at - n->start;
	begin(n, type, USER_MARSHAL_CB_BUFFER_SIZE, &cb, &m);
	end = functions(n, type)->pfnBufferSize(&cb.Flags, at, mem);
	if (end < at) {
		ndr_fail(n, E_OUTOFMEMORY);
		return;
	}
	to = ndr_room(n, 1, end - at);
	if (!to)
		return;
	memset(to, 0, end - at);
	n->at = to;
	begin(n, type, USER_MARSHAL_CB_MARSHALL, &cb, &m);
	to = functions(n, type)->pfnMarshall(&cb.Flags, to, mem);
	if (to < n->at || to > n->start + end)
		ndr_fail(n, E_UNEXPECTED);
	else
		n->at = to;
}

/* The function may look at pStubMsg's BufferEnd; one that does not is no protection. */
void ndr_read_user(struct ndr *n, const BYTE *type, BYTE *mem)
{
	MIDL_STUB_MESSAGE m;
	USER_MARSHAL_CB cb;
	BYTE *from;

	if (!ndr_take(n, align_of(type), 0))
		return;
	begin(n, type, USER_MARSHAL_CB_UNMARSHALL, &cb, &m);
	from = functions(n, type)->pfnUnmarshall(&cb.Flags, n->at, mem);
	if (!from || from < n->at || from > n->end) {
		ndr_fail(n, NDR_BAD_DATA);
		return;
	}
	n->at = from;
	ndr_own(n, mem, functions(n, type), false);
}

void ndr_free_user(struct ndr *n, const BYTE *type, BYTE *mem)
{
	MIDL_STUB_MESSAGE m;
	USER_MARSHAL_CB cb;

	begin(n, type, USER_MARSHAL_CB_FREE, &cb, &m);
	functions(n, type)->pfnFree(&cb.Flags, mem);
}
