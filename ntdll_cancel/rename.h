/*
 * Another name for an open file.
 */
#ifndef WINCANCEL_RENAME_H
#define WINCANCEL_RENAME_H

#include "ntdll_cancel.h"

/* The caller has f's turn. data: a FILE_RENAME_INFORMATION of that length. Besides
 * what the system says: OBJECT_NAME_COLLISION; ACCESS_DENIED for what can't be
 * replaced (a directory, read-only, open); NOT_SAME_DEVICE; SHARING_VIOLATION for a
 * directory into itself. */
NTSTATUS file_rename(struct file *f, struct thread *t, const void *data,
		     ULONG length);

#endif
