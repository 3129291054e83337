/*
 * Beginning what may be overlapped: how its end is told, and what the call itself
 * answers.
 */
#include "ws2_cancel/hooks.h"

#define LOW_BIT ((ULONG_PTR)1)

/* Runs in an alertable wait of the thread that began the operation. */
static void WINAPI run_routine(void *context, IO_STATUS_BLOCK *io, ULONG reserved)
{
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = context;
	NTSTATUS status = io->Status;
	DWORD bytes = NT_ERROR(status) ? 0 : (DWORD)io->Information;

	(void)reserved;
	routine((DWORD)ws2_error(status), bytes, (WSAOVERLAPPED *)io, 0);
}

static void WINAPI ask(struct socket_request *r, const struct ws2_overlapped *how)
{
	WSAOVERLAPPED *o = how->overlapped;
	ULONG_PTR event = (ULONG_PTR)o->hEvent;

	if (how->routine) {
		/* The event is the program's own then. */
		r->apc = run_routine;
		r->context = (void *)how->routine;
	} else {
		r->event = (HANDLE)(event & ~LOW_BIT);
		r->context = event & LOW_BIT ? NULL : o;
	}
	o->Internal = STATUS_PENDING;
}

/* Of Windows' calling convention, so that ws2_begin need not save what others would
 * not keep. */
static __attribute__((noinline, cold)) NTSTATUS WINAPI
block_hooked(SOCKET s, struct socket_request *r)
{
	return ws2_hooked() ? hooked_request(s, r) :
			      socket_request(socket_handle(s), r);
}

int WINAPI ws2_begin(SOCKET s, struct socket_request *r,
	      const struct ws2_overlapped *how, DWORD *done, DWORD *flags)
{
	IO_STATUS_BLOCK own = { .Status = STATUS_PENDING };
	IO_STATUS_BLOCK *block = &own;
	NTSTATUS status;

	r->blocking = !how->overlapped;
	if (how->overlapped) {
		block = (IO_STATUS_BLOCK *)how->overlapped;
		ask(r, how);
	}
	r->iosb = block;
	status = r->blocking && ws2_hooks_there() ?
			 block_hooked(s, r) :
			 socket_request(socket_handle(s), r);
	if (status == STATUS_PENDING) {
		/* The last WSACleanup may have passed before it was queued. */
		if (__builtin_expect(!ws2_started(), 0))
			sockets_end_one(socket_handle(s));
		return ws2_fail(WSA_IO_PENDING);
	}
	if (NT_ERROR(status))
		return ws2_fail_status(status);
	/* With a packet on its way the block may be written to again. */
	if (done)
		*done = (DWORD)block->Information;
	if (flags)
		*flags = status == STATUS_BUFFER_OVERFLOW ? WS_MSG_PARTIAL : 0;
	return status ? ws2_fail_status(status) : 0;
}
