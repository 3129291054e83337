/*
 * Interface pointers in a message: a conformant structure of a length and so many
 * bytes, which are CoMarshalInterface's. They hold a reference until somebody
 * unmarshals them, so those of a message that is not sent are released.
 */
#include "ndr_stream.h"

/* A constant identifier, or a pointer to one somewhere (iid_is). */
static bool identifier(struct ndr *n, const BYTE *type, IID *iid)
{
	const void *at = type[1] == FC_CONSTANT_IID ? type + 2 :
		ndr_count_pointer(n, type + 2, n->tail);

	if (!at) {
		ndr_fail(n, E_INVALIDARG);
		return false;
	}
	memcpy(iid, at, sizeof(*iid));
	return true;
}

void ndr_write_interface(struct ndr *n, const BYTE *type, IUnknown *object)
{
	DWORD context = MSHCTX_INPROC;
	struct ndr_stream stream;
	void *more = NULL;
	ULONG at, *packet;
	HRESULT hr;
	IID iid;

	if (!identifier(n, type, &iid) || !ndr_room(n, 4, 8))
		return;
	at = n->at - n->start;
	IRpcChannelBuffer_GetDestCtx(n->channel, &context, &more);
	hr = CoMarshalInterface(ndr_stream(&stream, n, at, 0), &iid, object, context, more,
				MSHLFLAGS_NORMAL);
	if (FAILED(hr)) {
		ndr_fail(n, hr);
		return;
	}
	memcpy(n->start + at - 8, &stream.size, 4);
	memcpy(n->start + at - 4, &stream.size, 4);
	packet = ndr_push(n, &n->packets, sizeof(*packet));
	if (packet)
		*packet = at;
	else
		CoReleaseMarshalData(ndr_stream(&stream, n, at, stream.size));
}

/* What was written will not be read by anybody. */
void ndr_drop_packets(struct ndr *n)
{
	const ULONG *packets = n->packets.items;
	struct ndr_stream stream;
	ULONG i, size;

	for (i = 0; i < n->packets.count; i++) {
		memcpy(&size, n->start + packets[i] - 4, 4);
		CoReleaseMarshalData(ndr_stream(&stream, n, packets[i], size));
	}
	n->packets.count = 0;
}

void ndr_read_interface(struct ndr *n, const BYTE *type, IUnknown **object)
{
	ULONG room = ndr_get_long(n), size = ndr_get_long(n);
	struct ndr_stream stream;
	void *found = NULL;
	IStream *from;
	HRESULT hr;
	IID iid;

	if (n->error)
		return;
	if (size != room || size > (size_t)(n->end - n->at)) {
		ndr_fail(n, NDR_BAD_DATA);
		return;
	}
	from = ndr_stream(&stream, n, n->at - n->start, size);
	n->at += size;
	if (n->discards) {
		CoReleaseMarshalData(from);
		return;
	}
	if (!identifier(n, type, &iid))
		return;
	hr = CoUnmarshalInterface(from, &iid, &found);
	if (FAILED(hr)) {
		ndr_fail(n, hr);
		return;
	}
	memcpy(object, &found, sizeof(found));
	ndr_own(n, found, NULL, true);
}

/* A message as it is, to release what it holds: nothing in it is compared with what it
 * belongs to, which may be gone. */
void ndr_drop_message(REFIID iid, RPCOLEMESSAGE *msg, IRpcChannelBuffer *channel, bool reply)
{
	const CInterfaceStubHeader *header;
	const BYTE *format = NULL;
	struct ndr_face face;
	struct ndr_proc proc;
	struct ndr n;

	if (!ndr_find_face(iid, &face))
		return;
	header = &face.file->pStubVtblList[face.index]->header;
	format = ndr_server_format(header, msg->iMethod);
	if (!format && face.file->pDelegatedIIDs && face.file->pDelegatedIIDs[face.index]) {
		ndr_drop_message(face.file->pDelegatedIIDs[face.index], msg, channel, reply);
		return;
	}
	if (!format || !ndr_parse_proc(format, &proc) || !(reply ? proc.size_out : proc.size_in))
		return;
	ndr_init(&n, header->pServerInfo->pStubDesc, NULL, proc.corr);
	n.channel = channel;
	n.discards = true;
	ndr_read_from(&n, msg->Buffer, msg->cbBuffer);
	n.frame = ndr_scratch(&n, max(proc.stack, 32u) + 8);
	if (n.frame)
		ndr_read_args(&n, &proc, reply ? ARG_OUT : ARG_IN);
	ndr_give_back(&n);
	ndr_end(&n);
}
