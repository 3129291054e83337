/*
 * The last WSACleanup: what is pending ends and tells nobody, what blocks returns.
 * Before the first WSAStartup and after it everything is refused.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"
#include "lib/port.h"
#include "lib/sync.h"
#include "lib/asleep.h"

#define CANCELLED 0xc0000120 /* STATUS_CANCELLED */

/* not in every mswsock.h */
int WINAPI WSASendMsg(SOCKET s, WSAMSG *m, DWORD flags, DWORD *n, WSAOVERLAPPED *o,
		      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

static BOOL cancels(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine's WSACleanup only counts\n");
	return FALSE;
}

static void begin(void)
{
	WSADATA data;

	ok(!WSAStartup(MAKEWORD(2, 2), &data), "no Winsock\n");
}

static unsigned routines;

static void CALLBACK routine(DWORD error, DWORD moved, WSAOVERLAPPED *o, DWORD flags)
{
	(void)error;
	(void)moved;
	(void)o;
	(void)flags;
	routines++;
}

static void receive(SOCKET s, WSAOVERLAPPED *o, LPWSAOVERLAPPED_COMPLETION_ROUTINE r)
{
	static char room[16];
	WSABUF b = {sizeof(room), room};
	DWORD flags = 0;

	ok(WSARecv(s, &b, 1, NULL, &flags, o, r) == SOCKET_ERROR &&
		   WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
}

#define ended(o) \
	ok((DWORD)(o).Internal == CANCELLED && !(o).InternalHigh, \
	   "status %#lx\n", (unsigned long)(o).Internal)

/* W-062: cancelled, and neither event, routine nor packet tells. */
static void silent(void)
{
	OVERLAPPED by_event = {0}, by_routine = {0}, by_port = {0}, accepting = {0}, *got;
	static char out[2 * (sizeof(struct sockaddr_in) + 16)];
	struct sockaddr_in name;
	SOCKET a, b, c, d, l, s;
	HANDLE port;
	ULONG_PTR key;
	DWORD moved;

	if (!cancels())
		return;
	tcp_pair(&a, &b);
	tcp_pair(&c, &d);
	l = sock_listener(&name, 1);
	s = socket(AF_INET, SOCK_STREAM, 0);
	port = CreateIoCompletionPort((HANDLE)c, NULL, 1, 0);
	by_event.hEvent = manual_event(FALSE);
	accepting.hEvent = manual_event(FALSE);
	receive(a, &by_event, NULL);
	receive(a, &by_routine, routine);
	receive(c, &by_port, NULL);
	ok(!AcceptEx(l, s, out, 0, sizeof(out) / 2, sizeof(out) / 2, &moved,
		     &accepting) && WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	/* Counted: not the last one. */
	begin();
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	ok(by_event.Internal == STATUS_PENDING, "ended\n");

	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	ended(by_event);
	ended(by_routine);
	ended(by_port);
	ended(accepting);
	not_signalled(by_event.hEvent);
	not_signalled(accepting.hEvent);
	ok(SleepEx(0, TRUE) == 0 && !routines, "%u routines\n", routines);
	ok(!GetQueuedCompletionStatus(port, &moved, &key, &got, 0) && !got, "a packet\n");
	ok(!CancelIoEx((HANDLE)a, NULL) && GetLastError() == ERROR_NOT_FOUND,
	   "error %u\n", GetLastError());

	/* What is begun after the next WSAStartup is told again. */
	begin();
	receive(c, &by_port, NULL);
	receive(a, &by_event, NULL);
	send(d, "x", 1, 0);
	works(GetQueuedCompletionStatus(port, &moved, &key, &got, 20000));
	ok(got == &by_port && moved == 1, "moved %u\n", moved);
	ok(!closesocket(a), "error %d\n", WSAGetLastError());
	waits(by_event.hEvent, 20000, WAIT_OBJECT_0);
	closesocket(b);
	closesocket(c);
	closesocket(d);
	closesocket(l);
	closesocket(s);
	CloseHandle(port);
	CloseHandle(by_event.hEvent);
	CloseHandle(accepting.hEvent);
}

enum call { RECV, RECVFROM, ACCEPT, SELECT, POLL, SEND, RESULT, CALLS };

struct blocked_call {
	HANDLE thread;
	SOCKET s;
	enum call call;
	WSAOVERLAPPED *o;
	int error;
	BOOL failed;
};

static DWORD WINAPI call(void *arg)
{
	static char room[1 << 16];
	struct blocked_call *x = arg;
	WSAPOLLFD p = {x->s, POLLRDNORM, 0};
	DWORD moved, flags;
	fd_set set;

	FD_ZERO(&set);
	FD_SET(x->s, &set);
	switch (x->call) {
	case RECV:
		x->failed = recv(x->s, room, 1, 0) == SOCKET_ERROR;
		break;
	case RECVFROM:
		x->failed = recvfrom(x->s, room, 1, 0, NULL, NULL) == SOCKET_ERROR;
		break;
	case ACCEPT:
		x->failed = accept(x->s, NULL, NULL) == INVALID_SOCKET;
		break;
	case SELECT:
		x->failed = select(0, &set, NULL, NULL, NULL) == SOCKET_ERROR;
		break;
	case POLL:
		x->failed = WSAPoll(&p, 1, -1) == SOCKET_ERROR;
		break;
	case SEND:
		while (!(x->failed = send(x->s, room, sizeof(room), 0) < 0))
			;
		break;
	default:
		x->failed = !WSAGetOverlappedResult(x->s, x->o, &moved, TRUE, &flags);
	}
	x->error = WSAGetLastError();
	return 0;
}

/* W-062: blocking calls return; here with WSAEINTR. */
static void blocking(void)
{
	struct blocked_call x[CALLS];
	struct sockaddr_in name;
	OVERLAPPED o = {0};
	SOCKET l, u, a, b, c, d;

	if (!cancels())
		return;
	tcp_pair(&a, &b);
	tcp_pair(&c, &d);
	l = sock_listener(&name, 1);
	u = sock_bound(SOCK_DGRAM, &name);
	/* One who waits for an event of its own waits on, as nobody sets it. */
	receive(c, &o, NULL);
	for (int i = 0; i < CALLS; i++) {
		x[i].s = i == ACCEPT ? l : i == RECVFROM ? u : i == RESULT ? c : a;
		x[i].call = i;
		x[i].o = &o;
		x[i].thread = CreateThread(NULL, 0, call, &x[i], 0, NULL);
	}
	for (int i = 0; i < CALLS; i++)
		await_asleep(x[i].thread);
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	for (int i = 0; i < CALLS; i++) {
		waits(x[i].thread, 20000, WAIT_OBJECT_0);
		/* A sender may have begun another. */
		ok(x[i].failed && (x[i].error == (i == RESULT ? WSA_OPERATION_ABORTED :
								WSAEINTR) ||
				   (i == SEND && x[i].error == WSANOTINITIALISED)),
		   "call %d: error %d\n", i, x[i].error);
		CloseHandle(x[i].thread);
	}
	begin();
	closesocket(a);
	closesocket(b);
	closesocket(c);
	closesocket(d);
	closesocket(l);
	closesocket(u);
}

#define refused(call, bad)                                                \
	do {                                                              \
		WSASetLastError(0);                                       \
		todo_wine_if(wine_does)                                   \
		ok((call) == (bad) && WSAGetLastError() == WSANOTINITIALISED, \
		   "%s: error %d\n", #call, WSAGetLastError());           \
	} while (0)

static SOCKET s = (SOCKET)0xbad0;

static void transfers_refused(void)
{
	struct sockaddr_in name = loopback();
	struct sockaddr *at = (struct sockaddr *)&name;
	int wine_does = 1; /* Wine looks at the socket first */
	WSABUF b = {0, NULL};
	WSAMSG m = {0};
	DWORD n, flags = 0;
	OVERLAPPED o = {0};
	char c = 0;
	int length = sizeof(name);

	refused(WSARecv(s, &b, 1, &n, &flags, NULL, NULL), SOCKET_ERROR);
	refused(WSARecv(s, NULL, 0, NULL, NULL, NULL, NULL), SOCKET_ERROR);
	refused(WSARecvEx(s, &c, 1, &length), SOCKET_ERROR);
	refused(WSARecvEx(s, NULL, 1, NULL), SOCKET_ERROR);
	refused(WSARecvFrom(s, &b, 1, &n, &flags, at, &length, NULL, NULL), SOCKET_ERROR);
	refused(WSASend(s, &b, 1, &n, 0, NULL, NULL), SOCKET_ERROR);
	refused(WSASendTo(s, &b, 1, &n, 0, at, length, NULL, NULL), SOCKET_ERROR);
	refused(WSASendMsg(s, &m, 0, &n, NULL, NULL), SOCKET_ERROR);
	refused(recv(s, &c, 1, 0), SOCKET_ERROR);
	refused(recv(s, NULL, -1, 0), SOCKET_ERROR);
	refused(recvfrom(s, &c, 1, 0, at, &length), SOCKET_ERROR);
	refused(send(s, &c, 1, 0), SOCKET_ERROR);
	refused(sendto(s, &c, 1, 0, at, length), SOCKET_ERROR);
	refused(WSAGetOverlappedResult(s, &o, &n, FALSE, &flags), FALSE);
	refused(AcceptEx(s, s, &c, 0, 32, 32, &n, &o), FALSE);
	refused(TransmitFile(s, NULL, 0, 0, NULL, NULL, 0), FALSE);
}

static void sockets_refused(void)
{
	struct sockaddr_in name = loopback();
	struct sockaddr *at = (struct sockaddr *)&name;
	int length = sizeof(name), wine_does = 0;
	fd_set set = {0};
	WSAPOLLFD p = {s, POLLRDNORM, 0};
	WSAPROTOCOL_INFOA info;
	WSAPROTOCOL_INFOW wide;
	u_long on = 1;
	DWORD n;

	refused(socket(AF_INET, SOCK_STREAM, 0), INVALID_SOCKET);
	refused(WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, 0), INVALID_SOCKET);
	refused(WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, 0), INVALID_SOCKET);
	refused(closesocket(s), SOCKET_ERROR);
	wine_does = 1;
	refused(WSAAccept(s, NULL, NULL, NULL, 0), INVALID_SOCKET);
	refused(WSASendDisconnect(s, NULL), SOCKET_ERROR);
	refused(WSARecvDisconnect(s, NULL), SOCKET_ERROR);
	refused(WSADuplicateSocketA(s, 1, &info), SOCKET_ERROR);
	refused(WSADuplicateSocketA(s, 1, NULL), SOCKET_ERROR);
	refused(WSADuplicateSocketW(s, 1, &wide), SOCKET_ERROR);
	refused(WSAConnect(s, at, length, NULL, NULL, NULL, NULL), SOCKET_ERROR);
	refused(connect(s, at, length), SOCKET_ERROR);
	refused(accept(s, NULL, NULL), INVALID_SOCKET);
	refused(bind(s, at, length), SOCKET_ERROR);
	refused(bind(s, NULL, 0), SOCKET_ERROR);
	refused(listen(s, 1), SOCKET_ERROR);
	refused(shutdown(s, SD_BOTH), SOCKET_ERROR);
	refused(getpeername(s, at, &length), SOCKET_ERROR);
	refused(getsockname(s, at, &length), SOCKET_ERROR);
	refused(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&n, &length), SOCKET_ERROR);
	refused(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, (char *)&n, 4), SOCKET_ERROR);
	refused(ioctlsocket(s, FIONBIO, &on), SOCKET_ERROR);
	refused(WSAIoctl(s, FIONBIO, &on, 4, NULL, 0, &n, NULL, NULL), SOCKET_ERROR);
	refused(select(0, &set, NULL, NULL, NULL), SOCKET_ERROR);
	refused(WSAPoll(&p, 1, 0), SOCKET_ERROR);
	refused(WSAHtonl(s, 1, &on), SOCKET_ERROR);
	refused(WSANtohl(s, 1, &on), SOCKET_ERROR);
	refused(WSAHtons(s, 1, (u_short *)&n), SOCKET_ERROR);
	refused(WSANtohs(s, 1, (u_short *)&n), SOCKET_ERROR);
	wine_does = 0;
	refused(WSACleanup(), SOCKET_ERROR);
}

