/* NtCreateIoCompletion: a port, its access, and its signal. */
#include "lib/nt_sync.h"
#include "lib/nt_port.h"

static void made(void)
{
	HANDLE port = NULL;
	ULONG_PTR key, value;
	IO_STATUS_BLOCK io;

	gives(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, 0),
	      STATUS_SUCCESS);
	ok(port != NULL, "no handle\n");
	gives(nt_take(port, &key, &value, &io, 0), STATUS_TIMEOUT);
	gives(NtClose(port), STATUS_SUCCESS);
	gives(nt_take(port, &key, &value, &io, 0), STATUS_INVALID_HANDLE);
}

/* Without the right to modify it nothing is put in or taken. */
static void access(void)
{
	HANDLE port = NULL;
	ULONG_PTR key, value;
	IO_STATUS_BLOCK io;
	ULONG depth = 7;

	gives(NtCreateIoCompletion(&port, IO_COMPLETION_QUERY_STATE, NULL, 0),
	      STATUS_SUCCESS);
	gives(nt_take(port, &key, &value, &io, 0), STATUS_ACCESS_DENIED);
	gives(NtSetIoCompletion(port, 0, 0, 0, 0), STATUS_ACCESS_DENIED);
	gives(NtQueryIoCompletion(port, IoCompletionBasicInformation, &depth,
				  sizeof(depth), NULL),
	      STATUS_SUCCESS);
	ok(depth == 0, "depth %u\n", depth);
	NtClose(port);
}

/* It can be waited for: it is signalled while it holds packets. */
static void signalled(void)
{
	HANDLE port = nt_port();
	ULONG_PTR key, value;
	IO_STATUS_BLOCK io;

	gives(nt_poll(port), STATUS_TIMEOUT);
	gives(NtSetIoCompletion(port, 1, 2, 0, 3), STATUS_SUCCESS);
	gives(nt_poll(port), STATUS_SUCCESS);
	gives(nt_poll(port), STATUS_SUCCESS);
	gives(nt_take(port, &key, &value, &io, 0), STATUS_SUCCESS);
	gives(nt_poll(port), STATUS_TIMEOUT);
	NtClose(port);
}

START_TEST(NtCreateIoCompletion)
{
	RUN(made);
	RUN(access);
	RUN(signalled);
}
