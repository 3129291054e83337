/*
 * Streams over global memory; stream.h says what they share. Any number of threads
 * may use a stream: each method is one step.
 */
#include "free_threaded.h"
#include "stream.h"

struct stream {
	IStream stream;
	struct free_marshaler marshaler;
	LONG refs;
	struct stream_memory *memory;
	ULONGLONG position;	/* [memory->lock] */
};

/* Positions are kept where adding a size cannot overflow. */
#define FARTHEST 0x7fffffffffffffffULL

static struct stream *create(struct stream_memory *memory, ULONGLONG position);

static struct stream *self_of(IStream *stream)
{
	return CONTAINING_RECORD(stream, struct stream, stream);
}

static HRESULT STDMETHODCALLTYPE query(IStream *stream, REFIID iid,
				       void **object)
{
	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IStream) ||
	    IsEqualIID(iid, &IID_ISequentialStream))
		*object = stream;
	else if (IsEqualIID(iid, &IID_IMarshal))
		*object = &self_of(stream)->marshaler.marshal;
	else
		return E_NOINTERFACE;
	IStream_AddRef(stream);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE add_ref(IStream *stream)
{
	return InterlockedIncrement(&self_of(stream)->refs);
}

static ULONG STDMETHODCALLTYPE release(IStream *stream)
{
	struct stream *self = self_of(stream);
	ULONG refs = InterlockedDecrement(&self->refs);

	if (!refs) {
		stream_memory_unref(self->memory);
		HeapFree(GetProcessHeap(), 0, self);
	}
	return refs;
}