static void names_refused(void)
{
	int wine_does = 1; /* Wine answers all the same */
	char buf[MAXGETHOSTSTRUCT];
	ADDRINFOA *list;
	ADDRINFOW *wide;
	ADDRINFOEXW *ex;

	struct sockaddr_in name = loopback();
	struct sockaddr *at = (struct sockaddr *)&name;
	WCHAR out[32], in_w[] = L"1.2.3.4";
	char in[] = "1.2.3.4";
	DWORD size = 32;
	int n = sizeof(name);

	refused(WSAAddressToStringA(at, n, NULL, buf, &size), SOCKET_ERROR);
	refused(WSAAddressToStringW(at, n, NULL, out, &size), SOCKET_ERROR);
	refused(WSAStringToAddressA(in, AF_INET, NULL, at, &n), SOCKET_ERROR);
	refused(WSAStringToAddressW(in_w, AF_INET, NULL, at, &n), SOCKET_ERROR);
	refused(WSACancelAsyncRequest((HANDLE)1), SOCKET_ERROR);
	refused(WSAAsyncGetHostByAddr(NULL, 0, buf, 4, AF_INET, buf, 1), NULL);
	refused(WSAAsyncGetHostByName(NULL, 0, "x", buf, 1), NULL);
	refused(WSAAsyncGetProtoByName(NULL, 0, "x", buf, 1), NULL);
	refused(WSAAsyncGetProtoByNumber(NULL, 0, 1, buf, 1), NULL);
	refused(WSAAsyncGetServByName(NULL, 0, "x", NULL, buf, 1), NULL);
	refused(WSAAsyncGetServByPort(NULL, 0, 1, NULL, buf, 1), NULL);
	refused(getaddrinfo("127.0.0.1", NULL, NULL, &list), WSANOTINITIALISED);
	refused(GetAddrInfoW(L"127.0.0.1", NULL, NULL, &wide), WSANOTINITIALISED);
	refused(GetAddrInfoExW(L"127.0.0.1", NULL, NS_DNS, NULL, NULL, &ex, NULL, NULL,
			       NULL, NULL), WSANOTINITIALISED);
	wine_does = 0;
	refused(gethostbyname("127.0.0.1"), NULL);
	wine_does = 1;
	refused(gethostbyaddr("\x7f\0\0\1", 4, AF_INET), NULL);
	refused(getprotobyname("tcp"), NULL);
	refused(getprotobynumber(6), NULL);
	refused(getservbyname("http", NULL), NULL);
	refused(getservbyport(htons(80), NULL), NULL);
	refused(gethostname(buf, sizeof(buf)), SOCKET_ERROR);
}

static void events_refused(void)
{
	HANDLE event = manual_event(FALSE);
	int wine_does = 1; /* ordinary events to Wine, whose pages name no such error */

	refused(WSACreateEvent(), WSA_INVALID_EVENT);
	refused(WSASetEvent(event), FALSE);
	refused(WSAResetEvent(event), FALSE);
	refused(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_FAILED);
	if (!cancels())
		return;
	refused(WSACloseEvent(event), FALSE);
	CloseHandle(event);
}

/* W-063 */
static void refused_everywhere(void)
{
	for (int i = 0; i < 2; i++) {
		transfers_refused();
		sockets_refused();
		names_refused();
		events_refused();
		begin();
		ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	}
}

START_TEST(WSACleanup)
{
	RUN(refused_everywhere);
	RUN(silent);
	RUN(blocking);
}
