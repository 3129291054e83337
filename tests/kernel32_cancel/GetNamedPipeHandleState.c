/*
 * GetNamedPipeHandleState: what it tells besides the mode, and to whom. The
 * modes themselves are in SetNamedPipeHandleState.c.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

static void instances(void)
{
	HANDLE server[3], client;
	char name[80];
	DWORD n;

	pipe_name(name);
	for (DWORD i = 0; i < 3; i++) {
		server[i] = CreateNamedPipeA(name, DUPLEX, BYTES, 5, QUOTA,
					     QUOTA, 0, NULL);
		works(GetNamedPipeHandleStateA(server[0], NULL, &n, NULL, NULL,
					       NULL, 0));
		ok(n == i + 1, "%u instances\n", n);
	}
	client = pipe_open(name, BOTH_WAYS, 0);
	works(GetNamedPipeHandleStateW(client, NULL, &n, NULL, NULL, NULL, 0));
	ok(n == 3, "%u instances\n", n);
	CloseHandle(server[2]);
	works(GetNamedPipeHandleStateA(server[0], NULL, &n, NULL, NULL, NULL,
				       0));
	ok(n == 2, "%u instances\n", n);
	CloseHandle(client);
	CloseHandle(server[1]);
	CloseHandle(server[0]);
}

static void nothing_asked(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	SetLastError(UNTOUCHED);
	ok(GetNamedPipeHandleStateA(p.server, NULL, NULL, NULL, NULL, NULL, 0),
	   "error %u\n", GetLastError());
	ok(GetLastError() == UNTOUCHED, "the last error is %u\n",
	   GetLastError());
	pipe_close(&p);
}

static void no_pipe(void)
{
	HANDLE file = CreateFileA(fixture_path("file"), GENERIC_WRITE, 0, NULL,
				  CREATE_NEW, 0, NULL);
	DWORD n;

	fails(GetNamedPipeHandleStateA(INVALID_HANDLE_VALUE, &n, NULL, NULL,
				       NULL, NULL, 0),
	      ERROR_INVALID_HANDLE);
	ok(!GetNamedPipeHandleStateA(file, &n, NULL, NULL, NULL, NULL, 0),
	   "of a file\n");
	CloseHandle(file);
}

START_TEST(GetNamedPipeHandleState)
{
	RUN(instances);
	RUN(nothing_asked);
	RUN(no_pipe);
}
