/*
 * Objects that go before their proxies: disconnected, or with their apartment.
 */
#include "stuck.h"

static HRESULT disconnects(struct hand *hand, LONG in, LONG *out)
{
	HRESULT hr = CoDisconnectObject((IUnknown *)&hand->iface, 0);

	/* until it returns its object is there */
	if (!winetest_platform_is_wine)
		ok(hand_refs(hand) > 1, "released while it runs\n");
	*out = in + 1;
	return hr;
}

/* C-291: the call that runs ends well, the next one does not. */
static void disconnected(void)
{
	struct stuck s;
	LONG out = -1;
	HRESULT hr;

	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	ok(CoIsHandlerConnected((IUnknown *)s.proxy), "not connected\n");
	s.host.hand.call = disconnects;
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == S_OK && out == 4, "%#x, %d\n", (unsigned)hr, (int)out);
	ok(hand_refs(&s.host.hand) == 1, "%d\n", (int)hand_refs(&s.host.hand));
	hr = hand_call(s.proxy, 3, &out);
	todo_wine ok(hr == RPC_E_DISCONNECTED && !out, "%#x\n", (unsigned)hr);
	todo_wine ok(!CoIsHandlerConnected((IUnknown *)s.proxy), "connected\n");
	stuck_end(&s);
}

/* C-142 C-291: its apartment ends with calls in its queue, which nobody runs. */
static DWORD WINAPI ends_apartment(void *arg)
{
	struct stuck *s = arg;

	WaitForSingleObject(s->entered, INFINITE);
	/* the client's second call lies in the queue by then, or comes too late */
	host_tell_end(&s->host);
	SetEvent(s->go);
	return 0;
}

static DWORD WINAPI second_call(void *arg)
{
	struct stuck *s = arg;
	LONG out = -1;
	IHand *own = NULL;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	s->result = hand_call(s->proxy, 3, &out);
	(void)own;
	CoUninitialize();
	return 0;
}

static void apartment_ends(void)
{
	struct stuck s;
	HANDLE other;
	LONG out = -1;
	HRESULT hr;

	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	s.canceller = CreateThread(NULL, 0, ends_apartment, &s, 0, NULL);
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == S_OK && out == 30, "%#x, %d\n", (unsigned)hr, (int)out);
	stuck_join(&s);
	WaitForSingleObject(s.host.thread, INFINITE);
	other = CreateThread(NULL, 0, second_call, &s, 0, NULL);
	WaitForSingleObject(other, INFINITE);
	CloseHandle(other);
	todo_wine ok(s.result == RPC_E_DISCONNECTED, "%#x\n",
		     (unsigned)s.result);
	ok(hand_refs(&s.host.hand) == 1, "%d\n", (int)hand_refs(&s.host.hand));
	stuck_end(&s);
}

/* C-292: proxies that are left when their own apartment ends hold nothing. */
static void client_ends(void)
{
	struct host host;
	IHand *proxy;
	LONG out = -1;
	DWORD cookie;
	HRESULT hr;

	host_init(&host);
	CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
	cookie = by_hand_register();
	host_start(&host, COINIT_APARTMENTTHREADED);
	proxy = host_proxy(&host);
	CoRevokeClassObject(cookie);
	CoUninitialize();
	host_end(&host);
	ok(hand_refs(&host.hand) == 1, "%d\n", (int)hand_refs(&host.hand));
	hr = hand_call(proxy, 3, &out);
	ok(FAILED(hr), "%#x\n", (unsigned)hr);
	hand_release(proxy);
	ok(!proxies_there && !stubs_there, "%d proxies, %d stubs\n",
	   (int)proxies_there, (int)stubs_there);
}

static DWORD WINAPI wrong_thread(void *arg)
{
	struct stuck *s = arg;
	LONG out = -1;

	CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
	s->result = hand_call(s->proxy, 3, &out);
	CoUninitialize();
	return 0;
}

/* C-293: a proxy is its apartment's. */
static void elsewhere(void)
{
	struct stuck s;

	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	s.canceller = CreateThread(NULL, 0, wrong_thread, &s, 0, NULL);
	stuck_join(&s);
	ok(s.result == RPC_E_WRONG_THREAD, "%#x\n", (unsigned)s.result);
	stuck_end(&s);
}

static void refused(void)
{
	struct hand hand;
	HRESULT hr;

	hand_init(&hand);
	hr = CoDisconnectObject(NULL, 0);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoDisconnectObject((IUnknown *)&hand.iface, 0);
	ok(hr == CO_E_NOTINITIALIZED, "%#x\n", (unsigned)hr);
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	hr = CoDisconnectObject((IUnknown *)&hand.iface, 0);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	hr = CoDisconnectObject((IUnknown *)&hand.iface, 1);
	todo_wine ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	CoUninitialize();
}

START_TEST(CoDisconnectObject)
{
	RUN(disconnected);
	RUN(apartment_ends);
	RUN(client_ends);
	RUN(elsewhere);
	RUN(refused);
}
