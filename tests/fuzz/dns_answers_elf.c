/*
 * Look-ups of all kinds at a name server that lies (dns_hostile.h). Each ends once,
 * with an answer or a documented error; what nobody may believe is not believed; no
 * byte is written outside the buffer; and after it all the truth is found as ever.
 * W-019 W-021 W-048. WINCANCEL_SEED makes other lies.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/window.h"
#include "lib/lookup.h"
#include "dns_hostile.h"

#define ROUNDS 8
#define HOSTS 120
#define WAITING 40
#define BLOCKED 3
#define CALLS 6
#define POISON 0x5a

static BOOL is_documented(int error)
{
	switch (error) {
	case 0:
	case WSAHOST_NOT_FOUND:
	case WSATRY_AGAIN:
	case WSANO_RECOVERY:
	case WSANO_DATA:
		return TRUE;
	}
	return FALSE;
}

static void not_believed(const void *address, int size)
{
	const char *last = (const char *)address + size - 4;

	ok(memcmp(last, DNS_POISON, 3), "lie %d was believed\n", last[3]);
}

static struct request {
	HANDLE task;
	BOOL by_address;
	int messages;
	DWORD room;
	char buffer[2000] __attribute__((aligned(8)));
} hosts[HOSTS];

/* All that it points to lies in the buffer. */
static void check_packed(const struct request *r, DWORD size)
{
	const struct hostent *h = (const struct hostent *)r->buffer;
	const char *end = r->buffer + size;

	ok(h->h_name > r->buffer && h->h_name + strlen(h->h_name) < end,
	   "its name is elsewhere\n");
	ok(!strstr(h->h_name, "poison"), "an answer that is another's\n");
	ok(h->h_addrtype == AF_INET && h->h_length == 4, "family %d length %d\n",
	   h->h_addrtype, h->h_length);
	for (char **a = h->h_aliases; *a; a++)
		ok(*a > r->buffer && *a + strlen(*a) < end, "an alias is elsewhere\n");
	for (char **a = h->h_addr_list; *a; a++) {
		ok(*a > r->buffer && *a + 4 <= end, "an address is elsewhere\n");
		not_believed(*a, 4);
	}
}

static void begin_hosts(HWND window, int round)
{
	for (int i = 0; i < HOSTS; i++) {
		struct request *r = &hosts[i];
		char name[64];
		int n = round * HOSTS + i;

		memset(r->buffer, POISON, sizeof(r->buffer));
		r->messages = 0;
		r->room = i % 3 ? MAXGETHOSTSTRUCT : 200;
		r->by_address = i % 5 == 0;
		/* every other one without a dot goes through the search list */
		snprintf(name, sizeof(name), n & 1 ? "n%d.fuzz.example." : "n%d", n);
		if (r->by_address)
			r->task = WSAAsyncGetHostByAddr(window, WM_FOUND,
							(char *)&n, 4, AF_INET,
							r->buffer, r->room);
		else
			r->task = WSAAsyncGetHostByName(window, WM_FOUND, name,
							r->buffer, r->room);
		ok(r->task != NULL, "refused: %d\n", WSAGetLastError());
	}
}

static void check_buffer(const struct request *r, LPARAM lparam)
{
	int error = WSAGETASYNCERROR(lparam);
	DWORD size = WSAGETASYNCBUFLEN(lparam), i;

	ok(is_documented(error) || (error == WSAENOBUFS && size > r->room),
	   "error %d, size %u\n", error, size);
	if (!error)
		check_packed(r, size);
	for (i = error ? 0 : size; i < sizeof(r->buffer); i++)
		if (r->buffer[i] != POISON)
			break;
	ok(i == sizeof(r->buffer), "error %d, byte %u was written\n", error, i);
}

static void take_hosts(HWND window)
{
	MSG msg;

	for (int left = HOSTS; left > 0; left--) {
		struct request *r = hosts;

		if (!window_next(window, &msg, 20000)) {
			ok(0, "%d never end\n", left);
			return;
		}
		while (r < hosts + HOSTS && r->task != (HANDLE)msg.wParam)
			r++;
		if (r == hosts + HOSTS || ++r->messages > 1)
			ok(0, "a message of nobody, or a second one\n");
		else
			check_buffer(r, msg.lParam);
	}
	ok(!window_next(window, &msg, 0), "one too many\n");
}

static struct waiting {
	OVERLAPPED o;
	ADDRINFOEXW *list;
	HANDLE handle;
	BOOL timed, cancelled;
} waiting[WAITING];

