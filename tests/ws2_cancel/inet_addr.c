/*
 * Bare addresses to text and back: inet_addr, inet_ntoa, InetPton, InetNtop.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

#define NONE 0xffffffff
#define IP(a, b, c, d) ((u_long)(a) << 24 | (b) << 16 | (c) << 8 | (d))

/* In host order; todo: what Wine gives something else for. */
static const struct row {
	const char *text;
	u_long address;
	BOOL todo;
} rows[] = {
	{"1.2.3.4", IP(1, 2, 3, 4), FALSE},
	{"255.255.255.254", IP(255, 255, 255, 254), FALSE},
	{"1.2.3", IP(1, 2, 0, 3), FALSE},
	{"1.2.65535", IP(1, 2, 255, 255), FALSE},
	{"1.2.65536", NONE, FALSE},
	{"1.2", IP(1, 0, 0, 2), FALSE},
	{"1.16777215", IP(1, 255, 255, 255), FALSE},
	{"1.16777216", NONE, FALSE},
	{"1", 1, FALSE},
	{"4294967294", NONE - 1, FALSE},
	{"4294967296", NONE, FALSE},
	{"0x7f.0.0.1", IP(127, 0, 0, 1), FALSE},
	{"0X7F.0XfF.1", IP(127, 255, 0, 1), FALSE},
	{"0x7f000001", IP(127, 0, 0, 1), FALSE},
	{"0177.0.0.010", IP(127, 0, 0, 8), FALSE},
	{"017700000001", IP(127, 0, 0, 1), FALSE},
	{"0", 0, FALSE},
	{"0.0", 0, FALSE},
	{"08", NONE, FALSE},
	{"0x", NONE, FALSE},
	{"1.2.3.4 and more", IP(1, 2, 3, 4), FALSE},
	{"1.2.3.4\n", IP(1, 2, 3, 4), FALSE},
	{"1.2.3.4x", NONE, FALSE},
	{"1.2.3.4.5", NONE, FALSE},
	{"1.2.3.256", NONE, FALSE},
	{"256.1.1.1", NONE, FALSE},
	{"1.2.3.", NONE, FALSE},
	{".1.2.3", NONE, FALSE},
	{"1..2", NONE, FALSE},
	{"-1", NONE, FALSE},
	{"+1", NONE, FALSE},
	{"localhost", NONE, FALSE},
	{"", NONE, FALSE},
	{" ", 0, FALSE},
	{"::1", NONE, FALSE},
};

static void to_number(void)
{
	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		u_long is = ntohl(inet_addr(rows[i].text));

		todo_wine_if(rows[i].todo)
		ok(is == rows[i].address, "\"%s\": %#x, not %#x\n", rows[i].text,
		   (unsigned)is, (unsigned)rows[i].address);
	}
	ok(inet_addr(NULL) == INADDR_NONE, "NULL is taken\n");
}

static DWORD WINAPI other(void *arg)
{
	struct in_addr a = {.s_addr = htonl(IP(9, 8, 7, 6))};

	*(char **)arg = inet_ntoa(a);
	return 0;
}

/* Each thread has a buffer of its own. */
static void to_text(void)
{
	struct in_addr a = {.s_addr = htonl(IP(255, 0, 20, 1))};
	struct in_addr b = {.s_addr = 0};
	char *own = inet_ntoa(a), *others = NULL;
	HANDLE thread = CreateThread(NULL, 0, other, &others, 0, NULL);

	WaitForSingleObject(thread, 20000);
	CloseHandle(thread);
	ok(!strcmp(own, "255.0.20.1"), "\"%s\"\n", own);
	ok(others && others != own, "one buffer\n");
	ok(inet_ntoa(b) == own && !strcmp(own, "0.0.0.0"), "\"%s\"\n", own);
}

