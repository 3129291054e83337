/*
 * A host that drops everything: ConnectEx, connect and look-ups stay pending, for
 * minutes or seconds, and are cancelled. What was cancelled ends at once; nothing of
 * it leaves this host any more once its socket is closed.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"
#include "lib/blocked.h"
#include "lib/hosts.h"
#include "lib/port.h"
#include "lib/window.h"
#include "lib/lookup.h"

#define QUIET_MS 1300 /* TCP asks again after a second */

static BOOL begin(void)
{
	const char *why;

	if (!hosts_begin(&why)) {
		skip("%s\n", why);
		return FALSE;
	}
	sock_start();
	return TRUE;
}

static struct sockaddr_in gone(void)
{
	struct sockaddr_in a = {0};

	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(HOST_GONE_NUMBER);
	a.sin_port = htons(7);
	return a;
}

static SOCKET fresh(BOOL bound)
{
	SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in any = {0};

	any.sin_family = AF_INET;
	ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	if (bound)
		ok(!bind(s, (struct sockaddr *)&any, sizeof(any)), "error %d\n",
		   WSAGetLastError());
	return s;
}

static void start(SOCKET s, OVERLAPPED *o)
{
	GUID id = WSAID_CONNECTEX;
	connect_ex_fn connect_ex = (connect_ex_fn)sock_extension(s, id);
	struct sockaddr_in to = gone();

	fails(connect_ex(s, (struct sockaddr *)&to, sizeof(to), NULL, 0, NULL, o),
	      WSA_IO_PENDING);
}

/* Pending, and its first packet has been dropped. */
static void start_asking(SOCKET s, OVERLAPPED *o)
{
	start(s, o);
	ok(hosts_packets(HOST_TCP, 5000) > 0, "nothing was sent\n");
	ok(!HasOverlappedIoCompleted(o), "it has ended: %#x\n",
	   (unsigned)o->Internal);
}

static void is_quiet(int protocol)
{
	hosts_packets(protocol, 0);
	ok(!hosts_packets(protocol, QUIET_MS), "it goes on\n");
}

/* W-054 */
static void connect_ex(void)
{
	OVERLAPPED o = {0};
	DWORD moved, flags;
	SOCKET s;

	if (!begin())
		return;
	s = fresh(TRUE);
	o.hEvent = WSACreateEvent();
	start_asking(s, &o);
	works(CancelIoEx((HANDLE)s, &o));
	ok(WaitForSingleObject(o.hEvent, 0) == WAIT_OBJECT_0, "not at once\n");
	fails(WSAGetOverlappedResult(s, &o, &moved, FALSE, &flags),
	      WSA_OPERATION_ABORTED);
	fails(CancelIoEx((HANDLE)s, &o), ERROR_NOT_FOUND);
	ok(!closesocket(s), "error %d\n", WSAGetLastError());
	is_quiet(HOST_TCP);
	WSACloseEvent(o.hEvent);
}

