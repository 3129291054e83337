/*
 * Socket addresses to text and back, with ports and scopes: WSAStringToAddress,
 * WSAAddressToString.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

static const struct row {
	int family;
	const char *text;
	const char *back; /* NULL: it is refused */
	BOOL todo;
} rows[] = {
	{AF_INET, "1.2.3.4", "1.2.3.4", FALSE},
	{AF_INET, "1.2.3.4:80", "1.2.3.4:80", FALSE},
	{AF_INET, "1.2.3.4:65535", "1.2.3.4:65535", FALSE},
	{AF_INET, "1.2.3.4:65536", NULL, FALSE},
	{AF_INET, "1.2.3.4:", NULL, FALSE},
	{AF_INET, "1.2.3.4:0", NULL, FALSE},
	{AF_INET, "1.2.3.4:x", NULL, FALSE},
	{AF_INET, "1.2.3.4:80x", NULL, FALSE},
	{AF_INET, "1.2.3.4:-1", NULL, FALSE},
	{AF_INET, "1.2.3.4 ", NULL, FALSE},
	{AF_INET, "1.2", "1.0.0.2", FALSE},
	{AF_INET, "0x7f.1", "127.0.0.1", FALSE},
	{AF_INET, "010.1", "8.0.0.1", FALSE},
	{AF_INET, "256.1.1.1", NULL, FALSE},
	{AF_INET, "", NULL, FALSE},
	{AF_INET, "::1", NULL, FALSE},
	{AF_INET6, "::1", "::1", FALSE},
	{AF_INET6, "::", "::", FALSE},
	{AF_INET6, "[::1]", "::1", FALSE},
	{AF_INET6, "[::1]:80", "[::1]:80", FALSE},
	{AF_INET6, "fe80::1%3", "fe80::1%3", FALSE},
	{AF_INET6, "[fe80::1%4294967295]:443", "[fe80::1%4294967295]:443", FALSE},
	{AF_INET6, "fe80::1%", NULL, FALSE},
	{AF_INET6, "fe80::1%x", NULL, FALSE},
	{AF_INET6, "fe80::1%4294967296", NULL, FALSE},
	{AF_INET6, "[::1", NULL, FALSE},
	{AF_INET6, "::1]", NULL, FALSE},
	{AF_INET6, "[::1]:", NULL, FALSE},
	{AF_INET6, "[::1]:65536", NULL, FALSE},
	{AF_INET6, "[::1]80", NULL, FALSE},
	{AF_INET6, "::ffff:1.2.3.4", "::ffff:1.2.3.4", FALSE},
	{AF_INET6, "1.2.3.4", NULL, FALSE},
	{AF_INET6, "1:2:3:4:5:6:7:8:9", NULL, FALSE},
	{AF_INET6, "", NULL, FALSE},
};

static void wide(const char *text, WCHAR *out)
{
	while ((*out++ = (unsigned char)*text++))
		;
}

static void there_and_back(void)
{
	sock_start();
	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];
		struct sockaddr_storage a, w;
		char text[64], in[64];
		WCHAR in_w[64], text_w[64], expected[64];
		int n = sizeof(a), nw = sizeof(w), ra, rw, ea, ew;
		DWORD size = sizeof(text), size_w = 64;

		strcpy(in, r->text);
		wide(in, in_w);
		memset(&a, 0, sizeof(a));
		memset(&w, 0, sizeof(w));
		ra = WSAStringToAddressA(in, r->family, NULL, (struct sockaddr *)&a, &n);
		ea = WSAGetLastError();
		rw = WSAStringToAddressW(in_w, r->family, NULL, (struct sockaddr *)&w,
					 &nw);
		ew = WSAGetLastError();
		if (!r->back) {
			todo_wine_if(r->todo)
			ok(ra && rw && ea == WSAEINVAL && ew == WSAEINVAL,
			   "\"%s\": %d error %d %d\n", r->text, ra, ea, ew);
			continue;
		}
		todo_wine_if(r->todo)
		ok(!ra && !rw, "\"%s\": error %d %d\n", r->text, ea, ew);
		if (ra || rw)
			continue;
		ok(n == nw && !memcmp(&a, &w, n) && a.ss_family == r->family &&
			   n == (r->family == AF_INET ? (int)sizeof(struct sockaddr_in) :
							(int)sizeof(struct sockaddr_in6)),
		   "\"%s\": lengths %d %d\n", r->text, n, nw);
		ok(!WSAAddressToStringA((struct sockaddr *)&a, n, NULL, text, &size),
		   "\"%s\": error %d\n", r->text, WSAGetLastError());
		ok(!strcmp(text, r->back) && size == strlen(r->back) + 1,
		   "\"%s\": \"%s\" %u\n", r->text, text, size);
		ok(!WSAAddressToStringW((struct sockaddr *)&a, n, NULL, text_w, &size_w),
		   "\"%s\": error %d\n", r->text, WSAGetLastError());
		wide(r->back, expected);
		ok(!lstrcmpW(text_w, expected) && size_w == size, "\"%s\": W is another\n",
		   r->text);
	}
}