static const struct presented {
	int family;
	const char *text;
	int result;
	BOOL todo;
} presented[] = {
	{AF_INET, "1.2.3.4", 1, FALSE},
	{AF_INET, "255.255.255.255", 1, FALSE},
	{AF_INET, "1.2.3", 0, FALSE},
	{AF_INET, "1.2.3.4 ", 0, FALSE},
	{AF_INET, "1.2.3.4:80", 0, FALSE},
	{AF_INET, "1.2.3.256", 0, FALSE},
	{AF_INET, "0x1.2.3.4", 0, FALSE},
	{AF_INET, "1.2.3.04", 0, FALSE},
	{AF_INET, "", 0, FALSE},
	{AF_INET6, "::", 1, FALSE},
	{AF_INET6, "::1", 1, FALSE},
	{AF_INET6, "1:2:3:4:5:6:7:8", 1, FALSE},
	{AF_INET6, "2001:db8::ff00:42:8329", 1, FALSE},
	{AF_INET6, "::ffff:1.2.3.4", 1, FALSE},
	{AF_INET6, "1:2:3:4:5:6:7", 0, FALSE},
	{AF_INET6, "1:2:3:4:5:6:7:8:9", 0, FALSE},
	{AF_INET6, "1::2::3", 0, FALSE},
	{AF_INET6, "fffff::", 0, FALSE},
	{AF_INET6, "[::1]", 0, FALSE},
	{AF_INET6, "1.2.3.4", 0, FALSE},
	{AF_INET6, "", 0, FALSE},
};

static void wide(const char *text, WCHAR *out)
{
	while ((*out++ = (unsigned char)*text++))
		;
}

/* There and back again. */
static void presentation(void)
{
	for (unsigned i = 0; i < sizeof(presented) / sizeof(*presented); i++) {
		const struct presented *p = &presented[i];
		char a[16], w[16], text[64] = "";
		WCHAR in[64], out[64] = {0}, as[64];
		int n = p->family == AF_INET ? 4 : 16, ra, rw;

		memset(a, 0x55, sizeof(a));
		memset(w, 0x55, sizeof(w));
		wide(p->text, in);
		ra = inet_pton(p->family, p->text, a);
		rw = InetPtonW(p->family, in, w);
		todo_wine_if(p->todo)
		ok(ra == p->result && rw == p->result, "\"%s\": %d %d\n", p->text, ra, rw);
		if (ra != 1 || rw != 1)
			continue;
		ok(!memcmp(a, w, n), "\"%s\": A and W differ\n", p->text);
		ok(inet_ntop(p->family, a, text, sizeof(text)) == text &&
			   !strcmp(text, p->text),
		   "\"%s\": \"%s\"\n", p->text, text);
		wide(text, as);
		ok(InetNtopW(p->family, a, out, 64) == out && !lstrcmpW(out, as),
		   "\"%s\": W is another\n", p->text);
	}
}

#define fails_with(call, bad, error)                                        \
	do {                                                                \
		WSASetLastError(0xdead);                                    \
		ok((call) == (bad) && WSAGetLastError() == (error),         \
		   "%s: error %d\n", #call, WSAGetLastError());             \
	} while (0)

static void refused(void)
{
	char a[16] = {0}, text[16] = "x";
	WCHAR out[16] = L"x";

	sock_start();
	fails_with(inet_pton(77, "1.2.3.4", a), SOCKET_ERROR, WSAEAFNOSUPPORT);
	fails_with(inet_pton(AF_INET, NULL, a), SOCKET_ERROR, WSAEFAULT);
	fails_with(inet_pton(AF_INET, "1.2.3.4", NULL), SOCKET_ERROR, WSAEFAULT);
	fails_with(InetPtonW(77, L"1.2.3.4", a), SOCKET_ERROR, WSAEAFNOSUPPORT);
	fails_with(InetPtonW(AF_INET6, NULL, a), SOCKET_ERROR, WSAEFAULT);
	fails_with(InetPtonW(AF_INET6, L"::1", NULL), SOCKET_ERROR, WSAEFAULT);
	fails_with(inet_ntop(77, a, text, 16), NULL, WSAEAFNOSUPPORT);
	/* Wine says it with a status, and has written by then. */
	todo_wine fails_with(inet_ntop(AF_INET, a, text, 7), NULL, ERROR_INVALID_PARAMETER);
	fails_with(InetNtopW(AF_INET, a, out, 7), NULL, ERROR_INVALID_PARAMETER);
	todo_wine fails_with(inet_ntop(AF_INET, a, NULL, 16), NULL, ERROR_INVALID_PARAMETER);
	fails_with(InetNtopW(77, a, out, 16), NULL, WSAEAFNOSUPPORT);
	todo_wine ok(text[0] == 'x' && out[0] == 'x', "written to\n");
	ok(inet_ntop(AF_INET, a, text, 8) == text, "it fits\n");
}

START_TEST(inet_addr)
{
	RUN(to_number);
	RUN(to_text);
	RUN(presentation);
	RUN(refused);
}
