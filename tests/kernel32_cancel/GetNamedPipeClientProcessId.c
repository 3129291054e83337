/*
 * GetNamedPipeClientProcessId, GetNamedPipeServerProcessId: either end asks for
 * either process; here both are this one.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

#define says_this_process(call, id) do { \
	ULONG id = UNTOUCHED; \
	SetLastError(UNTOUCHED); \
	ok((call) && GetLastError() == UNTOUCHED, "error %u\n", \
	   GetLastError()); \
	ok(id == GetCurrentProcessId(), "process %u\n", (unsigned)id); \
} while (0)

static void both_ends(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	says_this_process(GetNamedPipeClientProcessId(p.server, &id), id);
	says_this_process(GetNamedPipeClientProcessId(p.client, &id), id);
	says_this_process(GetNamedPipeServerProcessId(p.server, &id), id);
	says_this_process(GetNamedPipeServerProcessId(p.client, &id), id);
	pipe_close(&p);
}

/* The server is there before there is a client. */
static void without_client(void)
{
	struct pipe_ends p;
	ULONG other = UNTOUCHED;

	pipe_server(&p, DUPLEX, BYTES);
	says_this_process(GetNamedPipeServerProcessId(p.server, &id), id);
	/* Wine answers with what happens to lie there. */
	todo_wine
		ok(!GetNamedPipeClientProcessId(p.server, &other),
		   "of process %u\n", (unsigned)other);
	pipe_close(&p);
}

static void no_pipe(void)
{
	ULONG id;

	fails(GetNamedPipeClientProcessId(INVALID_HANDLE_VALUE, &id),
	      ERROR_INVALID_HANDLE);
	fails(GetNamedPipeServerProcessId(INVALID_HANDLE_VALUE, &id),
	      ERROR_INVALID_HANDLE);
}

START_TEST(GetNamedPipeClientProcessId)
{
	RUN(both_ends);
	RUN(without_client);
	RUN(no_pipe);
}
