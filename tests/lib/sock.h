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
typedef BOOL (WINAPI *disconnect_ex_fn)(SOCKET, OVERLAPPED *, DWORD, DWORD);

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

/* An address of any of the families. */
struct sock_name {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct { u_short family; char path[108]; } un;
	};
	int length;
};

/* Nobody's yet: on loopback, a port of the system's choice; a file of the case's. */
static inline struct sock_name sock_name(int family)
{
	static int files;
	struct sock_name name = {.any.sa_family = family};
	char file[32];

	if (family == AF_INET) {
		name.in = loopback();
		name.length = sizeof(name.in);
	} else if (family == AF_INET6) {
		name.in6.sin6_addr.s6_addr[15] = 1;
		name.length = sizeof(name.in6);
	} else {
		snprintf(file, sizeof(file), "socket%d", ++files);
		snprintf(name.un.path, sizeof(name.un.path), "%s",
			 fixture_path(file));
		name.length = sizeof(name.un);
	}
	return name;
}

/* Bound to a name of the system's choice, which is written to *name. */
static inline SOCKET family_bound(int family, int type, struct sock_name *name)
{
	SOCKET s;

	sock_start();
	s = socket(family, type, 0);
	ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	*name = sock_name(family);
	ok(!bind(s, &name->any, name->length), "error %d\n", WSAGetLastError());
	ok(!getsockname(s, &name->any, &name->length), "error %d\n",
	   WSAGetLastError());
	return s;
}

static inline SOCKET family_listener(int family, struct sock_name *name,
				     int backlog)
{
	SOCKET s = family_bound(family, SOCK_STREAM, name);

	ok(!listen(s, backlog), "error %d\n", WSAGetLastError());
	return s;
}

static inline SOCKET family_connected(const struct sock_name *name)
{
	SOCKET s = socket(name->any.sa_family, SOCK_STREAM, 0);

	ok(!connect(s, &name->any, name->length), "error %d\n",
	   WSAGetLastError());
	return s;
}

/* The same for who wants to see the address. */
static inline SOCKET sock_bound(int type, struct sockaddr_in *name)
{
	struct sock_name found;
	SOCKET s = family_bound(AF_INET, type, &found);

	*name = found.in;
	return s;
}

static inline SOCKET sock_listener(struct sockaddr_in *name, int backlog)
{
	struct sock_name found;
	SOCKET s = family_listener(AF_INET, &found, backlog);

	*name = found.in;
	return s;
}

static inline SOCKET sock_connected(const struct sockaddr_in *name)
{
	struct sock_name there = {.in = *name, .length = sizeof(*name)};

	return family_connected(&there);
}

/* Streams between the two. */
static inline void family_pair(int family, SOCKET *a, SOCKET *b)
{
	struct sock_name name;
	SOCKET l = family_listener(family, &name, 1);

	*a = family_connected(&name);
	*b = accept(l, NULL, NULL);
	ok(*b != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	closesocket(l);
}

static inline void tcp_pair(SOCKET *a, SOCKET *b)
{
	family_pair(AF_INET, a, b);
}

/* The system's family for streams within a machine; FALSE after a skip. */
static inline BOOL have_unix(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine has no AF_UNIX\n");
	return FALSE;
}

static inline BOOL unix_pair(SOCKET *a, SOCKET *b)
{
	if (!have_unix())
		return FALSE;
	family_pair(AF_UNIX, a, b);
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

static inline void sock_disconnect(SOCKET s, DWORD flags)
{
	disconnect_ex_fn disconnect_ex =
		(disconnect_ex_fn)sock_extension(s, (GUID)WSAID_DISCONNECTEX);

	ok(disconnect_ex(s, NULL, flags, 0), "error %d\n", WSAGetLastError());
}

#endif
