/*
 * setsockopt and getsockopt of Winsock 1.1, whose numbers of IP_MULTICAST_IF to
 * IP_DONTFRAGMENT are others than Winsock 2's; WSARecvEx.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "hooked.h"

typedef int (WINAPI *get_fn)(SOCKET, int, int, char *, int *);

/* What a Winsock 2 program would be told. */
static int second_value(SOCKET s, int name)
{
	get_fn get = (get_fn)(void *)GetProcAddress(LoadLibraryA("ws2_32.dll"),
						    "getsockopt");
	int value = -1, n = sizeof(value);

	ok(!get(s, IPPROTO_IP, name, (char *)&value, &n), "%d: error %d\n", name,
	   WSAGetLastError());
	return value;
}

/* Microsoft: KB 257460 */
static void numbers(void)
{
	static const struct { int first, second, value; } rows[] = {
		{ 3, 10, 9 },  /* IP_MULTICAST_TTL; 3 is Winsock 2's IP_TOS */
		{ 4, 11, 0 },  /* IP_MULTICAST_LOOP; IP_TTL */
		{ 7, 4, 77 },  /* IP_TTL */
		{ 8, 3, 16 },  /* IP_TOS */
	};
	struct sockaddr_in name;
	SOCKET s = sock_bound(SOCK_DGRAM, &name);

	for (int i = 0; i < 4; i++) {
		int value = rows[i].value, got = -1, n = sizeof(got);

		ok(!setsockopt(s, IPPROTO_IP, rows[i].first, (char *)&value,
			       sizeof(value)),
		   "%d: error %d\n", rows[i].first, WSAGetLastError());
		ok(!getsockopt(s, IPPROTO_IP, rows[i].first, (char *)&got, &n),
		   "%d: error %d\n", rows[i].first, WSAGetLastError());
		ok((got & 0xff) == value, "%d: %d, not %d\n", rows[i].first, got,
		   value);
		ok((second_value(s, rows[i].second) & 0xff) == value,
		   "%d is not %d\n", rows[i].first, rows[i].second);
	}
	closesocket(s);
}

/* Another level's are nobody's to change. */
static void others(void)
{
	int on = 1, got = 0, n = sizeof(got);
	SOCKET a, s;

	tcp_pair(&a, &s);
	ok(!setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof(on)) &&
		   !getsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&got, &n) &&
		   got,
	   "error %d\n", WSAGetLastError());
	ok(!setsockopt(s, SOL_SOCKET, 8 /* SO_KEEPALIVE */, (char *)&on,
		       sizeof(on)),
	   "error %d\n", WSAGetLastError());
	closesocket(a);
	closesocket(s);
}

/* A part of a datagram is said to be one. */
static void partial(void)
{
	struct sockaddr_in name;
	SOCKET s = sock_bound(SOCK_DGRAM, &name);
	char buf[4];
	int flags;

	sendto(s, "toolong", 7, 0, (struct sockaddr *)&name, sizeof(name));
	sendto(s, "abc", 3, 0, (struct sockaddr *)&name, sizeof(name));
	flags = 0;
	/* Wine's is recv */
	todo_wine ok(WSARecvEx(s, buf, 4, &flags) == 4 && flags == MSG_PARTIAL &&
		   !memcmp(buf, "tool", 4),
	   "flags %#x error %d\n", flags, WSAGetLastError());
	flags = 0;
	ok(WSARecvEx(s, buf, 4, &flags) == 3 && !flags, "flags %#x error %d\n",
	   flags, WSAGetLastError());
	sendto(s, "toolong", 7, 0, (struct sockaddr *)&name, sizeof(name));
	refused(recv(s, buf, 4, 0), SOCKET_ERROR, WSAEMSGSIZE);
	closesocket(s);
}

START_TEST(setsockopt)
{
	RUN(numbers);
	RUN(others);
	RUN(partial);
}
