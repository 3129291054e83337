/*
 * GetAddrInfoExCancel, GetAddrInfoExW and GetAddrInfoExOverlappedResult:
 * pending, told by event or routine, cancelled, timed out.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/names.h"
#include "lib/lookup.h"

static HANDLE called;
static LONG calls;
static DWORD call_error;
static OVERLAPPED *call_overlapped;

static void CALLBACK routine(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
	(void)bytes;
	call_error = error;
	call_overlapped = overlapped;
	InterlockedIncrement(&calls);
	SetEvent(called);
}

static void begun_with_event(OVERLAPPED *o, ADDRINFOEXW **list, HANDLE *handle,
			     const WCHAR *name)
{
	int ret;

	memset(o, 0, sizeof(*o));
	o->hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	*list = (ADDRINFOEXW *)0xdead;
	WSASetLastError(0);
	ret = GetAddrInfoExW(name, NULL, NS_DNS, NULL, NULL, list, NULL, o,
			     NULL, handle);
	ok(ret == WSA_IO_PENDING && WSAGetLastError() == WSA_IO_PENDING,
	   "%d, error %d\n", ret, WSAGetLastError());
}

/* W-041, W-045, W-046, W-047, W-048 */
static void pending_event(void)
{
	OVERLAPPED o;
	ADDRINFOEXW *list;
	HANDLE handle, stale = (HANDLE)12345;

	if (!silent_begin())
		return;
	begun_with_event(&o, &list, &handle, L"a.hang.example.");
	ok(!list && o.Pointer == &list, "list %p\n", list);
	ok(names_packets_wait(2, 5000) == 2, "A and AAAA were not asked for\n");
	ok(GetAddrInfoExOverlappedResult(&o) == WSAEINPROGRESS, "result %d\n",
	   GetAddrInfoExOverlappedResult(&o));
	ok(GetAddrInfoExCancel(&handle) == NO_ERROR, "not cancelled\n");
	ok(WaitForSingleObject(o.hEvent, 0) == WAIT_OBJECT_0,
	   "the event was not set at once\n");
	ok(GetAddrInfoExOverlappedResult(&o) == WSA_E_CANCELLED, "result %d\n",
	   GetAddrInfoExOverlappedResult(&o));
	ok(!list, "a list %p\n", list);
	ok(GetAddrInfoExCancel(&handle) == WSA_INVALID_HANDLE, "twice\n");
	ok(GetAddrInfoExCancel(&stale) == WSA_INVALID_HANDLE, "a stale one\n");
	ok(GetAddrInfoExCancel(NULL) == WSA_INVALID_HANDLE, "none\n");
	ResetEvent(o.hEvent);
	ok(WaitForSingleObject(o.hEvent, 1200) == WAIT_TIMEOUT, "set again\n");
	ok(!names_packets(), "asked again\n");
	CloseHandle(o.hEvent);
	WSACleanup();
}

/* W-044 */
static void pending_routine(void)
{
	OVERLAPPED o = { 0 };
	ADDRINFOEXW *list;
	HANDLE handle;
	int ret;

	if (!silent_begin())
		return;
	called = CreateEventA(NULL, FALSE, FALSE, NULL);
	ret = GetAddrInfoExW(L"a.hang.example.", NULL, NS_DNS, NULL, NULL,
			     &list, NULL, &o, routine, &handle);
	ok(ret == WSA_IO_PENDING, "%d\n", ret);
	ok(!calls, "called before\n");
	ok(GetAddrInfoExCancel(&handle) == NO_ERROR, "not cancelled\n");
	ok(WaitForSingleObject(called, 5000) == WAIT_OBJECT_0, "not called\n");
	ok(call_error == WSA_E_CANCELLED && call_overlapped == &o,
	   "error %u\n", call_error);
	ok(WaitForSingleObject(called, 1200) == WAIT_TIMEOUT && calls == 1,
	   "called again\n");
	CloseHandle(called);
	WSACleanup();
}

