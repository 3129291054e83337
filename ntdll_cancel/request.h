/*
 * A read, write or control call as the program asked for it, on its way to the
 * operation that it becomes.
 */
#ifndef WINCANCEL_REQUEST_H
#define WINCANCEL_REQUEST_H

#include "ntdll_cancel.h"

/* What else than a transfer a named pipe or a serial port is asked for. */
enum pipe_verb {
	PIPE_TRANSFER,
	PIPE_LISTEN,
	PIPE_TRANSCEIVE,
	SERIAL_WAIT,
	SERIAL_CONTROL,
};

struct request {
	HANDLE event;
	PIO_APC_ROUTINE apc;
	void *context;
	IO_STATUS_BLOCK *iosb;
	void *buffer;
	ULONG length;
	const LARGE_INTEGER *offset;
	bool scattered; /* buffer is an array of segments */
	uint32_t key;
	const struct range_request *range; /* OP_LOCK's: range.h */
	enum pipe_verb verb;
	union { /* each request is filled with zeroes first */
		struct op_sock sock; /* scattered: it has more */
		struct {
			const void *input; /* PIPE_TRANSCEIVE's message;
					    * SERIAL_CONTROL's */
			ULONG input_length;
			ULONG code;   /* SERIAL_CONTROL's IOCTL_SERIAL_… */
			ULONG filter; /* FILE_NOTIFY_CHANGE_…, a directory's */
			bool subtree;
		};
	};
};

/* segments.c: whether f takes scattered transfers, and this one. */
bool segments_suit(const struct file *f, const struct request *q);
/* rw.c: checks, then begins it. */
COLD NTSTATUS request_transfer(HANDLE h, enum op_kind kind,
			       const struct request *q);
/* With its event and routine; f's handle is being looked up still. */
NTSTATUS request_begin(struct file *f, enum op_kind kind,
		       const struct request *q, uint64_t offset);

#endif
