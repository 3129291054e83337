/*
 * A stream over memory of a fixed size, which counts no references: it is its
 * owner's, and may hold what no stream of COM's would be given.
 */
#ifndef TESTS_TAPE_H
#define TESTS_TAPE_H

#ifndef COBJMACROS
#define COBJMACROS
#endif
#include <windows.h>
#include <objbase.h>

struct tape {
	IStream iface;
	LONG refs;
	ULONG at, size;
	char bytes[512];
};

static HRESULT STDMETHODCALLTYPE tape_QueryInterface(IStream *iface, REFIID iid,
						     void **out)
{
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IStream) &&
	    !IsEqualIID(iid, &IID_ISequentialStream))
		return E_NOINTERFACE;
	*out = iface;
	IStream_AddRef(iface);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE tape_AddRef(IStream *iface)
{
	return InterlockedIncrement(&((struct tape *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE tape_Release(IStream *iface)
{
	return InterlockedDecrement(&((struct tape *)iface)->refs);
}

static HRESULT STDMETHODCALLTYPE tape_Read(IStream *iface, void *bytes,
					   ULONG size, ULONG *got)
{
	struct tape *tape = (struct tape *)iface;
	ULONG there = tape->size - tape->at;

	if (there > size)
		there = size;
	memcpy(bytes, tape->bytes + tape->at, there);
	tape->at += there;
	if (got)
		*got = there;
	return there == size ? S_OK : S_FALSE;
}

static HRESULT STDMETHODCALLTYPE tape_Write(IStream *iface, const void *bytes,
					    ULONG size, ULONG *written)
{
	struct tape *tape = (struct tape *)iface;

	if (size > sizeof(tape->bytes) - tape->at)
		return STG_E_MEDIUMFULL;
	memcpy(tape->bytes + tape->at, bytes, size);
	tape->at += size;
	if (tape->size < tape->at)
		tape->size = tape->at;
	if (written)
		*written = size;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE tape_Seek(IStream *iface, LARGE_INTEGER to,
					   DWORD origin, ULARGE_INTEGER *now)
{
	struct tape *tape = (struct tape *)iface;
	LONGLONG at = to.QuadPart;

	if (origin == STREAM_SEEK_CUR)
		at += tape->at;
	else if (origin == STREAM_SEEK_END)
		at += tape->size;
	if (at < 0 || at > tape->size)
		return STG_E_INVALIDFUNCTION;
	tape->at = (ULONG)at;
	if (now)
		now->QuadPart = at;
	return S_OK;
}

static IStreamVtbl tape_vtbl = {
	.QueryInterface = tape_QueryInterface,
	.AddRef = tape_AddRef,
	.Release = tape_Release,
	.Read = tape_Read,
	.Write = tape_Write,
	.Seek = tape_Seek,
};

static inline IStream *tape_new(struct tape *tape)
{
	tape->iface.lpVtbl = &tape_vtbl;
	tape->refs = 1;
	tape->at = tape->size = 0;
	return &tape->iface;
}

static inline void tape_rewind(struct tape *tape)
{
	tape->at = 0;
}

#endif
