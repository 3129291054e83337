/*
 * A child that is made while operations and look-ups are pending, by fork or by
 * CreateProcess: it takes nothing of theirs, ends none of them, and no packet leaves
 * on its account. After a fork Winsock is not for the child (WSAEOPNOTSUPP); what is
 * pending ends once, in the parent.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "lib/sock.h"
#include "lib/blocked.h"
#include "lib/child.h"
#include "lib/port.h"
#include "lib/window.h"
#include "lib/lookup.h"

#define NAME_ROOM (sizeof(struct sockaddr_in) + 16)

static int wait_for_child(pid_t pid)
{
	int status = -1;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* In the child: the call failed, and said why. */
static BOOL refused(BOOL failed)
{
	return failed && WSAGetLastError() == WSAEOPNOTSUPP;
}

static struct {
	SOCKET s, peer, listener, accepted, blocked_peer;
	struct sockaddr_in name;
	OVERLAPPED receiving, accepting;
	char buf[8], out[2 * NAME_ROOM];
	HANDLE port;
	struct blocked blocked;
} p;

static int receive(OVERLAPPED *o)
{
	WSABUF b = {sizeof(p.buf), p.buf};
	DWORD moved, flags = 0;

	return WSARecv(p.s, &b, 1, &moved, &flags, o, NULL);
}

static DWORD WINAPI receives(void *arg)
{
	struct blocked *b = arg;
	int n = recv((SOCKET)b->file, b->buf, sizeof(b->buf), 0);

	b->ret = n >= 0;
	b->err = WSAGetLastError();
	b->count = n < 0 ? 0 : n;
	return 0;
}

