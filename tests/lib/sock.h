/*
 * Sockets for tests: connected pairs, listeners, on loopback.
 */
#ifndef TESTS_LIB_SOCK_H
#define TESTS_LIB_SOCK_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include "pair.h"

typedef BOOL (WINAPI *connect_ex_fn)(SOCKET, const struct sockaddr *, int, void *,
				     DWORD, DWORD *, OVERLAPPED *);

/* Which Winsock is asked for. */
#ifndef SOCK_VERSION
#define SOCK_VERSION MAKEWORD(2, 2)
#endif

static inline void sock_start(void)
{
	static BOOL started;
	WSADATA data;

	if (started)
		return;
	ok(!WSAStartup(SOCK_VERSION, &data), "no Winsock\n");
	started = TRUE;
}

static inline struct sockaddr_in loopback(void)
{
	struct sockaddr_in a = {0};

	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

/* Bound to a port of the system's choice, which is written to name. */
static inline SOCKET sock_bound(int type, struct sockaddr_in *name)
{
	int n = sizeof(*name);
	SOCKET s;

	sock_start();
	s = socket(AF_INET, type, 0);
	*name = loopback();
	ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	ok(!bind(s, (struct sockaddr *)name, sizeof(*name)), "error %d\n",
	   WSAGetLastError());
	ok(!getsockname(s, (struct sockaddr *)name, &n), "error %d\n",
	   WSAGetLastError());
	return s;
}

static inline SOCKET sock_listener(struct sockaddr_in *name, int backlog)
{
	SOCKET s = sock_bound(SOCK_STREAM, name);

	ok(!listen(s, backlog), "error %d\n", WSAGetLastError());
	return s;
}

static inline SOCKET sock_connected(const struct sockaddr_in *name)
{
	SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

	ok(!connect(s, (const struct sockaddr *)name, sizeof(*name)),
	   "error %d\n", WSAGetLastError());
	return s;
}

static inline void tcp_pair(SOCKET *a, SOCKET *b)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 1);

	*a = sock_connected(&name);
	*b = accept(l, NULL, NULL);
	ok(*b != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	closesocket(l);
}

/* The system's one for streams within a machine; FALSE after a skip. */
static inline BOOL unix_pair(SOCKET *a, SOCKET *b)
{
	struct { u_short family; char path[108]; } name = {.family = AF_UNIX};
	SOCKET l;

	sock_start();
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine has no AF_UNIX\n");
		return FALSE;
	}
	snprintf(name.path, sizeof(name.path), "%s", fixture_path("socket"));
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	ok(!bind(l, (struct sockaddr *)&name, sizeof(name)), "error %d\n",
	   WSAGetLastError());
	ok(!listen(l, 1), "error %d\n", WSAGetLastError());
	*a = socket(AF_UNIX, SOCK_STREAM, 0);
	ok(!connect(*a, (struct sockaddr *)&name, sizeof(name)), "error %d\n",
	   WSAGetLastError());
	*b = accept(l, NULL, NULL);
	closesocket(l);
	DeleteFileA(name.path);
	return *b != INVALID_SOCKET;
}

/* A function that only WSAIoctl tells of. */
static inline void *sock_extension(SOCKET s, GUID id)
{
	void *function = NULL;
	DWORD n;

	ok(!WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
		     &function, sizeof(function), &n, NULL, NULL),
	   "error %d\n", WSAGetLastError());
	return function;
}

#endif
