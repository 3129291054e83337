/*
 * Named pipes for tests: names nobody else has, the two ends of a connection,
 * and a second thread left in each of the calls that can wait for the other
 * end. Steps that do not know what kind of file they have are in pair.h.
 */
#ifndef TESTS_LIB_NAMED_PIPE_H
#define TESTS_LIB_NAMED_PIPE_H

#include "blocked.h"

#define QUOTA 4096
#define DUPLEX PIPE_ACCESS_DUPLEX
#define BYTES (PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT)
#define MESSAGES (PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT)
#define BOTH_WAYS (GENERIC_READ | GENERIC_WRITE)

struct pipe_ends {
	char name[80];
	HANDLE server, client;
};

static inline void pipe_name(char name[80])
{
	static LONG serial;

	sprintf(name, "\\\\.\\pipe\\wincancel-test-%u-n%d",
		(unsigned)GetCurrentProcessId(),
		(int)InterlockedIncrement(&serial));
}

/* A server end, the only instance there may be of a new name. */
#define pipe_server(p, open_mode, mode) \
	pipe_server_(__FILE__, __LINE__, p, open_mode, mode)
static inline void pipe_server_(const char *src, int line, struct pipe_ends *p,
				DWORD open_mode, DWORD mode)
{
	pipe_name(p->name);
	p->client = NULL;
	p->server = CreateNamedPipeA(p->name, open_mode, mode, 1, QUOTA, QUOTA,
				     0, NULL);
	ok_(src, line)(p->server != INVALID_HANDLE_VALUE, "server: error %u\n",
		       GetLastError());
}

static inline HANDLE pipe_open(const char *name, DWORD access, DWORD flags)
{
	return CreateFileA(name, access, 0, NULL, OPEN_EXISTING, flags, NULL);
}

#define pipe_client(p, access, flags) \
	pipe_client_(__FILE__, __LINE__, p, access, flags)
static inline void pipe_client_(const char *src, int line, struct pipe_ends *p,
				DWORD access, DWORD flags)
{
	p->client = pipe_open(p->name, access, flags);
	ok_(src, line)(p->client != INVALID_HANDLE_VALUE, "client: error %u\n",
		       GetLastError());
}

#define pipe_read_mode(file, mode) \
	pipe_read_mode_(__FILE__, __LINE__, file, mode)
static inline void pipe_read_mode_(const char *src, int line, HANDLE file,
				   DWORD mode)
{
	BOOL ret = SetNamedPipeHandleState(file, &mode, NULL, NULL);

	ok_(src, line)(ret, "mode %u: error %u\n", mode, GetLastError());
}

/* Both ends of a duplex pipe; the client reads as the server does. */
#define pipe_pair(p, mode, flags) pipe_pair_(__FILE__, __LINE__, p, mode, flags)
static inline void pipe_pair_(const char *src, int line, struct pipe_ends *p,
			      DWORD mode, DWORD flags)
{
	pipe_server_(src, line, p, DUPLEX | flags, mode);
	pipe_client_(src, line, p, BOTH_WAYS, flags);
	if (mode & (PIPE_READMODE_MESSAGE | PIPE_NOWAIT))
		pipe_read_mode_(src, line, p->client,
				mode & (PIPE_READMODE_MESSAGE | PIPE_NOWAIT));
}

static inline void pipe_close(struct pipe_ends *p)
{
	if (p->client)
		CloseHandle(p->client);
	if (p->server)
		CloseHandle(p->server);
}

/* A write that must be taken whole at once, and a read that finds this. */
#define pipe_put(file, data, size) \
	pipe_put_(__FILE__, __LINE__, file, data, size)
static inline void pipe_put_(const char *src, int line, HANDLE file,
			     const void *data, DWORD size)
{
	OVERLAPPED ov = {0};
	DWORD moved = UNTOUCHED, err;
	BOOL ret;

	ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	ret = WriteFile(file, data, size, &moved, &ov);
	err = GetLastError();
	ok_(src, line)(ret, "write: error %u\n", err);
	if (!ret && err == ERROR_IO_PENDING) {
		CancelIoEx(file, &ov);
		GetOverlappedResult(file, &ov, &moved, TRUE);
	}
	ok_(src, line)(moved == size, "wrote %u of %u\n", moved, size);
	CloseHandle(ov.hEvent);
}

#define pipe_get(file, room, error, data, size) \
	pipe_get_(__FILE__, __LINE__, file, room, error, data, size)
static inline void pipe_get_(const char *src, int line, HANDLE file, DWORD room,
			     DWORD error, const void *data, DWORD size)
{
	static char block[65536];
	OVERLAPPED ov = {0};
	DWORD moved = UNTOUCHED, err;
	BOOL ret;

	ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	SetLastError(0);
	ret = ReadFile(file, block, room, &moved, &ov);
	err = GetLastError();
	if (!ret && err == ERROR_IO_PENDING) {
		CancelIoEx(file, &ov);
		ret = GetOverlappedResult(file, &ov, &moved, TRUE);
		err = GetLastError();
	} else if (!ret) {
		moved = err == ERROR_MORE_DATA ? (DWORD)ov.InternalHigh : 0;
	}
	ok_(src, line)(ret == !error && (ret || err == error),
		       "read: result %d error %u, not %u\n", ret, err, error);
	ok_(src, line)(moved == size, "read %u, not %u\n", moved, size);
	if (moved == size && data)
		ok_(src, line)(!memcmp(block, data, size), "other bytes\n");
	CloseHandle(ov.hEvent);
}

/* Threads, as those of blocked.h. */
static inline DWORD WINAPI blocked_connect(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = ConnectNamedPipe(b->file, NULL);
	b->err = GetLastError();
	b->count = 0;
	return 0;
}

static inline DWORD WINAPI blocked_transact(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = TransactNamedPipe(b->file, b->data, b->size, b->buf,
				   sizeof(b->buf), &b->count, NULL);
	b->err = GetLastError();
	return 0;
}

static inline DWORD WINAPI blocked_flush(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = FlushFileBuffers(b->file);
	b->err = GetLastError();
	b->count = 0;
	return 0;
}

/* `size` is the time-out */
static inline DWORD WINAPI blocked_wait_name(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = WaitNamedPipeA(b->path, b->size);
	b->err = GetLastError();
	b->count = 0;
	return 0;
}

#endif
