/*
 * Transfers of scattered pages: ReadFileScatter, WriteFileGather. Such an operation
 * has an array of pages in place of a buffer, its own copy, which whoever reports
 * it frees; it is the issuer's until the operation is pending.
 */
#ifndef WINCANCEL_SEGMENTS_H
#define WINCANCEL_SEGMENTS_H

#include "ntdll_cancel.h"
#include <sys/uio.h>

#define SEGMENT 4096u
/* As many as Linux takes in one call (IOV_MAX). */
#define SEGMENTS_MAX 1024u
#define SEGMENTS_BYTES (SEGMENTS_MAX * SEGMENT)

/* What is left of it, as far as one call goes; of a page of which a part has moved
 * the rest. */
static inline unsigned segments_left(const struct io_op *op, struct iovec **v)
{
	uint32_t all = (op->length + SEGMENT - 1ull) / SEGMENT;
	uint32_t skip = op->moved / SEGMENT, used = op->moved % SEGMENT;
	*v = op->segments + skip;
	if (skip == all)
		return 0;
	uint32_t whole = skip == all - 1 ? op->length - skip * SEGMENT : SEGMENT;
	char *page = (char *)((uintptr_t)(*v)->iov_base & -(uintptr_t)SEGMENT);
	**v = (struct iovec){ page + used, whole - used };
	return all - skip < SEGMENTS_MAX ? all - skip : SEGMENTS_MAX;
}

/* The vector of any transfer; one is where a plain one is described. */
static inline unsigned op_vector(const struct io_op *op, struct iovec *one,
				 struct iovec **v)
{
	if (unlikely(op->scattered))
		return segments_left(op, v);
	*one = (struct iovec){ op->buffer + op->moved, op->length - op->moved };
	*v = one;
	return 1;
}

#endif