/* One of each: by event, by packet, and a call that blocks. */
static void begin_all(void)
{
	DWORD moved;
	SOCKET s;

	tcp_pair(&p.s, &p.peer);
	p.receiving.hEvent = WSACreateEvent();
	ok(receive(&p.receiving) && WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	p.listener = sock_listener(&p.name, 4);
	p.accepted = socket(AF_INET, SOCK_STREAM, 0);
	p.port = new_port(0);
	port_add(p.port, (HANDLE)p.listener);
	fails(AcceptEx(p.listener, p.accepted, p.out, 0, NAME_ROOM, NAME_ROOM,
		       &moved, &p.accepting), WSA_IO_PENDING);
	tcp_pair(&s, &p.blocked_peer);
	p.blocked.file = (HANDLE)s;
	blocked_start(&p.blocked, receives);
}

/* Each is pending, then served, and ends once. */
static void end_all(void)
{
	DWORD moved, flags;
	SOCKET c;

	fails(WSAGetOverlappedResult(p.s, &p.receiving, &moved, FALSE, &flags),
	      WSA_IO_INCOMPLETE);
	port_empty(p.port);
	ok(WaitForSingleObject(p.blocked.thread, 0) == WAIT_TIMEOUT,
	   "the call has ended\n");
	ok(send(p.peer, "data", 4, 0) == 4, "error %d\n", WSAGetLastError());
	works(WSAGetOverlappedResult(p.s, &p.receiving, &moved, TRUE, &flags));
	ok(moved == 4 && !memcmp(p.buf, "data", 4), "moved %u\n", moved);
	c = sock_connected(&p.name);
	port_gives(p.port, FILE_KEY, &p.accepting, 0, 0);
	port_empty(p.port);
	ok(send(p.blocked_peer, "more", 4, 0) == 4, "error %d\n",
	   WSAGetLastError());
	blocked_ends(&p.blocked, 0, 4);
	ok(!memcmp(p.blocked.buf, "more", 4), "wrong bytes\n");
	closesocket(c);
	closesocket(p.s);
	closesocket(p.peer);
	closesocket(p.listener);
	closesocket(p.accepted);
	closesocket(p.blocked_peer);
	closesocket((SOCKET)p.blocked.file);
	WSACloseEvent(p.receiving.hEvent);
	CloseHandle(p.port);
}

/* 0: all is as it should be. */
static int sockets_child(void)
{
	OVERLAPPED o = {0};
	WSADATA data;
	char c;

	alarm(10);
	if (HasOverlappedIoCompleted(&p.receiving) ||
	    HasOverlappedIoCompleted(&p.accepting))
		return 1;
	if (!refused(recv(p.s, &c, 1, 0) < 0) || !refused(receive(&o)))
		return 2;
	if (!refused(send(p.peer, "x", 1, 0) < 0) ||
	    !refused(shutdown(p.peer, SD_BOTH)))
		return 3;
	if (!refused(accept(p.listener, NULL, NULL) == INVALID_SOCKET) ||
	    !refused(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET))
		return 4;
	if (!refused(closesocket(p.s)))
		return 5;
	if (CancelIoEx((HANDLE)p.s, NULL) ||
	    GetLastError() != ERROR_NOT_SUPPORTED ||
	    CancelSynchronousIo(p.blocked.thread) ||
	    GetLastError() != ERROR_NOT_SUPPORTED)
		return 6;
	if (!refused(WSACleanup()) ||
	    WSAStartup(MAKEWORD(2, 2), &data) != WSASYSNOTREADY)
		return 7;
	return 0;
}

static void sockets_forked(void)
{
	int verdict;
	pid_t pid;

	begin_all();
	pid = fork();
	if (!pid)
		_exit(sockets_child());
	verdict = wait_for_child(pid);
	ok(verdict == 0, "the child says %d\n", verdict);
	end_all();
}

static struct {
	HWND window;
	HANDLE task, handle;
	OVERLAPPED o;
	ADDRINFOEXW *list;
	char buffer[MAXGETHOSTSTRUCT];
} l;

/* Asked, and not again for a long while. */
static BOOL begin_lookups(void)
{
	setenv("RES_OPTIONS", "retrans:60000", 1);
	if (!silent_begin())
		return FALSE;
	l.window = window_new();
	l.o.hEvent = WSACreateEvent();
	ok(GetAddrInfoExW(L"a.hang.example.", NULL, NS_DNS, NULL, NULL, &l.list,
			  NULL, &l.o, NULL, &l.handle) == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	l.task = WSAAsyncGetHostByName(l.window, WM_FOUND, "b.hang.example.",
				       l.buffer, sizeof(l.buffer));
	ok(names_packets_wait(3, 5000) == 3, "not asked\n");
	return TRUE;
}

/* The one is cancelled, the other is answered. */
static void end_lookups(void)
{
	ok(!names_packets(), "somebody has asked\n");
	ok(GetAddrInfoExOverlappedResult(&l.o) == WSAEINPROGRESS, "it has ended\n");
	ok(WaitForSingleObject(l.o.hEvent, 0) == WAIT_TIMEOUT, "it was told\n");
	ok(GetAddrInfoExCancel(&l.handle) == NO_ERROR, "not cancelled\n");
	ok(WaitForSingleObject(l.o.hEvent, 0) == WAIT_OBJECT_0, "not told\n");
	ok(!WSACancelAsyncRequest(l.task), "error %d\n", WSAGetLastError());
	l.task = WSAAsyncGetHostByName(l.window, WM_FOUND, "c.hang.example.",
				       l.buffer, sizeof(l.buffer));
	ok(names_answer(0x8183, 0, "", 0), "nothing was asked\n");
	found_with(l.window, l.task, WSAHOST_NOT_FOUND);
	WSACloseEvent(l.o.hEvent);
	WSACleanup();
}

static int lookups_child(void)
{
	struct addrinfo *list;
	ADDRINFOEXW *wide;
	char buffer[64];
	int n = 7;

	alarm(10);
	if (GetAddrInfoExOverlappedResult(&l.o) != WSAEINPROGRESS)
		return 1;
	if (GetAddrInfoExCancel(&l.handle) != WSAEOPNOTSUPP ||
	    !refused(WSACancelAsyncRequest(l.task)))
		return 2;
	if (!refused(!WSAAsyncGetHostByName(l.window, WM_FOUND, "c.hang.example.",
					    buffer, sizeof(buffer))) ||
	    !refused(!WSAAsyncGetServByName(l.window, WM_FOUND, "http", "tcp",
					    buffer, sizeof(buffer))))
		return 3;
	if (!refused(!gethostbyname("d.hang.example.")) ||
	    !refused(!gethostbyaddr((char *)&n, 4, AF_INET)))
		return 4;
	if (getaddrinfo("e.hang.example.", NULL, NULL, &list) != WSAEOPNOTSUPP ||
	    GetAddrInfoExW(L"f.hang.example.", NULL, NS_DNS, NULL, NULL, &wide,
			   NULL, NULL, NULL, NULL) != WSAEOPNOTSUPP)
		return 5;
	return 0;
}

static void lookups_forked(void)
{
	int verdict;
	pid_t pid;

	if (!begin_lookups())
		return;
	pid = fork();
	if (!pid)
		_exit(lookups_child());
	verdict = wait_for_child(pid);
	ok(verdict == 0, "the child says %d\n", verdict);
	end_lookups();
}

/* Its own Winsock is as good as any: it looks up a number, and has a connection. */
static void be_created(const struct child *c)
{
	SOCKET a, b;
	char byte = 0;

	tcp_pair(&a, &b);
	ok(gethostbyname("10.1.2.3") != NULL, "error %d\n", WSAGetLastError());
	ok(send(a, "x", 1, 0) == 1 && recv(b, &byte, 1, 0) == 1 && byte == 'x',
	   "error %d\n", WSAGetLastError());
	child_say(c, 'y');
}

/* Sockets are inherited, what is pending on them is not. */
static void created(void)
{
	struct child c;

	if (child_role(&c)) {
		be_created(&c);
		return;
	}
	if (!begin_lookups())
		return;
	begin_all();
	child_start(&c, "use sockets");
	child_says(&c, 'y');
	child_ends(&c, 0);
	end_all();
	end_lookups();
}

START_TEST(WSARecv_fork_elf)
{
	RUN(sockets_forked);
	RUN(lookups_forked);
	RUN(created);
}