/* W-054: CancelIo, all of a socket's, and one packet each. */
static void connect_ex_by_packet(void)
{
	OVERLAPPED o = {0};
	HANDLE port;
	SOCKET s;

	if (!begin())
		return;
	port = new_port(0);
	s = fresh(TRUE);
	port_add(port, (HANDLE)s);
	start_asking(s, &o);
	works(CancelIo((HANDLE)s));
	port_gives(port, FILE_KEY, &o, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	closesocket(s);
	s = fresh(TRUE);
	port_add(port, (HANDLE)s);
	start_asking(s, &o);
	works(CancelIoEx((HANDLE)s, NULL));
	port_gives(port, FILE_KEY, &o, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	closesocket(s);
	CloseHandle(port);
}

/* W-059: many, each ended by closing its socket, and the packets of none go on. */
static void connect_ex_closed(void)
{
	enum { MANY = 50 };
	static OVERLAPPED o[MANY];
	static SOCKET s[MANY];
	HANDLE port;

	if (!begin())
		return;
	port = new_port(0);
	for (int i = 0; i < MANY; i++) {
		s[i] = fresh(TRUE);
		port_add(port, (HANDLE)s[i]);
		start(s[i], &o[i]);
	}
	for (int i = 0; i < MANY; i++) {
		ok(!closesocket(s[i]), "error %d\n", WSAGetLastError());
		port_gives(port, FILE_KEY, &o[i], ERROR_OPERATION_ABORTED, 0);
	}
	port_empty(port);
	is_quiet(HOST_TCP);
	CloseHandle(port);
}

static DWORD WINAPI connects(void *arg)
{
	struct blocked *b = arg;
	struct sockaddr_in to = gone();

	WSASetLastError(UNTOUCHED);
	b->ret = !connect((SOCKET)b->file, (struct sockaddr *)&to, sizeof(to));
	b->err = WSAGetLastError();
	b->count = 0;
	return 0;
}

static void start_blocked(struct blocked *b)
{
	b->file = (HANDLE)fresh(FALSE);
	blocked_start(b, connects);
	ok(hosts_packets(HOST_TCP, 5000) > 0, "nothing was sent\n");
	ok(WaitForSingleObject(b->thread, 0) == WAIT_TIMEOUT, "it has ended\n");
}

static void blocking_connect(void)
{
	struct blocked b = {0};

	if (!begin())
		return;
	start_blocked(&b);
	blocked_cancel(&b);
	blocked_ends(&b, WSA_OPERATION_ABORTED, 0);
	ok(!closesocket((SOCKET)b.file), "error %d\n", WSAGetLastError());
	is_quiet(HOST_TCP);
	start_blocked(&b);
	blocked_cancel_file(&b);
	blocked_ends(&b, WSA_OPERATION_ABORTED, 0);
	closesocket((SOCKET)b.file);
}

/* W-059 */
static void blocking_connect_closed(void)
{
	struct blocked b = {0};

	if (!begin())
		return;
	start_blocked(&b);
	ok(!closesocket((SOCKET)b.file), "error %d\n", WSAGetLastError());
	blocked_ends(&b, WSAEINTR, 0);
	is_quiet(HOST_TCP);
}

/* W-045 */
static void addrinfo(const char *server)
{
	OVERLAPPED o = {0};
	ADDRINFOEXW *list;
	HANDLE handle;

	if (!begin())
		return;
	hosts_name_server(server);
	o.hEvent = WSACreateEvent();
	ok(GetAddrInfoExW(L"a.hang.example.", NULL, NS_DNS, NULL, NULL, &list, NULL,
			  &o, NULL, &handle) == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	ok(hosts_packets(HOST_UDP, 5000) > 0, "nothing was asked\n");
	ok(GetAddrInfoExCancel(&handle) == NO_ERROR, "not cancelled\n");
	ok(WaitForSingleObject(o.hEvent, 0) == WAIT_OBJECT_0, "not at once\n");
	ok(GetAddrInfoExOverlappedResult(&o) == WSA_E_CANCELLED, "result %d\n",
	   GetAddrInfoExOverlappedResult(&o));
	is_quiet(HOST_UDP);
	WSACloseEvent(o.hEvent);
}

static void addrinfo_mute(void)
{
	addrinfo(HOST_MUTE);
}

static void addrinfo_gone(void)
{
	addrinfo(HOST_GONE);
}

/* W-001 W-012 */
static void async(const char *server)
{
	static char buffer[MAXGETHOSTSTRUCT];
	HWND window;
	HANDLE task;
	MSG msg;

	if (!begin())
		return;
	hosts_name_server(server);
	window = window_new();
	task = WSAAsyncGetHostByName(window, WM_FOUND, "a.hang.example.", buffer,
				     sizeof(buffer));
	ok(hosts_packets(HOST_UDP, 5000) > 0, "nothing was asked\n");
	ok(!WSACancelAsyncRequest(task), "error %d\n", WSAGetLastError());
	task_refused(WSACancelAsyncRequest(task), WSAEALREADY);
	is_quiet(HOST_UDP);
	ok(!window_next(window, &msg, 0), "a message\n");
	/* one that is not cancelled ends by itself */
	task = WSAAsyncGetHostByName(window, WM_FOUND, "b.hang.example.", buffer,
				     sizeof(buffer));
	found_with(window, task, WSATRY_AGAIN);
}

static void async_mute(void)
{
	async(HOST_MUTE);
}

static void async_gone(void)
{
	async(HOST_GONE);
}

START_TEST(ConnectEx_unreachable_elf)
{
	RUN(connect_ex);
	RUN(connect_ex_by_packet);
	RUN(connect_ex_closed);
	RUN(blocking_connect);
	RUN(blocking_connect_closed);
	RUN(addrinfo_mute);
	RUN(addrinfo_gone);
	RUN(async_mute);
	RUN(async_gone);
}
