/*
 * The stream that CoMarshalInterface writes to, and CoUnmarshalInterface reads from,
 * in the middle of a message. It lives on its caller's stack: nobody keeps it.
 */
#include "ndr_stream.h"

static struct ndr_stream *impl(IStream *This)
{
	return CONTAINING_RECORD(This, struct ndr_stream, iface);
}

static HRESULT WINAPI stream_QueryInterface(IStream *This, REFIID iid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IStream) &&
	    !IsEqualIID(iid, &IID_ISequentialStream))
		return E_NOINTERFACE;
	*object = This;
	return S_OK;
}

static ULONG WINAPI stream_AddRef(IStream *This)
{
	(void)This;
	return 2;
}

static ULONG WINAPI stream_Release(IStream *This)
{
	(void)This;
	return 1;
}

static HRESULT WINAPI stream_Read(IStream *This, void *to, ULONG size, ULONG *read)
{
	struct ndr_stream *s = impl(This);
	ULONG got = min(size, s->at < s->size ? s->size - s->at : 0);

	memcpy(to, s->n->start + s->base + s->at, got);
	s->at += got;
	if (read)
		*read = got;
	return got == size ? S_OK : S_FALSE;
}

static HRESULT WINAPI stream_Write(IStream *This, const void *from, ULONG size, ULONG *written)
{
	struct ndr_stream *s = impl(This);

	if (written)
		*written = 0;
	if (s->n->reading)
		return STG_E_ACCESSDENIED;
	if (size > s->size - s->at) {
		if (!ndr_room(s->n, 1, size - (s->size - s->at)))
			return STG_E_MEDIUMFULL;
		s->size = s->at + size;
	}
	memcpy(s->n->start + s->base + s->at, from, size);
	s->at += size;
	if (written)
		*written = size;
	return S_OK;
}

static HRESULT WINAPI stream_Seek(IStream *This, LARGE_INTEGER move, DWORD origin,
				  ULARGE_INTEGER *position)
{
	struct ndr_stream *s = impl(This);
	LONG64 base = origin == STREAM_SEEK_CUR ? s->at : origin == STREAM_SEEK_END ? s->size : 0;

	if (origin > STREAM_SEEK_END || move.QuadPart < -base ||
	    move.QuadPart > (LONG64)s->size - base)
		return STG_E_INVALIDFUNCTION;
	s->at = base + move.QuadPart;
	if (position)
		position->QuadPart = s->at;
	return S_OK;
}

static HRESULT WINAPI stream_SetSize(IStream *This, ULARGE_INTEGER size)
{
	(void)This;
	(void)size;
	return E_NOTIMPL;
}

static HRESULT WINAPI stream_CopyTo(IStream *This, IStream *to, ULARGE_INTEGER size,
				    ULARGE_INTEGER *read, ULARGE_INTEGER *written)
{
	(void)This;
	(void)to;
	(void)size;
	(void)read;
	(void)written;
	return E_NOTIMPL;
}

static HRESULT WINAPI stream_Commit(IStream *This, DWORD flags)
{
	(void)This;
	(void)flags;
	return S_OK;
}

static HRESULT WINAPI stream_Revert(IStream *This)
{
	(void)This;
	return E_NOTIMPL;
}

static HRESULT WINAPI stream_Region(IStream *This, ULARGE_INTEGER offset, ULARGE_INTEGER size,
				    DWORD type)
{
	(void)This;
	(void)offset;
	(void)size;
	(void)type;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT WINAPI stream_Stat(IStream *This, STATSTG *stat, DWORD flags)
{
	(void)flags;
	memset(stat, 0, sizeof(*stat));
	stat->type = STGTY_STREAM;
	stat->cbSize.QuadPart = impl(This)->size;
	return S_OK;
}

static HRESULT WINAPI stream_Clone(IStream *This, IStream **clone)
{
	(void)This;
	*clone = NULL;
	return E_NOTIMPL;
}

static IStreamVtbl stream_vtbl = {
	stream_QueryInterface, stream_AddRef, stream_Release, stream_Read, stream_Write,
	stream_Seek, stream_SetSize, stream_CopyTo, stream_Commit, stream_Revert,
	stream_Region, stream_Region, stream_Stat, stream_Clone,
};

IStream *ndr_stream(struct ndr_stream *s, struct ndr *n, size_t base, ULONG size)
{
	*s = (struct ndr_stream) { { &stream_vtbl }, n, base, size, 0 };
	return &s->iface;
}