/* W-043 */
static void found(void)
{
	OVERLAPPED o;
	ADDRINFOEXW *list;
	HANDLE handle;

	if (!names_real()) {
		skip("no name server\n");
		return;
	}
	winsock_begin();
	begun_with_event(&o, &list, &handle, L"www.test.example");
	ok(WaitForSingleObject(o.hEvent, 10000) == WAIT_OBJECT_0, "no end\n");
	ok(GetAddrInfoExOverlappedResult(&o) == 0, "result %d\n",
	   GetAddrInfoExOverlappedResult(&o));
	ok(list && list->ai_family == AF_INET &&
		   list->ai_addrlen == sizeof(struct sockaddr_in) &&
		   list->ai_addr->sa_family == AF_INET,
	   "no address\n");
	ok(list && list->ai_next && list->ai_next->ai_family == AF_INET6 &&
		   !list->ai_next->ai_next,
	   "no second address\n");
	ok(GetAddrInfoExCancel(&handle) == WSA_INVALID_HANDLE, "cancelled\n");
	FreeAddrInfoExW(list);
	CloseHandle(o.hEvent);
	begun_with_event(&o, &list, &handle, L"none.test.example");
	ok(WaitForSingleObject(o.hEvent, 10000) == WAIT_OBJECT_0, "no end\n");
	ok(GetAddrInfoExOverlappedResult(&o) == WSAHOST_NOT_FOUND,
	   "result %d\n", GetAddrInfoExOverlappedResult(&o));
	ok(!list, "a list\n");
	CloseHandle(o.hEvent);
	WSACleanup();
}

static void times_out(void)
{
	struct timeval soon = { 0, 50000 }, now = { 0, 0 };
	OVERLAPPED o = { 0 };
	ADDRINFOEXW *list;
	HANDLE handle;
	int ret;

	if (!silent_begin())
		return;
	o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	for (int i = 0; i < 200; i++) {
		ResetEvent(o.hEvent);
		ret = GetAddrInfoExW(L"a.hang.example.", NULL, NS_DNS, NULL,
				     NULL, &list, i ? &now : &soon, &o, NULL,
				     &handle);
		ok(ret == WSA_IO_PENDING, "%d\n", ret);
		ok(WaitForSingleObject(o.hEvent, 5000) == WAIT_OBJECT_0,
		   "no end\n");
		ok(GetAddrInfoExOverlappedResult(&o) == WSAETIMEDOUT,
		   "result %d\n", GetAddrInfoExOverlappedResult(&o));
		ok(GetAddrInfoExCancel(&handle) == WSA_INVALID_HANDLE,
		   "cancelled\n");
	}
	ret = GetAddrInfoExW(L"a.hang.example.", NULL, NS_DNS, NULL, NULL,
			     &list, &soon, NULL, NULL, NULL);
	ok(ret == WSAETIMEDOUT, "synchronous: %d\n", ret);
	CloseHandle(o.hEvent);
	WSACleanup();
}

/* W-042, W-048, W-050 */
static void bad_arguments(void)
{
	OVERLAPPED o = { 0 };
	ADDRINFOEXW *list;
	HANDLE handle;

	/* Wine does not ask whether Winsock has been started. */
	todo_wine
	ok(GetAddrInfoExW(L"localhost", NULL, NS_DNS, NULL, NULL, &list, NULL,
			  NULL, NULL, NULL) == WSANOTINITIALISED,
	   "before WSAStartup\n");
	winsock_begin();
	o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	ok(GetAddrInfoExW(L"localhost", NULL, NS_DNS, NULL, NULL, &list, NULL,
			  &o, routine, &handle) == WSAEINVAL,
	   "event and routine\n");
	/* Wine finds out on its thread. */
	todo_wine
	ok(GetAddrInfoExW(NULL, NULL, NS_DNS, NULL, NULL, &list, NULL, &o,
			  NULL, &handle) == WSAHOST_NOT_FOUND,
	   "no name, no service\n");
	ok(GetAddrInfoExOverlappedResult(NULL) == WSAEINVAL, "NULL\n");
	CloseHandle(o.hEvent);
	WSACleanup();
}

/* W-062 */
static void cleanup(void)
{
	OVERLAPPED o;
	ADDRINFOEXW *list;
	HANDLE handle;

	if (!silent_begin())
		return;
	begun_with_event(&o, &list, &handle, L"a.hang.example.");
	WSACleanup();
	ok(WaitForSingleObject(o.hEvent, 1200) == WAIT_TIMEOUT,
	   "the event was set\n");
	ok(GetAddrInfoExCancel(&handle) == WSANOTINITIALISED, "cancelled\n");
	CloseHandle(o.hEvent);
}

START_TEST(GetAddrInfoExCancel)
{
	RUN(pending_event);
	RUN(pending_routine);
	RUN(found);
	RUN(times_out);
	RUN(bad_arguments);
	RUN(cleanup);
}
