/*
 * Reads, writes and flushes on the caller's own thread.
 */
#ifndef WINCANCEL_SYNC_H
#define WINCANCEL_SYNC_H

#include "ntdll_cancel.h"

/* One synchronous read or write of a synchronous file. offset is OFFSET_NONE for
 * the file's own position, OFFSET_APPEND for its end. */
NTSTATUS sync_transfer(struct file *f, struct thread *t, enum op_kind kind,
		       IO_STATUS_BLOCK *iosb, void *buffer, ULONG length,
		       uint64_t offset, uint32_t key);

#endif