static void begin_waiting(int round)
{
	struct timeval soon = {0, 120000};

	for (int i = 0; i < WAITING; i++) {
		struct waiting *w = &waiting[i];
		WCHAR name[40] = L"w....fuzz.example.";
		HANDLE event = w->o.hEvent;

		memset(w, 0, sizeof(*w));
		w->o.hEvent = event;
		ResetEvent(event);
		name[1] = 'a' + round;
		name[2] = 'a' + i / 20;
		name[3] = 'a' + i % 20;
		w->timed = i % 4 == 1;
		ok(GetAddrInfoExW(name, NULL, NS_DNS, NULL, NULL, &w->list,
				  w->timed ? &soon : NULL, &w->o, NULL,
				  &w->handle) == WSA_IO_PENDING,
		   "error %d\n", WSAGetLastError());
	}
	for (int i = 0; i < WAITING; i += 4)
		waiting[i].cancelled = !GetAddrInfoExCancel(&waiting[i].handle);
}

static void check_list(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		not_believed(&((struct sockaddr_in *)address)->sin_addr, 4);
	else
		not_believed(&((struct sockaddr_in6 *)address)->sin6_addr, 16);
}

static void take_waiting(void)
{
	for (int i = 0; i < WAITING; i++) {
		struct waiting *w = &waiting[i];
		DWORD ret = WaitForSingleObject(w->o.hEvent, 20000);
		int error = GetAddrInfoExOverlappedResult(&w->o);

		ok(ret == WAIT_OBJECT_0, "it never ends\n");
		ok(w->cancelled ? error == WSA_E_CANCELLED :
		   is_documented(error) || (w->timed && error == WSAETIMEDOUT),
		   "error %d\n", error);
		ok(!w->list == !!error, "error %d and list %p\n", error, w->list);
		for (ADDRINFOEXW *a = w->list; a; a = a->ai_next)
			check_list(a->ai_addr);
		FreeAddrInfoExW(w->list);
		ok(GetAddrInfoExCancel(&w->handle) == WSA_INVALID_HANDLE,
		   "still there\n");
	}
}

static DWORD WINAPI look_up(void *arg)
{
	int number = (int)(ULONG_PTR)arg;

	for (int i = 0; i < CALLS; i++) {
		struct addrinfo *list = NULL;
		struct hostent *h;
		char name[64];
		int error;

		snprintf(name, sizeof(name), "b%d-%d.fuzz.example.", number, i);
		error = getaddrinfo(name, "80", NULL, &list);
		ok(is_documented(error), "error %d\n", error);
		for (struct addrinfo *a = list; a; a = a->ai_next)
			check_list(a->ai_addr);
		if (list)
			freeaddrinfo(list);
		name[0] = 'h';
		h = gethostbyname(name);
		ok(h || is_documented(WSAGetLastError()), "error %d\n",
		   WSAGetLastError());
		for (char **a = h ? h->h_addr_list : NULL; a && *a; a++)
			not_believed(*a, 4);
	}
	return 0;
}

static void truth(void)
{
	struct hostent *h;

	__atomic_store_n(&dns.honest, 1, __ATOMIC_SEQ_CST);
	h = gethostbyname("truth.fuzz.example.");
	ok(h && !memcmp(h->h_addr_list[0], DNS_GOOD, 4), "error %d\n",
	   WSAGetLastError());
}

static void lies(void)
{
	const char *given = getenv("WINCANCEL_SEED");
	unsigned seed = given ? (unsigned)atoll(given) : GetTickCount();
	HWND window = window_new();
	HANDLE thread[BLOCKED];
	long told = 0, streams = 0;

	trace("seed %u\n", seed);
	if (!dns_begin(seed)) {
		skip("no port for a name server\n");
		return;
	}
	winsock_begin();
	for (int i = 0; i < WAITING; i++)
		waiting[i].o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	for (int round = 0; round < ROUNDS; round++) {
		begin_hosts(window, round);
		begin_waiting(round);
		for (int i = 0; i < BLOCKED; i++)
			thread[i] = CreateThread(NULL, 0, look_up,
						 (void *)(ULONG_PTR)(round * BLOCKED + i),
						 0, NULL);
		take_hosts(window);
		take_waiting();
		ok(WaitForMultipleObjects(BLOCKED, thread, TRUE, 60000) ==
			   WAIT_OBJECT_0, "a call never ends\n");
		for (int i = 0; i < BLOCKED; i++)
			CloseHandle(thread[i]);
	}
	truth();
	for (int i = 0; i < WAITING; i++)
		CloseHandle(waiting[i].o.hEvent);
	WSACleanup();
	dns_end();
	for (int i = 0; i < LIES; i++) {
		ok(dns.told[i] > 0, "lie %d was never told\n", i);
		told += dns.told[i];
	}
	for (int i = 0; i < STREAM_LIES; i++) {
		ok(dns.streams[i] > 0, "lie %d was never told by TCP\n", i);
		streams += dns.streams[i];
	}
	trace("%ld answers, %ld by TCP\n", told, streams);
}

START_TEST(dns_answers_elf)
{
	RUN_LIMIT(lies, 120);
}
