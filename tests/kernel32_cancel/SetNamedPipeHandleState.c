/*
 * SetNamedPipeHandleState and GetNamedPipeHandleState: read mode and waiting,
 * which belong to a handle's end; GetNamedPipeInfo has what does not change.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

#define state_is(file, expected) state_is_(__FILE__, __LINE__, file, expected)
static void state_is_(const char *src, int line, HANDLE file, DWORD expected)
{
	DWORD state = UNTOUCHED, instances = UNTOUCHED;
	BOOL ret = GetNamedPipeHandleStateA(file, &state, &instances, NULL,
					    NULL, NULL, 0);

	ok_(src, line)(ret, "error %u\n", GetLastError());
	ok_(src, line)(state == expected, "state %#x, not %#x\n", state,
		       expected);
	ok_(src, line)(instances == 1, "%u instances\n", instances);
}

#define sets(file, mode) sets_(__FILE__, __LINE__, file, mode)
static void sets_(const char *src, int line, HANDLE file, DWORD mode)
{
	SetLastError(UNTOUCHED);
	pipe_read_mode_(src, line, file, mode);
	ok_(src, line)(GetLastError() == UNTOUCHED, "the last error is %u\n",
		       GetLastError());
	state_is_(src, line, file, mode);
}

static void each_end_its_own(void)
{
	struct pipe_ends p;

	pipe_server(&p, DUPLEX, MESSAGES);
	pipe_client(&p, BOTH_WAYS, 0);
	state_is(p.server, PIPE_READMODE_MESSAGE);
	state_is(p.client, PIPE_READMODE_BYTE);
	sets(p.client, PIPE_READMODE_MESSAGE);
	sets(p.client, PIPE_READMODE_MESSAGE | PIPE_NOWAIT);
	state_is(p.server, PIPE_READMODE_MESSAGE);
	sets(p.server, PIPE_READMODE_BYTE | PIPE_NOWAIT);
	sets(p.server, PIPE_READMODE_BYTE | PIPE_WAIT);
	state_is(p.client, PIPE_READMODE_MESSAGE | PIPE_NOWAIT);
	pipe_close(&p);
}

static void refused(void)
{
	struct pipe_ends p;
	DWORD mode = PIPE_READMODE_MESSAGE;

	pipe_pair(&p, BYTES, 0);
	/* there are no messages to read */
	fails(SetNamedPipeHandleState(p.client, &mode, NULL, NULL),
	      ERROR_INVALID_PARAMETER);
	fails(SetNamedPipeHandleState(p.server, &mode, NULL, NULL),
	      ERROR_INVALID_PARAMETER);
	state_is(p.client, PIPE_READMODE_BYTE);
	mode = PIPE_READMODE_BYTE | 0x100;
	fails(SetNamedPipeHandleState(p.client, &mode, NULL, NULL),
	      ERROR_INVALID_PARAMETER);
	/* PIPE_TYPE_MESSAGE cannot be set afterwards */
	mode = PIPE_TYPE_MESSAGE;
	fails(SetNamedPipeHandleState(p.client, &mode, NULL, NULL),
	      ERROR_INVALID_PARAMETER);
	works(SetNamedPipeHandleState(p.client, NULL, NULL, NULL));
	pipe_close(&p);
	mode = PIPE_READMODE_BYTE;
	fails(SetNamedPipeHandleState(INVALID_HANDLE_VALUE, &mode, NULL, NULL),
	      ERROR_INVALID_HANDLE);
}

/* PIPE_NOWAIT from now on: what is pending stays so. */
static void of_calls_to_come(void)
{
	struct pipe_ends p;
	DWORD mode = PIPE_READMODE_BYTE | PIPE_NOWAIT, moved;
	struct io io;
	char byte;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_read(p.client, &io);
	works(SetNamedPipeHandleState(p.client, &mode, NULL, NULL));
	io_waits(p.client, &io);
	pipe_put(p.server, "x", 1);
	io_ends(p.client, &io, 0, 1);
	fails(ReadFile(p.client, &byte, 1, &moved, &io.ov), ERROR_NO_DATA);
	mode = PIPE_READMODE_BYTE | PIPE_WAIT;
	works(SetNamedPipeHandleState(p.client, &mode, NULL, NULL));
	io_read(p.client, &io);
	works(CancelIoEx(p.client, NULL));
	io_ends(p.client, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	pipe_close(&p);
}

/*
 * A client without GENERIC_WRITE needs FILE_WRITE_ATTRIBUTES for it.
 * Wine does not ask.
 */
static void needs_attributes(void)
{
	struct pipe_ends p;
	DWORD mode = PIPE_READMODE_MESSAGE;

	pipe_server(&p, PIPE_ACCESS_OUTBOUND, MESSAGES);
	pipe_client(&p, GENERIC_READ, 0);
	todo_wine
		fails(SetNamedPipeHandleState(p.client, &mode, NULL, NULL),
		      ERROR_ACCESS_DENIED);
	pipe_close(&p);
	pipe_server(&p, PIPE_ACCESS_OUTBOUND, MESSAGES);
	pipe_client(&p, GENERIC_READ | FILE_WRITE_ATTRIBUTES, 0);
	sets(p.client, PIPE_READMODE_MESSAGE);
	pipe_close(&p);
}

START_TEST(SetNamedPipeHandleState)
{
	RUN(each_end_its_own);
	RUN(refused);
	RUN(of_calls_to_come);
	RUN(needs_attributes);
}
