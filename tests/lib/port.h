/*
 * Completion ports for tests: a port with a file in it, and the one packet that
 * must be there, or none.
 */
#ifndef TESTS_LIB_PORT_H
#define TESTS_LIB_PORT_H

#include "pair.h"

#define ON_WINE (!strcmp(winetest_platform, "wine"))
#define FILE_KEY ((ULONG_PTR)0x1122334455667788)

static inline HANDLE new_port(DWORD threads)
{
	HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0,
					     threads);

	ok(port != NULL, "no port: error %u\n", GetLastError());
	return port;
}

#define port_add(port, file) port_add_(__FILE__, __LINE__, port, file)
static inline void port_add_(const char *src, int line, HANDLE port,
			     HANDLE file)
{
	HANDLE same = CreateIoCompletionPort(file, port, FILE_KEY, 0);

	ok_(src, line)(same == port, "%p, not %p: error %u\n", same, port,
		       GetLastError());
}

/* A port with the end of a pair in it that is read, and the other end. */
static inline HANDLE port_pair(HANDLE *rd, HANDLE *wr)
{
	HANDLE port = new_port(0);

	ok(overlapped_pair(rd, wr), "no pair\n");
	port_add(port, *rd);
	return port;
}

static inline void port_pair_close(HANDLE port, HANDLE rd, HANDLE wr)
{
	CloseHandle(rd);
	CloseHandle(wr);
	CloseHandle(port);
}

/* The next packet is this one; error 0: of a success. */
#define port_gives(port, key, ov, error, bytes) \
	port_gives_(__FILE__, __LINE__, port, key, ov, error, bytes)
static inline void port_gives_(const char *src, int line, HANDLE port,
			       ULONG_PTR key, void *ov, DWORD error,
			       DWORD bytes)
{
	DWORD moved = UNTOUCHED, err;
	ULONG_PTR got_key = UNTOUCHED;
	OVERLAPPED *got = NULL;
	BOOL ret;

	SetLastError(0);
	ret = GetQueuedCompletionStatus(port, &moved, &got_key, &got, 20000);
	err = ret ? 0 : GetLastError();
	ok_(src, line)(ret == !error && err == error,
		       "result %d error %u, not %u\n", ret, err, error);
	ok_(src, line)((void *)got == ov, "overlapped %p, not %p\n", got, ov);
	ok_(src, line)(got_key == key, "key %#llx, not %#llx\n",
		       (unsigned long long)got_key, (unsigned long long)key);
	ok_(src, line)(moved == bytes, "moved %u, not %u\n", moved, bytes);
}

#define port_empty(port) port_empty_(__FILE__, __LINE__, port)
static inline void port_empty_(const char *src, int line, HANDLE port)
{
	DWORD moved = UNTOUCHED, err;
	ULONG_PTR key = UNTOUCHED;
	OVERLAPPED *ov = (OVERLAPPED *)8;
	BOOL ret;

	SetLastError(UNTOUCHED);
	ret = GetQueuedCompletionStatus(port, &moved, &key, &ov, 0);
	err = GetLastError();
	ok_(src, line)(!ret && !ov && err == WAIT_TIMEOUT,
		       "result %d overlapped %p error %u\n", ret, ov, err);
}

/* A read that has no event, so that its packet is the only notice. */
static inline void read_silently(HANDLE file, struct io *io)
{
	memset(io, 0, sizeof(*io));
	io_read(file, io);
}

#endif
