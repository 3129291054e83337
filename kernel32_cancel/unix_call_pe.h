/*
 * What the two halves of the Wine flavour say to each other: the PE half calls
 * the unix half by number, with a pointer to one of these structs. Both are
 * 64-bit and share one address space, so pointers go through as they are.
 */
#ifndef WINCANCEL_UNIX_CALL_PE_H
#define WINCANCEL_UNIX_CALL_PE_H

/* The order of the unix half's table. */
enum unix_call {
	UNIX_READ,
	UNIX_WRITE,
	UNIX_CANCEL,
	UNIX_CALLS
};

/*
 * A blocking transfer on the caller's own thread. STATUS_NOT_SUPPORTED means
 * that nothing has been done and Wine has to do it.
 */
struct unix_transfer {
	HANDLE file;
	void *buffer;
	ULONG count;
	ULONG thread; /* the Windows thread id of the caller */
	ULONG done;
};

/* STATUS_NOT_FOUND: that thread stands in no transfer of ours. */
struct unix_cancel {
	ULONG thread;
};

#endif
