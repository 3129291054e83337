/*
 * The calls of sockets that block their thread, for the canonical cases.
 */
#ifndef TESTS_CANONICAL_SOCKET_CALLS_H
#define TESTS_CANONICAL_SOCKET_CALLS_H

#include "calls.h"
#include "sock.h"

/* Wine's CancelSynchronousIo does not find a thread in one of its socket calls. */
static inline BOOL not_found_by_wine(void)
{
	if (strcmp(winetest_platform, "wine"))
		return FALSE;
	skip("Wine does not find socket calls\n");
	return TRUE;
}

static inline BOOL open_sock_recv(struct blocked *b, HANDLE *peer)
{
	SOCKET s, other;

	if (not_found_by_wine())
		return FALSE;
	tcp_pair(&s, &other);
	b->file = (HANDLE)s;
	*peer = (HANDLE)other;
	return TRUE;
}

/* What has a count of its own: SOCKET_ERROR is none. */
static inline DWORD ended(struct blocked *b, int n)
{
	b->err = GetLastError();
	b->ret = n >= 0;
	b->count = n < 0 ? 0 : (DWORD)n;
	return 0;
}

static inline DWORD WINAPI sock_recvs(void *arg)
{
	struct blocked *b = arg;

	return ended(b, recv((SOCKET)b->file, b->buf, sizeof(b->buf), 0));
}

static inline void serve_sock_recv(struct blocked *b, HANDLE peer)
{
	(void)b;
	ok(send((SOCKET)peer, "s", 1, 0) == 1, "error %d\n", WSAGetLastError());
}

static inline BOOL open_sock_send(struct blocked *b, HANDLE *peer)
{
	SOCKET s, other;

	if (!unix_pair(&s, &other))
		return FALSE;
	b->file = (HANDLE)s;
	*peer = (HANDLE)other;
	b->data = big;
	b->size = sizeof(big);
	return TRUE;
}

static inline DWORD WINAPI sock_sends(void *arg)
{
	struct blocked *b = arg;

	return ended(b, send((SOCKET)b->file, b->data, (int)b->size, 0));
}

static inline void serve_sock_send(struct blocked *b, HANDLE peer)
{
	char page[4096];
	int total = 0, n;

	(void)b;
	while (total < (int)sizeof(big) &&
	       (n = recv((SOCKET)peer, page, sizeof(page), 0)) > 0)
		total += n;
	ok(total == sizeof(big), "%d bytes\n", total);
}

static struct sockaddr_in blocked_name;

static inline BOOL open_sock_accept(struct blocked *b, HANDLE *peer)
{
	(void)peer;
	if (not_found_by_wine())
		return FALSE;
	b->file = (HANDLE)sock_listener(&blocked_name, 1);
	return TRUE;
}

static inline DWORD WINAPI sock_accepts(void *arg)
{
	struct blocked *b = arg;
	SOCKET s = accept((SOCKET)b->file, NULL, NULL);

	return ended(b, s == INVALID_SOCKET ? -1 : 0);
}

static inline void serve_sock_accept(struct blocked *b, HANDLE peer)
{
	(void)b;
	(void)peer;
	sock_connected(&blocked_name);
}

/* A listener whose queue is full: it answers no more. */
static inline BOOL open_sock_connect(struct blocked *b, HANDLE *peer)
{
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine's queue is longer\n");
		return FALSE;
	}
	*peer = (HANDLE)sock_listener(&blocked_name, 0);
	sock_connected(&blocked_name);
	b->file = (HANDLE)socket(AF_INET, SOCK_STREAM, 0);
	return TRUE;
}

static inline DWORD WINAPI sock_connects(void *arg)
{
	struct blocked *b = arg;

	return ended(b, connect((SOCKET)b->file, (struct sockaddr *)&blocked_name,
				sizeof(blocked_name)));
}

static inline void serve_sock_connect(struct blocked *b, HANDLE peer)
{
	(void)b;
	ok(accept((SOCKET)peer, NULL, NULL) != INVALID_SOCKET, "error %d\n",
	   WSAGetLastError());
}

static const struct kind sock_recv = {.open = open_sock_recv,
				      .call = sock_recvs,
				      .serve = serve_sock_recv};
static const struct kind sock_send = {.open = open_sock_send,
				      .call = sock_sends,
				      .serve = serve_sock_send,
				      .partial = TRUE};
static const struct kind sock_accept = {.open = open_sock_accept,
					.call = sock_accepts,
					.serve = serve_sock_accept};
static const struct kind sock_connect = {.open = open_sock_connect,
					 .call = sock_connects,
					 .serve = serve_sock_connect};

#endif
