/*
 * NtReadFileScatter, NtWriteFileGather: the array of pages copied, then as any
 * other transfer. For files opened for overlapped use without buffering; the file
 * itself is not opened so (O_DIRECT), which only asks for more than Windows does.
 */
#include "handle.h"
#include "request.h"
#include "segments.h"

#define SECTOR 512u

/* One page each; the last one as far as length goes. NULL: no memory. */
static NTSTATUS copy_segments(const FILE_SEGMENT_ELEMENT *from, ULONG length,
			      struct iovec **out)
{
	uint32_t n = (length + SEGMENT - 1ull) / SEGMENT;
	struct iovec *v = mem_new((n + 1ul) * sizeof *v);
	*out = v;
	if (!v)
		return STATUS_NO_MEMORY;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t page = from[i].Alignment;
		if (!page || page % SEGMENT)
			return STATUS_INVALID_PARAMETER;
		v[i] = (struct iovec){
			(void *)page,
			i < n - 1 ? SEGMENT : length - i * SEGMENT,
		};
	}
	return STATUS_SUCCESS;
}

bool segments_suit(const struct file *f, const struct request *q)
{
	return f->kind == FILE_REGULAR && !f->sync &&
	       (f->options & FILE_NO_INTERMEDIATE_BUFFERING) &&
	       q->length % SECTOR == 0 && q->offset &&
	       q->offset->QuadPart % SECTOR == 0;
}

static NTSTATUS transfer(HANDLE h, enum op_kind kind, struct request *q,
			 const FILE_SEGMENT_ELEMENT *from)
{
	struct iovec *v = NULL;
	if (!from)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = copy_segments(from, q->length, &v);
	q->buffer = v;
	q->scattered = true;
	if (!status)
		status = request_transfer(h, kind, q);
	/* Pending, it belongs to the operation. */
	if (status != STATUS_PENDING)
		mem_free(v);
	return status;
}

NTSTATUS WINAPI NtReadFileScatter(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
				  void *context, IO_STATUS_BLOCK *iosb,
				  FILE_SEGMENT_ELEMENT *segments, ULONG length,
				  LARGE_INTEGER *offset, ULONG *key)
{
	struct request q = { .event = event, .apc = apc, .context = context,
			     .iosb = iosb, .length = length,
			     .offset = offset, .key = key ? *key : 0 };
	return transfer(h, OP_READ, &q, segments);
}

NTSTATUS WINAPI NtWriteFileGather(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
				  void *context, IO_STATUS_BLOCK *iosb,
				  FILE_SEGMENT_ELEMENT *segments, ULONG length,
				  LARGE_INTEGER *offset, ULONG *key)
{
	struct request q = { .event = event, .apc = apc, .context = context,
			     .iosb = iosb, .length = length,
			     .offset = offset, .key = key ? *key : 0 };
	return transfer(h, OP_WRITE, &q, segments);
}
