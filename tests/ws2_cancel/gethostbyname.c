/*
 * gethostbyname and its like, which wait: hosts, services, protocols, this machine's
 * name; the record is the thread's.
 */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/names.h"
#include "lib/lookup.h"

/* Wine asks for hosts only. */
static void before_startup(void)
{
	ok(!gethostbyname("localhost") &&
		   WSAGetLastError() == WSANOTINITIALISED,
	   "error %d\n", WSAGetLastError());
	todo_wine
	ok(!getservbyname("domain", NULL) &&
		   WSAGetLastError() == WSANOTINITIALISED,
	   "error %d\n", WSAGetLastError());
	todo_wine
	ok(!getprotobyname("tcp") && WSAGetLastError() == WSANOTINITIALISED,
	   "error %d\n", WSAGetLastError());
}

/* W-026 */
static void own(void)
{
	struct hostent *h;
	char name[256];

	winsock_begin();
	ok(gethostname(name, 1) == SOCKET_ERROR &&
		   WSAGetLastError() == WSAEFAULT,
	   "error %d\n", WSAGetLastError());
	ok(!gethostname(name, sizeof(name)), "error %d\n", WSAGetLastError());
	h = gethostbyname(name);
	ok(h && h->h_addr_list[0], "%s: error %d\n", name, WSAGetLastError());
	h = gethostbyname("");
	ok(h && h->h_addr_list[0], "\"\": error %d\n", WSAGetLastError());
	h = gethostbyname("127.0.0.1");
	ok(h && h->h_length == 4 && h->h_addrtype == AF_INET, "no address\n");
	WSACleanup();
}

static DWORD WINAPI other(void *arg)
{
	(void)arg;
	return gethostbyname("127.0.0.2") == NULL;
}

static void per_thread(void)
{
	struct hostent *h;
	HANDLE thread;

	winsock_begin();
	h = gethostbyname("127.0.0.1");
	thread = CreateThread(NULL, 0, other, NULL, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	ok(h && !strcmp(h->h_name, "127.0.0.1"), "another's record\n");
	WSACleanup();
}

static void by_server(void)
{
	static const char www[4] = { 10, 9, 8, 7 };
	struct hostent *h;

	if (!names_real()) {
		skip("no name server\n");
		return;
	}
	winsock_begin();
	h = gethostbyname("www.test.example");
	ok(h && !memcmp(h->h_addr_list[0], www, 4), "error %d\n",
	   WSAGetLastError());
	h = gethostbyaddr(www, 4, AF_INET);
	ok(h && !strcmp(h->h_name, "www.test.example"), "error %d\n",
	   WSAGetLastError());
	ok(!gethostbyname("none.test.example") &&
		   WSAGetLastError() == WSAHOST_NOT_FOUND,
	   "error %d\n", WSAGetLastError());
	WSACleanup();
}

static void by_system(void)
{
	static const char loopback[4] = { 127, 0, 0, 1 };
	struct hostent *h;

	names_by_system();
	winsock_begin();
	h = gethostbyname("localhost");
	ok(h && !memcmp(h->h_addr_list[0], loopback, 4), "error %d\n",
	   WSAGetLastError());
	h = gethostbyaddr(loopback, 4, AF_INET);
	ok(h && h->h_name[0], "error %d\n", WSAGetLastError());
	h = gethostbyname("");
	ok(h && h->h_addr_list[0], "error %d\n", WSAGetLastError());
	WSACleanup();
}

/* W-024, W-025 */
static void databases(void)
{
	struct servent *s;
	struct protoent *p;

	winsock_begin();
	s = getservbyname("domain", "udp");
	ok(s && s->s_port == htons(53) && !strcmp(s->s_proto, "udp"),
	   "error %d\n", WSAGetLastError());
	s = getservbyport(htons(53), NULL);
	ok(s && !strcmp(s->s_name, "domain"), "error %d\n", WSAGetLastError());
	p = getprotobynumber(6);
	ok(p && !strcmp(p->p_name, "tcp"), "error %d\n", WSAGetLastError());
	p = getprotobyname("udp");
	ok(p && p->p_proto == 17, "error %d\n", WSAGetLastError());
	WSACleanup();
}

static DWORD WINAPI hang(void *arg)
{
	(void)arg;
	return gethostbyname("a.hang.example.") ? 0 : WSAGetLastError();
}

/* W-062: the last WSACleanup ends who waits. */
static void cleanup(void)
{
	HANDLE thread;
	DWORD code;

	if (!silent_begin())
		return;
	thread = CreateThread(NULL, 0, hang, NULL, 0, NULL);
	ok(names_packets_wait(1, 5000) == 1, "nobody was asked\n");
	WSACleanup();
	ok(WaitForSingleObject(thread, 200) == WAIT_OBJECT_0, "it waits on\n");
	GetExitCodeThread(thread, &code);
	ok(code == WSAEINTR, "error %u\n", code);
}

START_TEST(gethostbyname)
{
	RUN(before_startup);
	RUN(own);
	RUN(per_thread);
	RUN(by_server);
	RUN(by_system);
	RUN(databases);
	RUN(cleanup);
}
