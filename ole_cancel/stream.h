/*
 * A stream over global memory. Clones share the memory and its size; each has its
 * own position.
 */
#ifndef WINCANCEL_OLE_STREAM_H
#define WINCANCEL_OLE_STREAM_H

#include "ole.h"
#include <stdbool.h>

struct stream_memory {
	LONG refs;		/* interlocked */
	bool owned;		/* the handle is freed with the last stream */
	SRWLOCK lock;		/* size, what is in it, the streams' positions */
	HGLOBAL handle;
	SIZE_T size;
};

/*
 * Under the lock, exclusively for all but reading.
 * resize: S_OK or E_OUTOFMEMORY; what is new is zero. read gives the count that
 * there was.
 */
HRESULT stream_memory_resize(struct stream_memory *memory, ULONGLONG size);
ULONG stream_memory_read(struct stream_memory *memory, ULONGLONG at,
			 void *buffer, ULONG size);
HRESULT stream_memory_write(struct stream_memory *memory, ULONGLONG at,
			    const void *buffer, ULONG size);

/* With a reference; NULL: no memory, and the handle is as it was. */
struct stream_memory *stream_memory_create(HGLOBAL handle, bool owned);
void stream_memory_unref(struct stream_memory *memory);

#endif
