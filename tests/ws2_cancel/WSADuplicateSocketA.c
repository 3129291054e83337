/*
 * WSADuplicateSocket: a socket that another process, or this one, makes its own.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"
#include "lib/child.h"

#define fails_with(call, bad, error)                                        \
	do {                                                                \
		WSASetLastError(0xdead);                                    \
		ok((call) == (bad) && WSAGetLastError() == (error),         \
		   "%s: error %d\n", #call, WSAGetLastError());             \
	} while (0)

static SOCKET take(WSAPROTOCOL_INFOA *info)
{
	return WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info,
			  0, WSA_FLAG_OVERLAPPED);
}

static BOOL on_wine(void)
{
	return !strcmp(winetest_platform, "wine");
}

/* Within one process; the first can be closed, the connection stays. */
static void here(void)
{
	WSAPROTOCOL_INFOA info;
	WSAPROTOCOL_INFOW wide;
	OVERLAPPED o = {.hEvent = manual_event(FALSE)};
	DWORD moved, flags = 0;
	SOCKET a, b, copy, second;
	char x;
	WSABUF buf = {1, &x};

	tcp_pair(&a, &b);
	memset(&info, 0x55, sizeof(info));
	ok(!WSADuplicateSocketA(a, GetCurrentProcessId(), &info), "error %d\n",
	   WSAGetLastError());
	ok(info.iAddressFamily == AF_INET && info.iSocketType == SOCK_STREAM &&
		   info.iProtocol == IPPROTO_TCP && info.iVersion == 2,
	   "family %d type %d protocol %d version %d\n", info.iAddressFamily,
	   info.iSocketType, info.iProtocol, info.iVersion);
	copy = take(&info);
	ok(copy != INVALID_SOCKET && copy != a, "error %d\n", WSAGetLastError());
	if (!on_wine()) /* takes it as often as it likes */
		fails_with(take(&info), INVALID_SOCKET, WSAEINVAL);
	ok(!WSADuplicateSocketW(a, GetCurrentProcessId(), &wide), "error %d\n",
	   WSAGetLastError());
	second = WSASocketW(-1, -1, -1, &wide, 0, WSA_FLAG_OVERLAPPED);
	ok(second != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	ok(!closesocket(a), "error %d\n", WSAGetLastError());
	ok(!closesocket(second), "error %d\n", WSAGetLastError());
	ok(send(copy, "x", 1, 0) == 1 && recv(b, &x, 1, 0) == 1, "error %d\n",
	   WSAGetLastError());
	/* It takes overlapped operations, and knows that it is connected. */
	ok(WSARecv(copy, &buf, 1, NULL, &flags, &o, NULL) == SOCKET_ERROR &&
		   WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	ok(send(b, "y", 1, 0) == 1, "error %d\n", WSAGetLastError());
	works(WSAGetOverlappedResult(copy, &o, &moved, TRUE, &flags));
	ok(moved == 1 && x == 'y', "moved %u\n", moved);
	closesocket(copy);
	ok(recv(b, &x, 1, 0) == 0, "it is still connected\n");
	closesocket(b);
	CloseHandle(o.hEvent);
}

static void transfer(HANDLE h, void *data, DWORD size, BOOL write)
{
	DWORD moved = 0, all = 0;

	while (all < size && (write ? WriteFile(h, (char *)data + all, size - all, &moved, NULL) :
				      ReadFile(h, (char *)data + all, size - all, &moved, NULL)) &&
	       moved)
		all += moved;
	ok(all == size, "moved %u of %u\n", all, size);
}

/* What the child does: its socket listens, or is connected. */
static void be_child(struct child *c, const char *role)
{
	WSAPROTOCOL_INFOA info;
	SOCKET s, got;
	char x = 0;

	sock_start();
	transfer(c->from, &info, sizeof(info), FALSE);
	s = take(&info);
	ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	if (!on_wine())
		fails_with(take(&info), INVALID_SOCKET, WSAEINVAL);
	if (!strcmp(role, "accepts")) {
		got = accept(s, NULL, NULL);
		ok(got != INVALID_SOCKET, "error %d\n", WSAGetLastError());
		closesocket(s);
		s = got;
	}
	ok(recv(s, &x, 1, 0) == 1 && x == 'a', "error %d\n", WSAGetLastError());
	ok(send(s, "b", 1, 0) == 1, "error %d\n", WSAGetLastError());
	closesocket(s);
	child_say(c, 'k');
}

static void there(void)
{
	WSAPROTOCOL_INFOA info;
	struct child c = {0};
	const char *role = child_role(&c);
	SOCKET a, b;
	char x = 0;

	if (role) {
		be_child(&c, role);
		return;
	}
	tcp_pair(&a, &b);
	if (!child_start(&c, "talks"))
		return;
	ok(!WSADuplicateSocketA(a, c.id, &info), "error %d\n", WSAGetLastError());
	if (!on_wine()) /* not for us, and that does not use it up */
		fails_with(take(&info), INVALID_SOCKET, WSAEINVAL);
	transfer(c.to, &info, sizeof(info), TRUE);
	ok(send(b, "a", 1, 0) == 1 && recv(b, &x, 1, 0) == 1 && x == 'b', "error %d\n",
	   WSAGetLastError());
	child_says(&c, 'k');
	child_ends(&c, 0);
	/* It has closed its own, ours is as it was. */
	ok(send(a, "z", 1, 0) == 1 && recv(b, &x, 1, 0) == 1 && x == 'z', "error %d\n",
	   WSAGetLastError());
	closesocket(a);
	closesocket(b);
}

static void listening(void)
{
	WSAPROTOCOL_INFOA info;
	struct sockaddr_in name;
	struct child c = {0};
	const char *role = child_role(&c);
	SOCKET l, s;
	char x = 0;

	if (role) {
		be_child(&c, role);
		return;
	}
	l = sock_listener(&name, 1);
	if (!child_start(&c, "accepts"))
		return;
	ok(!WSADuplicateSocketA(l, c.id, &info), "error %d\n", WSAGetLastError());
	/* Before the other has it: it is kept. */
	if (!on_wine())
		closesocket(l);
	transfer(c.to, &info, sizeof(info), TRUE);
	s = sock_connected(&name);
	ok(send(s, "a", 1, 0) == 1 && recv(s, &x, 1, 0) == 1 && x == 'b', "error %d\n",
	   WSAGetLastError());
	child_says(&c, 'k');
	child_ends(&c, 0);
	closesocket(s);
	if (on_wine())
		closesocket(l);
}

static void refused(void)
{
	WSAPROTOCOL_INFOA info = {0};
	struct sockaddr_in name;
	SOCKET s = sock_bound(SOCK_DGRAM, &name);
	DWORD self = GetCurrentProcessId();

	fails_with(WSADuplicateSocketA(s, self, NULL), SOCKET_ERROR, WSAEFAULT);
	fails_with(WSADuplicateSocketW(s, self, NULL), SOCKET_ERROR, WSAEFAULT);
	fails_with(WSADuplicateSocketA(s, 0, &info), SOCKET_ERROR, WSAEINVAL);
	fails_with(WSADuplicateSocketA(s, 0x7ffffff0, &info), SOCKET_ERROR, WSAEINVAL);
	if (!on_wine()) {
		/* Nothing that was given, and what is made up. */
		info.iAddressFamily = AF_INET;
		info.iSocketType = SOCK_STREAM;
		info.dwProviderReserved = 7;
		fails_with(take(&info), INVALID_SOCKET, WSAEINVAL);
		info.dwServiceFlags3 = info.dwServiceFlags4 = self;
		fails_with(take(&info), INVALID_SOCKET, WSAEINVAL);
		ok(!WSADuplicateSocketA(s, self, &info), "error %d\n", WSAGetLastError());
		info.dwServiceFlags2 ^= 1;
		fails_with(take(&info), INVALID_SOCKET, WSAEINVAL);
		/* As many as nobody takes; then no more. */
		for (int i = 0; i < 255; i++)
			ok(!WSADuplicateSocketA(s, self, &info), "error %d\n",
			   WSAGetLastError());
		fails_with(WSADuplicateSocketA(s, self, &info), SOCKET_ERROR, WSAENOBUFS);
	}
	closesocket(s);
	fails_with(WSADuplicateSocketA(s, self, &info), SOCKET_ERROR, WSAENOTSOCK);
}

START_TEST(WSADuplicateSocketA)
{
	RUN(here);
	RUN(there);
	RUN(listening);
	RUN(refused);
}
