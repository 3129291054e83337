/*
 * A channel's buffer while it is filled. What the format string promises is asked for
 * and a little more where that is not all; a message that does not fit goes on in
 * memory of ours, and the channel is asked again when its length is known.
 */
#include "ndr_engine.h"

bool ndr_begin_buffer(struct ndr *n, RPCOLEMESSAGE *msg, const IID *iid, ULONG hint,
		      bool enough)
{
	HRESULT hr;

	msg->cbBuffer = hint + (enough ? 8 : 256);
	hr = IRpcChannelBuffer_GetBuffer(n->channel, msg, iid);
	if (FAILED(hr) || !msg->Buffer) {
		ndr_fail(n, FAILED(hr) ? hr : E_OUTOFMEMORY);
		return false;
	}
	n->reading = false;
	n->start = n->at = msg->Buffer;
	n->end = n->start + hint + (enough ? 8 : 256);
	return true;
}

/* What was written is in msg, or there is no buffer any more. */
bool ndr_end_buffer(struct ndr *n, RPCOLEMESSAGE *msg, const IID *iid)
{
	ULONG used = n->at - n->start;
	HRESULT hr;

	if (n->error) {
		ndr_drop_packets(n);
		IRpcChannelBuffer_FreeBuffer(n->channel, msg);
		return false;
	}
	if (!n->owns_buffer) {
		msg->cbBuffer = used;
		return true;
	}
	IRpcChannelBuffer_FreeBuffer(n->channel, msg);
	msg->Buffer = NULL;
	msg->cbBuffer = used;
	hr = IRpcChannelBuffer_GetBuffer(n->channel, msg, iid);
	if (FAILED(hr) || !msg->Buffer) {
		ndr_drop_packets(n);
		ndr_fail(n, FAILED(hr) ? hr : E_OUTOFMEMORY);
		return false;
	}
	memcpy(msg->Buffer, n->start, used);
	msg->cbBuffer = used;
	HeapFree(GetProcessHeap(), 0, n->start);
	n->owns_buffer = false;
	n->start = n->at = n->end = NULL;
	return true;
}
