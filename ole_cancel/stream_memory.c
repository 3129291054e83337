/* The memory that a stream and its clones share; see stream.h. */
#include "stream.h"
#include <string.h>

struct stream_memory *stream_memory_create(HGLOBAL handle, bool owned)
{
	struct stream_memory *memory = HeapAlloc(
		GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*memory));

	if (!memory)
		return NULL;
	if (!handle)
		handle = GlobalAlloc(GMEM_MOVEABLE, 0);
	if (!handle) {
		HeapFree(GetProcessHeap(), 0, memory);
		return NULL;
	}
	memory->refs = 1;
	memory->owned = owned;
	memory->handle = handle;
	memory->size = GlobalSize(handle);
	InitializeSRWLock(&memory->lock);
	return memory;
}

void stream_memory_unref(struct stream_memory *memory)
{
	if (InterlockedDecrement(&memory->refs))
		return;
	if (memory->owned)
		GlobalFree(memory->handle);
	HeapFree(GetProcessHeap(), 0, memory);
}

/* The program may hold it locked: then memory of no bytes stays as it is. */
HRESULT stream_memory_resize(struct stream_memory *memory, ULONGLONG size)
{
	SIZE_T old = memory->size;
	char *data;

	if (size == old)
		return S_OK;
	if (!GlobalReAlloc(memory->handle, size, GMEM_MOVEABLE) && size)
		return E_OUTOFMEMORY;
	memory->size = size;
	if (size <= old)
		return S_OK;
	data = GlobalLock(memory->handle);
	if (!data)
		return E_OUTOFMEMORY;
	memset(data + old, 0, size - old);
	GlobalUnlock(memory->handle);
	return S_OK;
}

ULONG stream_memory_read(struct stream_memory *memory, ULONGLONG at,
			 void *buffer, ULONG size)
{
	char *data;

	if (at >= memory->size)
		return 0;
	if (size > memory->size - at)
		size = memory->size - at;
	data = GlobalLock(memory->handle);
	if (!data)
		return 0;
	memcpy(buffer, data + at, size);
	GlobalUnlock(memory->handle);
	return size;
}

HRESULT stream_memory_write(struct stream_memory *memory, ULONGLONG at,
			    const void *buffer, ULONG size)
{
	HRESULT hr = S_OK;
	char *data;

	if (!size)
		return S_OK;
	if (at + size > memory->size)
		hr = stream_memory_resize(memory, at + size);
	if (FAILED(hr))
		return hr;
	data = GlobalLock(memory->handle);
	if (!data)
		return E_OUTOFMEMORY;
	memcpy(data + at, buffer, size);
	GlobalUnlock(memory->handle);
	return S_OK;
}