#define fails_with(call, error)                                             \
	do {                                                                \
		WSASetLastError(0xdead);                                    \
		ok((call) == SOCKET_ERROR && WSAGetLastError() == (error),  \
		   "%s: error %d\n", #call, WSAGetLastError());             \
	} while (0)

static void refused(void)
{
	struct sockaddr_in four = loopback();
	struct sockaddr *at = (struct sockaddr *)&four;
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	char text[64], in[] = "1.2.3.4:80", in6[] = "::1";
	WCHAR text_w[64], in_w[] = L"1.2.3.4";
	DWORD size = 9;
	int n = sizeof(four) - 1;

	sock_start();
	/* Too short: what is needed is told. */
	fails_with(WSAAddressToStringA(at, sizeof(four), NULL, text, &size), WSAEFAULT);
	ok(size == 10, "size %u\n", size);
	size = 9;
	fails_with(WSAAddressToStringW(at, sizeof(four), NULL, text_w, &size), WSAEFAULT);
	ok(size == 10, "size %u\n", size);
	ok(!WSAAddressToStringA(at, sizeof(four), NULL, text, &size) &&
		   !strcmp(text, "127.0.0.1"),
	   "error %d\n", WSAGetLastError());
	size = 64;
	/* Wine gives the code itself, and leaves the last error alone. */
	todo_wine fails_with(WSAAddressToStringA(NULL, sizeof(four), NULL, text, &size), WSAEFAULT);
	todo_wine fails_with(WSAAddressToStringA(at, sizeof(four), NULL, NULL, &size), WSAEFAULT);
	todo_wine fails_with(WSAAddressToStringA(at, sizeof(four), NULL, text, NULL), WSAEFAULT);
	todo_wine fails_with(WSAAddressToStringA(at, sizeof(four) - 1, NULL, text, &size), WSAEFAULT);
	todo_wine fails_with(WSAAddressToStringA((struct sockaddr *)&six, sizeof(four), NULL, text,
				       &size),
		   WSAEFAULT);
	four.sin_family = 77;
	fails_with(WSAAddressToStringA(at, sizeof(four), NULL, text, &size), WSAEINVAL);
	fails_with(WSAAddressToStringW(at, sizeof(four), NULL, text_w, &size), WSAEINVAL);

	fails_with(WSAStringToAddressA(in, AF_INET, NULL, at, &n), WSAEFAULT);
	ok(n == sizeof(four), "length %d\n", n);
	n = sizeof(four);
	fails_with(WSAStringToAddressA(in6, AF_INET6, NULL, at, &n), WSAEFAULT);
	ok(n == sizeof(six), "length %d\n", n);
	n = sizeof(four);
	fails_with(WSAStringToAddressA(NULL, AF_INET, NULL, at, &n), WSAEINVAL);
	todo_wine fails_with(WSAStringToAddressA(in, AF_INET, NULL, NULL, &n), WSAEFAULT);
	todo_wine fails_with(WSAStringToAddressA(in, AF_INET, NULL, at, NULL), WSAEFAULT);
	fails_with(WSAStringToAddressA(in, 77, NULL, at, &n), WSAEINVAL);
	fails_with(WSAStringToAddressW(NULL, AF_INET, NULL, at, &n), WSAEINVAL);
	todo_wine fails_with(WSAStringToAddressW(in_w, AF_INET, NULL, NULL, &n), WSAEFAULT);
	fails_with(WSAStringToAddressW(in_w, 77, NULL, at, &n), WSAEINVAL);
	ok(!WSAStringToAddressW(in_w, AF_INET, NULL, at, &n), "error %d\n",
	   WSAGetLastError());
}

START_TEST(WSAStringToAddressA)
{
	RUN(there_and_back);
	RUN(refused);
}
