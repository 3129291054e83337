/*
 * Interfaces from one apartment to another, with proxies and stubs written by hand:
 * identity, references, and what is left over.
 */
#include "host.h"

static const DWORD models[] = { COINIT_MULTITHREADED,
				COINIT_APARTMENTTHREADED };

static void nothing_left(struct host *host)
{
	ok(hand_refs(&host->hand) == 1, "%d references\n",
	   (int)hand_refs(&host->hand));
	ok(!proxies_there && !stubs_there, "%d proxies, %d stubs\n",
	   (int)proxies_there, (int)stubs_there);
}

static void call_across(DWORD client, DWORD server)
{
	struct host host;
	IHand *proxy;
	DWORD cookie;
	LONG out = -1;
	HRESULT hr;

	CoInitializeEx(NULL, client);
	cookie = by_hand_register();
	host_init(&host);
	host_start(&host, server);
	proxy = host_proxy(&host);
	ok(proxy != &host.hand.iface, "the object itself\n");
	hr = hand_call(proxy, 41, &out);
	ok(hr == S_OK && out == 42, "%#x, %d\n", (unsigned)hr, (int)out);
	hand_release(proxy);
	nothing_left(&host);
	host_end(&host);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

/* C-280 C-281 */
static void calls(void)
{
	call_across(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
	call_across(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED);
	call_across(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
}

/* C-282: the object itself in its own apartment. */
static void at_home(void)
{
	struct hand hand;
	struct tape tape;
	IHand *same = NULL;

	for (unsigned i = 0; i < ARRAY_SIZE(models); i++) {
		DWORD cookie;
		HRESULT hr;

		CoInitializeEx(NULL, models[i]);
		cookie = by_hand_register();
		hand_init(&hand);
		hr = CoMarshalInterface(tape_new(&tape), &IID_IHand,
					(IUnknown *)&hand.iface, MSHCTX_INPROC,
					NULL, MSHLFLAGS_NORMAL);
		ok(hr == S_OK, "%#x\n", (unsigned)hr);
		ok(hand_refs(&hand) > 1, "not held\n");
		tape_rewind(&tape);
		hr = CoUnmarshalInterface(&tape.iface, &IID_IHand,
					  (void **)&same);
		ok(hr == S_OK && same == &hand.iface, "%#x, %p\n", (unsigned)hr,
		   same);
		ok(hand_refs(&hand) == 2, "%d\n", (int)hand_refs(&hand));
		hand_release(same);
		CoRevokeClassObject(cookie);
		CoUninitialize();
	}
}

/* C-283: one identity for each object, whoever asks. */
static void identity(void)
{
	struct host host;
	IHand *one, *two;
	IUnknown *a = NULL, *b = NULL;
	void *none = &host;
	DWORD cookie;
	HRESULT hr;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	cookie = by_hand_register();
	host_init(&host);
	host.flags = MSHLFLAGS_TABLESTRONG;
	host_start(&host, COINIT_APARTMENTTHREADED);
	one = host_proxy(&host);
	tape_rewind(&host.tape);
	two = host_proxy(&host);
	ok(one == two, "two proxies\n");
	ok(proxies_there == 1, "%d proxies\n", (int)proxies_there);
	one->lpVtbl->QueryInterface(one, &IID_IUnknown, (void **)&a);
	two->lpVtbl->QueryInterface(two, &IID_IUnknown, (void **)&b);
	ok(a && a == b, "%p and %p\n", a, b);
	hr = one->lpVtbl->QueryInterface(one, &IID_IStream, &none);
	ok(hr == E_NOINTERFACE && !none, "%#x, %p\n", (unsigned)hr, none);
	IUnknown_Release(a);
	IUnknown_Release(b);
	hand_release(one);
	hand_release(two);
	ok(hand_refs(&host.hand) > 1, "the table does not hold it\n");
	tape_rewind(&host.tape);
	hr = CoReleaseMarshalData(&host.tape.iface);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	nothing_left(&host);
	host_end(&host);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

/* C-284: a packet of its own is good once. */
static void packets(void)
{
	struct host host;
	IHand *proxy, *again = NULL;
	DWORD cookie;
	HRESULT hr;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	cookie = by_hand_register();
	host_init(&host);
	host_start(&host, COINIT_APARTMENTTHREADED);
	proxy = host_proxy(&host);
	hand_release(proxy);
	nothing_left(&host);
	tape_rewind(&host.tape);
	hr = CoUnmarshalInterface(&host.tape.iface, &IID_IHand,
				  (void **)&again);
	ok(hr == CO_E_OBJNOTCONNECTED && !again, "%#x\n", (unsigned)hr);
	host_end(&host);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

/* C-285: what is no packet is refused, wherever it was cut or changed. */
static void hostile(void)
{
	struct host host;
	struct tape tape;
	IHand *proxy = NULL;
	DWORD cookie;
	HRESULT hr;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	cookie = by_hand_register();
	host_init(&host);
	host_start(&host, COINIT_APARTMENTTHREADED);
	for (ULONG size = 0; size < host.tape.size; size++) {
		tape_new(&tape);
		memcpy(tape.bytes, host.tape.bytes, size);
		tape.size = size;
		hr = CoUnmarshalInterface(&tape.iface, &IID_IHand,
					  (void **)&proxy);
		ok(FAILED(hr) && !proxy, "cut at %u: %#x\n", (unsigned)size,
		   (unsigned)hr);
	}
	/* all but the flags are known to be wrong; not to Wine */
	for (ULONG at = 0; at < 64 && !winetest_platform_is_wine; at++) {
		tape_new(&tape);
		memcpy(tape.bytes, host.tape.bytes, host.tape.size);
		tape.size = host.tape.size;
		tape.bytes[at] ^= 0x55;
		if (at >= 24 && at < 28)
			continue; /* flags */
		hr = CoUnmarshalInterface(&tape.iface, &IID_IHand,
					  (void **)&proxy);
		ok(FAILED(hr) && !proxy, "changed at %u: %#x\n", (unsigned)at,
		   (unsigned)hr);
	}
	/* more strings than there are bytes */
	tape_new(&tape);
	memcpy(tape.bytes, host.tape.bytes, host.tape.size);
	tape.size = host.tape.size;
	memset(tape.bytes + 64, 0xff, 2);
	hr = CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&proxy);
	ok(FAILED(hr) && !proxy, "%#x\n", (unsigned)hr);
	proxy = host_proxy(&host);
	hand_release(proxy);
	nothing_left(&host);
	host_end(&host);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

static HRESULT calls_back(struct hand *hand, IHand *other)
{
	LONG out = 0;
	HRESULT hr;

	(void)hand;
	hr = hand_call(other, 7, &out);
	return hr == S_OK && out == 8 ? S_OK : E_FAIL;
}

/* C-286: the client is called while it waits. */
static void back(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(models); i++) {
		struct host host;
		struct hand own;
		IHand *proxy;
		DWORD cookie;
		HRESULT hr;

		CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
		cookie = by_hand_register();
		hand_init(&own);
		host_init(&host);
		host.hand.pass = calls_back;
		host_start(&host, models[i]);
		proxy = host_proxy(&host);
		hr = hand_pass(proxy, &own.iface);
		ok(hr == S_OK, "%#x\n", (unsigned)hr);
		ok(hand_refs(&own) == 1, "%d\n", (int)hand_refs(&own));
		hand_release(proxy);
		nothing_left(&host);
		host_end(&host);
		CoRevokeClassObject(cookie);
		CoUninitialize();
	}
}

/* C-287: proxies are marshaled as what they stand for. */
static void onwards(void)
{
	struct host host;
	struct tape tape;
	IHand *proxy, *same = NULL;
	DWORD cookie;
	HRESULT hr;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	cookie = by_hand_register();
	host_init(&host);
	host_start(&host, COINIT_APARTMENTTHREADED);
	proxy = host_proxy(&host);
	hr = CoMarshalInterface(tape_new(&tape), &IID_IHand, (IUnknown *)proxy,
				MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	hand_release(proxy);
	ok(hand_refs(&host.hand) > 1, "the packet does not hold it\n");
	tape_rewind(&tape);
	hr = CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&same);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	hand_release(same);
	nothing_left(&host);
	host_end(&host);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

static void refused(void)
{
	struct tape tape;
	struct hand hand;
	void *out;
	HRESULT hr;

	hand_init(&hand);
	hr = CoMarshalInterface(NULL, &IID_IHand, (IUnknown *)&hand.iface,
				MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoMarshalInterface(tape_new(&tape), &IID_IHand, NULL,
				MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoMarshalInterface(&tape.iface, &IID_IHand,
				(IUnknown *)&hand.iface, MSHCTX_INPROC, NULL,
				MSHLFLAGS_NORMAL);
	ok(hr == CO_E_NOTINITIALIZED, "%#x\n", (unsigned)hr);
	hr = CoUnmarshalInterface(NULL, &IID_IHand, &out);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoUnmarshalInterface(&tape.iface, &IID_IHand, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	ok(hand_refs(&hand) == 1, "%d\n", (int)hand_refs(&hand));
}

START_TEST(CoMarshalInterface)
{
	RUN(calls);
	RUN(at_home);
	RUN(identity);
	RUN(packets);
	RUN(hostile);
	RUN(back);
	RUN(onwards);
	RUN(refused);
}
