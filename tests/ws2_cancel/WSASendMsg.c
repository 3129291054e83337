/*
 * Control data: what WSARecvMsg tells of a datagram, and WSASendMsg of its sender.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

/* not in every mswsock.h */
int WINAPI WSASendMsg(SOCKET s, WSAMSG *m, DWORD flags, DWORD *n, WSAOVERLAPPED *o,
		      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

typedef INT (WINAPI *receive_fn)(SOCKET, WSAMSG *, DWORD *, WSAOVERLAPPED *,
				 LPWSAOVERLAPPED_COMPLETION_ROUTINE);
static const GUID receive_id = {
	0xf689d7c8, 0x6f1f, 0x436b, {0x8a, 0x53, 0xe5, 0x4f, 0xe3, 0x51, 0xc3, 0x22}};

#define PACKET_INFO 19
#define HOP_LIMIT 21
#define CUT 0x200 /* MSG_CTRUNC */

struct head {
	SIZE_T length;
	INT level, type;
};

static BOOL on_wine(void)
{
	return !strcmp(winetest_platform, "wine");
}

static int receive(SOCKET s, char *control, ULONG *length, DWORD *flags)
{
	receive_fn f = (receive_fn)sock_extension(s, receive_id);
	struct sockaddr_storage from;
	char data[8];
	WSABUF b = {sizeof(data), data};
	WSAMSG m = {.name = (struct sockaddr *)&from, .namelen = sizeof(from),
		    .lpBuffers = &b, .dwBufferCount = 1,
		    .Control = {*length, control}, .dwFlags = 0};
	DWORD moved = 0;
	int ret = f(s, &m, &moved, NULL, NULL);

	*length = m.Control.len;
	*flags = m.dwFlags;
	ok(ret || moved == 3, "moved %u\n", moved);
	return ret ? WSAGetLastError() : 0;
}

static char *find(char *control, ULONG length, int level, int type, SIZE_T size)
{
	for (ULONG at = 0; at + sizeof(struct head) <= length;) {
		struct head *h = (struct head *)(control + at);

		if (h->length < sizeof(*h) || h->length > length - at)
			return NULL;
		if (h->level == level && h->type == type)
			return h->length == sizeof(*h) + size ? (char *)(h + 1) : NULL;
		at += (ULONG)((h->length + 7) & ~(SIZE_T)7);
	}
	return NULL;
}

static void switch_on(SOCKET s, int level, int name)
{
	DWORD on = 1, is = 0;
	int n = sizeof(is);

	ok(!setsockopt(s, level, name, (char *)&on, sizeof(on)), "error %d\n",
	   WSAGetLastError());
	ok(!getsockopt(s, level, name, (char *)&is, &n) && is == 1, "error %d\n",
	   WSAGetLastError());
}

static void four(void)
{
	struct sockaddr_in name;
	SOCKET s = sock_bound(SOCK_DGRAM, &name), c = socket(AF_INET, SOCK_DGRAM, 0);
	char control[128], *at;
	ULONG length = sizeof(control);
	DWORD flags;
	int ttl = 77;

	/* Nothing is asked for: none. */
	sendto(c, "abc", 3, 0, (struct sockaddr *)&name, sizeof(name));
	ok(!receive(s, control, &length, &flags) && !flags, "error %d\n", WSAGetLastError());
	ok(!length, "length %u\n", (unsigned)length);

	switch_on(s, IPPROTO_IP, PACKET_INFO);
	switch_on(s, IPPROTO_IP, HOP_LIMIT);
	ok(!setsockopt(c, IPPROTO_IP, IP_TTL, (char *)&ttl, sizeof(ttl)), "error %d\n",
	   WSAGetLastError());
	sendto(c, "abc", 3, 0, (struct sockaddr *)&name, sizeof(name));
	length = sizeof(control);
	ok(!receive(s, control, &length, &flags) && !flags, "error %d\n", WSAGetLastError());
	at = find(control, length, IPPROTO_IP, PACKET_INFO, 8);
	ok(at && *(u_long *)at == name.sin_addr.s_addr && *(UINT *)(at + 4),
	   "no packet info\n");
	at = find(control, length, IPPROTO_IP, HOP_LIMIT, sizeof(int));
	todo_wine /* tells of none */
	ok(at && *(int *)at == 77, "hop limit %d\n", at ? *(int *)at : -1);

	/* Room for none of it. */
	sendto(c, "abc", 3, 0, (struct sockaddr *)&name, sizeof(name));
	length = sizeof(struct head) + 2;
	if (!on_wine()) {
		ok(!receive(s, control, &length, &flags), "error %d\n", WSAGetLastError());
		ok((flags & CUT) && length <= sizeof(struct head) + 2, "flags %x length %u\n",
		   flags, (unsigned)length);
	}
	closesocket(s);
	closesocket(c);
}

static void six(void)
{
	struct sockaddr_in6 name = {.sin6_family = AF_INET6};
	char control[128], *at;
	ULONG length = sizeof(control);
	int n = sizeof(name);
	DWORD flags;
	SOCKET s;

	sock_start();
	s = socket(AF_INET6, SOCK_DGRAM, 0);
	name.sin6_addr.s6_addr[15] = 1;
	if (s == INVALID_SOCKET || bind(s, (struct sockaddr *)&name, sizeof(name))) {
		skip("no IPv6: %d\n", WSAGetLastError());
		return;
	}
	getsockname(s, (struct sockaddr *)&name, &n);
	switch_on(s, IPPROTO_IPV6, PACKET_INFO);
	switch_on(s, IPPROTO_IPV6, HOP_LIMIT);
	sendto(s, "abc", 3, 0, (struct sockaddr *)&name, sizeof(name));
	ok(!receive(s, control, &length, &flags) && !flags, "error %d\n", WSAGetLastError());
	at = find(control, length, IPPROTO_IPV6, PACKET_INFO, 20);
	ok(at && !memcmp(at, &name.sin6_addr, 16) && *(UINT *)(at + 16), "no packet info\n");
	at = find(control, length, IPPROTO_IPV6, HOP_LIMIT, sizeof(int));
	ok(at && *(int *)at > 0, "no hop limit\n");
	closesocket(s);
}

/* From another address than the socket's own; and what is no control data. */
static void sent(void)
{
	struct sockaddr_in name, any = {.sin_family = AF_INET}, from;
	SOCKET s = sock_bound(SOCK_DGRAM, &name), c = socket(AF_INET, SOCK_DGRAM, 0);
	struct {
		struct head head;
		u_long address;
		UINT interface_index;
	} info = {{sizeof(struct head) + 8, IPPROTO_IP, PACKET_INFO},
		  htonl(0x7f000002), 0};
	WSABUF b = {3, (char *)"abc"};
	WSAMSG m = {.name = (struct sockaddr *)&name, .namelen = sizeof(name),
		    .lpBuffers = &b, .dwBufferCount = 1,
		    .Control = {sizeof(info), (char *)&info}};
	int n = sizeof(from);
	DWORD moved;
	char data[4];

	bind(c, (struct sockaddr *)&any, sizeof(any));
	if (on_wine()) {
		skip("Wine sends no control data\n");
		closesocket(s);
		closesocket(c);
		return;
	}
	ok(!WSASendMsg(c, &m, 0, &moved, NULL, NULL) && moved == 3, "error %d\n",
	   WSAGetLastError());
	ok(recvfrom(s, data, 4, 0, (struct sockaddr *)&from, &n) == 3 &&
		   from.sin_addr.s_addr == info.address,
	   "from %s\n", inet_ntoa(from.sin_addr));
	for (int i = 0; i < 3; i++) {
		info.head.length = i == 0 ? sizeof(info) + 1 : i == 1 ? 3 : sizeof(info);
		info.head.type = i == 2 ? 7777 : PACKET_INFO;
		ok(WSASendMsg(c, &m, 0, &moved, NULL, NULL) == SOCKET_ERROR &&
			   WSAGetLastError() == WSAEINVAL,
		   "%d: error %d\n", i, WSAGetLastError());
	}
	closesocket(s);
	closesocket(c);
}

START_TEST(WSASendMsg)
{
	RUN(four);
	RUN(six);
	RUN(sent);
}