static HRESULT STDMETHODCALLTYPE read_some(IStream *stream, void *buffer,
					   ULONG size, ULONG *count)
{
	struct stream *self = self_of(stream);
	ULONG got;

	AcquireSRWLockExclusive(&self->memory->lock);
	got = stream_memory_read(self->memory, self->position, buffer, size);
	self->position += got;
	ReleaseSRWLockExclusive(&self->memory->lock);
	if (count)
		*count = got;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE write_all(IStream *stream, const void *buffer,
					   ULONG size, ULONG *count)
{
	struct stream *self = self_of(stream);
	HRESULT hr;

	AcquireSRWLockExclusive(&self->memory->lock);
	hr = stream_memory_write(self->memory, self->position, buffer, size);
	if (SUCCEEDED(hr))
		self->position += size;
	ReleaseSRWLockExclusive(&self->memory->lock);
	if (count)
		*count = SUCCEEDED(hr) ? size : 0;
	return hr;
}

/* [memory->lock] */
static HRESULT move(struct stream *self, LONGLONG by, DWORD origin)
{
	ULONGLONG base = 0;

	if (origin == STREAM_SEEK_CUR)
		base = self->position;
	else if (origin == STREAM_SEEK_END)
		base = self->memory->size;
	else if (origin != STREAM_SEEK_SET)
		return STG_E_SEEKERROR;
	if (by < 0 ? 0 - (ULONGLONG)by > base : base + by > FARTHEST)
		return STG_E_SEEKERROR;
	self->position = base + by;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE seek(IStream *stream, LARGE_INTEGER by,
				      DWORD origin, ULARGE_INTEGER *position)
{
	struct stream *self = self_of(stream);
	HRESULT hr;

	AcquireSRWLockExclusive(&self->memory->lock);
	hr = move(self, by.QuadPart, origin);
	if (position)
		position->QuadPart = self->position;
	ReleaseSRWLockExclusive(&self->memory->lock);
	return hr;
}

static HRESULT STDMETHODCALLTYPE set_size(IStream *stream, ULARGE_INTEGER size)
{
	struct stream *self = self_of(stream);
	HRESULT hr;

	AcquireSRWLockExclusive(&self->memory->lock);
	hr = stream_memory_resize(self->memory, size.QuadPart);
	ReleaseSRWLockExclusive(&self->memory->lock);
	return hr;
}

/* By pieces, as the other one may be a clone: no lock is held when it is called. */
static HRESULT STDMETHODCALLTYPE copy_to(IStream *stream, IStream *other,
					 ULARGE_INTEGER size,
					 ULARGE_INTEGER *read,
					 ULARGE_INTEGER *written)
{
	ULONGLONG left = size.QuadPart, got = 0, put = 0;
	char piece[4096];
	HRESULT hr = S_OK;

	if (!other)
		return STG_E_INVALIDPOINTER;
	while (left && SUCCEEDED(hr)) {
		ULONG want = left < sizeof(piece) ? left : sizeof(piece);
		ULONG count = 0, moved = 0;

		read_some(stream, piece, want, &count);
		if (!count)
			break;
		got += count;
		left -= count;
		hr = IStream_Write(other, piece, count, &moved);
		put += moved;
	}
	if (read)
		read->QuadPart = got;
	if (written)
		written->QuadPart = put;
	return hr;
}

static HRESULT STDMETHODCALLTYPE commit(IStream *stream, DWORD flags)
{
	(void)stream;
	(void)flags;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE revert(IStream *stream)
{
	(void)stream;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE region(IStream *stream, ULARGE_INTEGER at,
					ULARGE_INTEGER size, DWORD type)
{
	(void)stream;
	(void)at;
	(void)size;
	(void)type;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE stat(IStream *stream, STATSTG *about,
				      DWORD flags)
{
	struct stream *self = self_of(stream);

	(void)flags;
	if (!about)
		return STG_E_INVALIDPOINTER;
	*about = (STATSTG){ .type = STGTY_STREAM };
	AcquireSRWLockShared(&self->memory->lock);
	about->cbSize.QuadPart = self->memory->size;
	ReleaseSRWLockShared(&self->memory->lock);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE clone(IStream *stream, IStream **made)
{
	struct stream *self = self_of(stream), *other;
	ULONGLONG position;

	if (!made)
		return STG_E_INVALIDPOINTER;
	AcquireSRWLockShared(&self->memory->lock);
	position = self->position;
	ReleaseSRWLockShared(&self->memory->lock);
	other = create(self->memory, position);
	*made = other ? &other->stream : NULL;
	if (!other)
		return E_OUTOFMEMORY;
	InterlockedIncrement(&self->memory->refs);
	return S_OK;
}

static const IStreamVtbl vtbl = {
	query, add_ref, release, read_some, write_all, seek, set_size,
	copy_to, commit, revert, region, region, stat, clone,
};

/* Takes over one reference of the memory, if it succeeds. */
static struct stream *create(struct stream_memory *memory, ULONGLONG position)
{
	struct stream *self = HeapAlloc(GetProcessHeap(), 0, sizeof(*self));

	if (!self)
		return NULL;
	self->stream.lpVtbl = (IStreamVtbl *)&vtbl;
	free_marshaler_init(&self->marshaler, (IUnknown *)&self->stream);
	self->refs = 1;
	self->memory = memory;
	self->position = position;
	return self;
}

/*
 * CreateStreamOnHGlobal: a stream of what is in the memory, or of nothing in memory
 * of its own (NULL). The stream frees the memory with its last reference if it is
 * to; until then the caller leaves it alone. E_INVALIDARG for what is no global
 * memory.  (Microsoft: CreateStreamOnHGlobal)
 */
HRESULT WINAPI CreateStreamOnHGlobal(HGLOBAL handle, BOOL owned, IStream **made)
{
	struct stream_memory *memory;
	struct stream *self;

	if (!made)
		return E_INVALIDARG;
	*made = NULL;
	if (handle && GlobalFlags(handle) & GMEM_INVALID_HANDLE)
		return E_INVALIDARG;
	memory = stream_memory_create(handle, owned);
	if (!memory)
		return E_OUTOFMEMORY;
	self = create(memory, 0);
	if (!self) {
		memory->owned = !handle;
		stream_memory_unref(memory);
		return E_OUTOFMEMORY;
	}
	*made = &self->stream;
	return S_OK;
}

/*
 * GetHGlobalFromStream: the memory of a stream of CreateStreamOnHGlobal's, which
 * keeps it; E_INVALIDARG for another stream.  (Microsoft: GetHGlobalFromStream)
 */
HRESULT WINAPI GetHGlobalFromStream(IStream *stream, HGLOBAL *handle)
{
	if (!stream || !handle || stream->lpVtbl != &vtbl)
		return E_INVALIDARG;
	*handle = self_of(stream)->memory->handle;
	return S_OK;
}
