/*
 * CallNamedPipe: open, ask, hear, close in one call.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

struct server {
	HANDLE pipe;
	const char *answer;
	DWORD size, heard;
	char question[64];
	BOOL ok;
};

/* Serves one client: connected, asked, answered, until the client has gone. */
static DWORD WINAPI serve_one(void *arg)
{
	struct server *s = arg;
	DWORD moved;

	s->ok = (ConnectNamedPipe(s->pipe, NULL) ||
		 GetLastError() == ERROR_PIPE_CONNECTED) &&
		ReadFile(s->pipe, s->question, sizeof(s->question), &s->heard,
			 NULL);
	if (s->ok && s->answer)
		s->ok = WriteFile(s->pipe, s->answer, s->size, &moved, NULL);
	if (s->answer)
		ReadFile(s->pipe, &moved, 1, &moved, NULL);
	DisconnectNamedPipe(s->pipe);
	return 0;
}

static HANDLE serve(struct pipe_ends *p, struct server *s, const char *answer)
{
	pipe_server(p, DUPLEX, MESSAGES);
	s->pipe = p->server;
	s->answer = answer;
	s->size = answer ? strlen(answer) : 0;
	return CreateThread(NULL, 0, serve_one, s, 0, NULL);
}

static void served(HANDLE thread, struct server *s)
{
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "hangs\n");
	ok(s->ok, "the server failed\n");
	ok(s->heard == 8 && !memcmp(s->question, "question", 8),
	   "heard %u bytes\n", s->heard);
	CloseHandle(thread);
}

static void asks(void)
{
	struct pipe_ends p;
	struct server s = {0};
	HANDLE thread = serve(&p, &s, "answer");
	DWORD moved = UNTOUCHED;
	char buf[16];

	works(CallNamedPipeA(p.name, "question", 8, buf, sizeof(buf), &moved,
			     NMPWAIT_WAIT_FOREVER));
	ok(moved == 6 && !memcmp(buf, "answer", 6), "moved %u\n", moved);
	served(thread, &s);
	pipe_close(&p);
}

static void asks_in_utf16(void)
{
	struct pipe_ends p;
	struct server s = {0};
	HANDLE thread = serve(&p, &s, "answer");
	DWORD moved = UNTOUCHED;
	WCHAR wide[80];
	char buf[16];

	for (int i = 0; i < 80; i++)
		wide[i] = p.name[i];
	works(CallNamedPipeW(wide, "question", 8, buf, sizeof(buf), &moved,
			     NMPWAIT_WAIT_FOREVER));
	ok(moved == 6 && !memcmp(buf, "answer", 6), "moved %u\n", moved);
	served(thread, &s);
	pipe_close(&p);
}

/* An answer without room: its beginning; the rest goes with the handle. */
static void more_data(void)
{
	struct pipe_ends p;
	struct server s = {0};
	HANDLE thread = serve(&p, &s, "answer");
	DWORD moved = UNTOUCHED;
	char buf[16];

	fails(CallNamedPipeA(p.name, "question", 8, buf, 3, &moved,
			     NMPWAIT_WAIT_FOREVER),
	      ERROR_MORE_DATA);
	ok(moved == 3 && !memcmp(buf, "ans", 3), "moved %u\n", moved);
	served(thread, &s);
	pipe_close(&p);
}

static void no_answer(void)
{
	struct pipe_ends p;
	struct server s = {0};
	HANDLE thread = serve(&p, &s, NULL);
	DWORD moved = UNTOUCHED;
	char buf[16];

	fails(CallNamedPipeA(p.name, "question", 8, buf, sizeof(buf), &moved,
			     NMPWAIT_WAIT_FOREVER),
	      ERROR_PIPE_NOT_CONNECTED);
	served(thread, &s);
	pipe_close(&p);
}

static void nobody(void)
{
	struct pipe_ends p;
	DWORD moved;
	char buf[16];

	pipe_name(p.name);
	fails(CallNamedPipeA(p.name, "q", 1, buf, sizeof(buf), &moved,
			     NMPWAIT_WAIT_FOREVER),
	      ERROR_FILE_NOT_FOUND);
	/* all instances have a client: waits as WaitNamedPipe does */
	pipe_pair(&p, MESSAGES, 0);
	fails(CallNamedPipeA(p.name, "q", 1, buf, sizeof(buf), &moved, 20),
	      ERROR_SEM_TIMEOUT);
	fails(CallNamedPipeA(p.name, "q", 1, buf, sizeof(buf), &moved,
			     NMPWAIT_NOWAIT),
	      ERROR_SEM_TIMEOUT);
	pipe_close(&p);
}

/* A pipe of bytes has no messages to ask with. */
static void bytes(void)
{
	struct pipe_ends p;
	DWORD moved;
	char buf[16];

	pipe_server(&p, DUPLEX, BYTES);
	fails(CallNamedPipeA(p.name, "q", 1, buf, sizeof(buf), &moved,
			     NMPWAIT_WAIT_FOREVER),
	      ERROR_INVALID_PARAMETER);
	pipe_close(&p);
}

START_TEST(CallNamedPipe)
{
	RUN(asks);
	RUN(asks_in_utf16);
	RUN(more_data);
	RUN(no_answer);
	RUN(nobody);
	RUN(bytes);
}
