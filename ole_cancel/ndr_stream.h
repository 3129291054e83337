/*
 * A part of a message as a stream.
 */
#ifndef WINCANCEL_NDR_STREAM_H
#define WINCANCEL_NDR_STREAM_H

#include "ndr_engine.h"

struct ndr_stream {
	IStream iface;
	struct ndr *n;
	size_t base;		/* its first byte in the message, */
	ULONG size, at;		/* how many, and the position among them */
};

IStream *ndr_stream(struct ndr_stream *s, struct ndr *n, size_t base, ULONG size);

#endif
