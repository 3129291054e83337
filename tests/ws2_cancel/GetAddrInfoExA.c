/*
 * GetAddrInfoExA, which waits and nothing else.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

int WINAPI GetAddrInfoExA(const char *, const char *, DWORD, GUID *, const ADDRINFOEXA *,
			  ADDRINFOEXA **, struct timeval *, OVERLAPPED *,
			  LPLOOKUPSERVICE_COMPLETION_ROUTINE, HANDLE *);
void WINAPI FreeAddrInfoEx(ADDRINFOEXA *);

static void CALLBACK routine(DWORD error, DWORD n, OVERLAPPED *o)
{
	(void)error;
	(void)n;
	(void)o;
	ok(0, "called\n");
}

static int get(ADDRINFOEXA **list, OVERLAPPED *o, LPLOOKUPSERVICE_COMPLETION_ROUTINE r,
	       HANDLE *handle)
{
	ADDRINFOEXA hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM,
			     .ai_flags = AI_NUMERICHOST | AI_CANONNAME};

	return GetAddrInfoExA("127.0.0.1", "80", NS_ALL, NULL, &hints, list, NULL, o, r,
			      handle);
}

/* W-049 */
static void asks(void)
{
	ADDRINFOEXA *list = (void *)1;
	OVERLAPPED o = {0};
	HANDLE handle;
	int error;

	sock_start();
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine has none\n");
		return;
	}
	ok(get(&list, &o, NULL, NULL) == WSAEINVAL && !list, "an OVERLAPPED is taken\n");
	ok(get(&list, NULL, routine, NULL) == WSAEINVAL, "a routine is taken\n");
	ok(get(&list, NULL, NULL, &handle) == WSAEINVAL, "a handle is given\n");
	ok(get(NULL, NULL, NULL, NULL) == WSAEINVAL, "no place for the list\n");
	ok(GetAddrInfoExA(NULL, NULL, NS_ALL, NULL, NULL, &list, NULL, NULL, NULL, NULL) ==
		   WSAHOST_NOT_FOUND,
	   "nothing is found\n");
	error = get(&list, NULL, NULL, NULL);
	ok(!error && list, "error %d\n", error);
	if (error || !list)
		return;
	struct sockaddr_in *a = (struct sockaddr_in *)list->ai_addr;
	ok(list->ai_family == AF_INET && list->ai_addrlen == sizeof(*a) && !list->ai_next &&
		   a->sin_port == htons(80) &&
		   a->sin_addr.s_addr == htonl(INADDR_LOOPBACK),
	   "another address\n");
	ok(list->ai_canonname && !strcmp(list->ai_canonname, "127.0.0.1"), "no name\n");
	ok(!list->ai_blob && !list->ai_bloblen && !list->ai_provider, "more than asked\n");
	FreeAddrInfoEx(list);
	FreeAddrInfoEx(NULL);
}

START_TEST(GetAddrInfoExA)
{
	RUN(asks);
}
