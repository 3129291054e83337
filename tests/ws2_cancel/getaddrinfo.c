/*
 * getaddrinfo and GetAddrInfoW: lists for names, numbers and none, families, ports,
 * and what is refused.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/names.h"
#include "lib/lookup.h"

static void numbers(void)
{
	struct addrinfo *list = NULL, hints = { 0 };
	struct sockaddr_in *four;
	int error;

	/* Wine does not ask whether Winsock has been started. */
	todo_wine
	ok(getaddrinfo("127.0.0.1", NULL, NULL, &list) == WSANOTINITIALISED,
	   "before WSAStartup\n");
	winsock_begin();
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_flags = AI_NUMERICHOST | AI_CANONNAME;
	error = getaddrinfo("127.0.0.1", "80", &hints, &list);
	ok(!error && list, "error %d\n", error);
	four = (struct sockaddr_in *)list->ai_addr;
	ok(list->ai_family == AF_INET && list->ai_socktype == SOCK_STREAM &&
		   list->ai_addrlen == sizeof(*four) && !list->ai_next &&
		   four->sin_family == AF_INET && four->sin_port == htons(80) &&
		   four->sin_addr.s_addr == htonl(INADDR_LOOPBACK),
	   "another address\n");
	ok(list->ai_canonname && !strcmp(list->ai_canonname, "127.0.0.1"),
	   "no name\n");
	freeaddrinfo(list);
	error = getaddrinfo("localhost", NULL, &hints, &list);
	ok(error == WSAHOST_NOT_FOUND, "a name for a number: %d\n", error);
	error = getaddrinfo(NULL, NULL, NULL, &list);
	ok(error == WSAHOST_NOT_FOUND, "neither: %d\n", error);
	hints.ai_flags = 0;
	hints.ai_family = 99;
	error = getaddrinfo("127.0.0.1", NULL, &hints, &list);
	ok(error == WSAEAFNOSUPPORT, "family 99: %d\n", error);
	WSACleanup();
}

static void no_name(void)
{
	struct addrinfo *list = NULL, hints = { 0 };
	int error;

	winsock_begin();
	hints.ai_family = AF_INET;
	hints.ai_flags = AI_PASSIVE;
	error = getaddrinfo(NULL, "53", &hints, &list);
	ok(!error && list &&
		   ((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr ==
			   INADDR_ANY,
	   "error %d\n", error);
	freeaddrinfo(list);
	WSACleanup();
}

static void by_server(void)
{
	static const unsigned char mapped[16] = { [10] = 0xff, 0xff, 10, 9, 8, 8 };
	ADDRINFOW *wide = NULL, hints = { 0 };
	struct addrinfo *list = NULL;
	int error;

	if (!names_real()) {
		skip("no name server\n");
		return;
	}
	winsock_begin();
	error = getaddrinfo("www.test.example", "domain", NULL, &list);
	ok(!error && list && list->ai_family == AF_INET && list->ai_next &&
		   list->ai_next->ai_family == AF_INET6 &&
		   list->ai_next->ai_addrlen == sizeof(struct sockaddr_in6),
	   "error %d\n", error);
	freeaddrinfo(list);
	hints.ai_family = AF_INET6;
	hints.ai_flags = AI_CANONNAME;
	error = GetAddrInfoW(L"www.test.example", NULL, &hints, &wide);
	ok(!error && wide && wide->ai_family == AF_INET6 && !wide->ai_next &&
		   !lstrcmpW(wide->ai_canonname, L"www.test.example"),
	   "error %d\n", error);
	FreeAddrInfoW(wide);
	/* IPv4 only: mapped if that is asked for */
	error = GetAddrInfoW(L"other.test.example", NULL, &hints, &wide);
	ok(error == WSANO_DATA && WSAGetLastError() == error, "error %d\n",
	   error);
	hints.ai_flags = AI_V4MAPPED;
	error = GetAddrInfoW(L"other.test.example", NULL, &hints, &wide);
	ok(!error && wide && wide->ai_family == AF_INET6 &&
		   !memcmp(&((struct sockaddr_in6 *)wide->ai_addr)->sin6_addr,
			   mapped, sizeof(mapped)),
	   "error %d\n", error);
	FreeAddrInfoW(wide);
	WSACleanup();
}

START_TEST(getaddrinfo)
{
	RUN(numbers);
	RUN(no_name);
	RUN(by_server);
}
