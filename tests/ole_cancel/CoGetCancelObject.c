/*
 * Nested calls: each has a cancel object of its own, and the innermost is found.
 */
#include "stuck.h"
#include "ole_entries.h"

struct nest {
	struct stuck outer;	/* its server calls back */
	struct stuck inner;
	struct hand own;	/* the client's object */
	HRESULT heard;		/* by the inner call */
};

static HRESULT calls_further(struct hand *hand, LONG in, LONG *out)
{
	struct nest *n = hand->arg;

	(void)in;
	n->heard = hand_call(n->inner.proxy, 1, out);
	*out = 77;
	return S_OK;
}

static HRESULT calls_back(struct hand *hand, IHand *other)
{
	LONG out = 0;
	HRESULT hr;

	(void)hand;
	hr = hand_call(other, 1, &out);
	return out == 77 ? hr : E_FAIL;
}

/* C-145 C-130 C-024: only the frame that waits for the innermost is let go. */
static void innermost(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct nest n;
	HRESULT hr;

	memset(&n, 0, sizeof(n));
	stuck_begin(&n.inner, COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
	stuck_begin(&n.outer, COINIT_APARTMENTTHREADED,
		    COINIT_APARTMENTTHREADED);
	n.outer.host.hand.pass = calls_back;
	hand_init(&n.own);
	n.own.call = calls_further;
	n.own.arg = &n;
	CoEnableCallCancellation(NULL);
	stuck_cancel_later(&n.inner, 0);
	hr = hand_pass(n.outer.proxy, &n.own.iface);
	ok(hr == S_OK, "outer: %#x\n", (unsigned)hr);
	ok(n.heard == RPC_E_CALL_CANCELED, "inner: %#x\n", (unsigned)n.heard);
	stuck_join(&n.inner);
	ok(n.inner.result == S_OK, "cancel: %#x\n", (unsigned)n.inner.result);
	SetEvent(n.inner.go);
	WaitForSingleObject(n.inner.left, INFINITE);
	CoDisableCallCancellation(NULL);
	hand_release(n.inner.proxy);
	n.inner.proxy = NULL;
	hand_release(n.outer.proxy);
	host_await(&stubs_there, 0);
	ok(hand_refs(&n.own) == 1, "%d references\n", (int)hand_refs(&n.own));
	ok(!proxies_there && !stubs_there, "%d proxies, %d stubs\n",
	   (int)proxies_there, (int)stubs_there);
	host_end(&n.outer.host);
	host_end(&n.inner.host);
	CoRevokeClassObject(n.inner.cookie);
	CoRevokeClassObject(n.outer.cookie);
	CoUninitialize();
	CoUninitialize();
	stuck_close(&n.inner);
	stuck_close(&n.outer);
}

/* C-131: a call of an object of one's own apartment is none that could be found. */
static HRESULT looks_for_itself(struct hand *hand, LONG in, LONG *out)
{
	void *cancel = hand;

	(void)in;
	*out = CoGetCancelObject(0, &IID_ICancelMethodCalls, &cancel);
	ok(!cancel, "something\n");
	return CoTestCancel();
}

/* C-126 */
static void direct(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct hand own;
	LONG out = 0;
	HRESULT hr;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	CoEnableCallCancellation(NULL);
	hand_init(&own);
	own.call = looks_for_itself;
	hr = hand_call(&own.iface, 1, &out);
	ok(hr == RPC_E_CALL_COMPLETE, "%#x\n", (unsigned)hr);
	ok(out == (LONG)E_NOINTERFACE, "%#x\n", (unsigned)out);
	CoDisableCallCancellation(NULL);
	CoUninitialize();
}

START_TEST(CoGetCancelObject)
{
	RUN(innermost);
	RUN(direct);
}
