/*
 * Completion ports at the Nt level. Include it after nt_sync.h. Wine's public
 * headers and mingw's declare some of this and not the rest.
 */
#ifndef TESTS_LIB_NT_PORT_H
#define TESTS_LIB_NT_PORT_H

#ifndef IO_COMPLETION_QUERY_STATE
#define IO_COMPLETION_QUERY_STATE 1
#endif
#ifndef IO_COMPLETION_MODIFY_STATE
#define IO_COMPLETION_MODIFY_STATE 2
#endif
#ifndef IO_COMPLETION_ALL_ACCESS
#define IO_COMPLETION_ALL_ACCESS 0x1f0003
#endif

static inline HANDLE nt_port(void)
{
	HANDLE port = NULL;

	gives(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, 0),
	      STATUS_SUCCESS);
	return port;
}

static inline NTSTATUS nt_take(HANDLE port, ULONG_PTR *key, ULONG_PTR *value,
			       IO_STATUS_BLOCK *io, int ms)
{
	LARGE_INTEGER time;

	return NtRemoveIoCompletion(port, key, value, io,
				    relative_ms(&time, ms));
}

#endif
