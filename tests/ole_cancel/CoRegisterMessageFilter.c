/*
 * Message filters: calls that come in, that were rejected, and that are waited for.
 */
#include "stuck.h"
#include "ole_entries.h"

struct filter {
	IMessageFilter iface;
	LONG refs;
	DWORD incoming, retry, pending;		/* answers */
	DWORD rejections;			/* then it is ISHANDLED */
	unsigned came, retried, asked;
	DWORD type, reason, kind;
	struct stuck *stuck;
};

static HRESULT STDMETHODCALLTYPE filter_QueryInterface(IMessageFilter *iface,
						       REFIID iid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IMessageFilter))
		return E_NOINTERFACE;
	*out = iface;
	IMessageFilter_AddRef(iface);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE filter_AddRef(IMessageFilter *iface)
{
	return InterlockedIncrement(&((struct filter *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE filter_Release(IMessageFilter *iface)
{
	return InterlockedDecrement(&((struct filter *)iface)->refs);
}

static DWORD STDMETHODCALLTYPE filter_HandleInComingCall(IMessageFilter *iface,
							 DWORD type, HTASK task,
							 DWORD ticks,
							 LPINTERFACEINFO info)
{
	struct filter *f = (struct filter *)iface;

	(void)ticks;
	ok(task != NULL, "no task\n");
	ok(IsEqualIID(&info->iid, &IID_IHand) && info->wMethod == 3,
	   "method %u\n", info->wMethod);
	f->type = type;
	return f->came++ < f->rejections ? f->incoming : SERVERCALL_ISHANDLED;
}

static DWORD STDMETHODCALLTYPE filter_RetryRejectedCall(IMessageFilter *iface,
							HTASK task, DWORD ticks,
							DWORD reason)
{
	struct filter *f = (struct filter *)iface;

	(void)task;
	(void)ticks;
	f->reason = reason;
	f->retried++;
	return f->retry;
}

static DWORD STDMETHODCALLTYPE filter_MessagePending(IMessageFilter *iface,
						     HTASK task, DWORD ticks,
						     DWORD kind)
{
	struct filter *f = (struct filter *)iface;

	(void)task;
	(void)ticks;
	f->kind = kind;
	f->asked++;
	if (f->pending != PENDINGMSG_CANCELCALL)
		SetEvent(f->stuck->go);
	return f->pending;
}

static IMessageFilterVtbl filter_vtbl = {
	filter_QueryInterface,	   filter_AddRef,
	filter_Release,		   filter_HandleInComingCall,
	filter_RetryRejectedCall,  filter_MessagePending,
};

static void filter_init(struct filter *f)
{
	memset(f, 0, sizeof(*f));
	f->iface.lpVtbl = &filter_vtbl;
	f->refs = 1;
}

/* C-288 */
static void registered(void)
{
	struct filter f;
	IMessageFilter *old = (IMessageFilter *)&f;
	HRESULT hr;

	filter_init(&f);
	hr = CoRegisterMessageFilter(&f.iface, NULL);
	ok(FAILED(hr) && f.refs == 1, "%#x\n", (unsigned)hr);
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	hr = CoRegisterMessageFilter(&f.iface, NULL);
	ok(hr == CO_E_NOT_SUPPORTED && f.refs == 1, "%#x\n", (unsigned)hr);
	CoUninitialize();
	CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
	hr = CoRegisterMessageFilter(&f.iface, &old);
	ok(hr == S_OK && !old && f.refs == 2, "%#x, %p\n", (unsigned)hr, old);
	hr = CoRegisterMessageFilter(NULL, &old);
	ok(hr == S_OK && old == &f.iface && f.refs == 2, "%#x, %p\n",
	   (unsigned)hr, old);
	IMessageFilter_Release(old);
	CoRegisterMessageFilter(&f.iface, NULL);
	CoRegisterMessageFilter(NULL, NULL);
	ok(f.refs == 1, "%d\n", (int)f.refs);
	CoRegisterMessageFilter(&f.iface, NULL);
	CoUninitialize();
	ok(f.refs == 1, "%d\n", (int)f.refs);
}

/* A host with a filter sets it before it serves. */
struct filtered {
	struct stuck s;
	struct filter f;
};

static HRESULT registers(struct hand *hand, LONG in, LONG *out)
{
	struct filtered *d = hand->arg;

	*out = in;
	hand->call = NULL;
	return CoRegisterMessageFilter(&d->f.iface, NULL);
}

static HRESULT unregisters(struct hand *hand, LONG in, LONG *out)
{
	(void)hand;
	*out = in;
	return CoRegisterMessageFilter(NULL, NULL);
}

static void set_filter(struct filtered *d, DWORD client)
{
	LONG out;
	HRESULT hr;

	stuck_begin(&d->s, client, COINIT_APARTMENTTHREADED);
	filter_init(&d->f);
	d->s.host.hand.call = registers;
	d->s.host.hand.arg = d;
	hr = hand_call(d->s.proxy, 0, &out);
	ok(hr == S_OK && d->f.refs == 2, "%#x\n", (unsigned)hr);
}

static void end_filter(struct filtered *d)
{
	LONG out;
	HRESULT hr;

	d->s.host.hand.call = unregisters;
	hr = hand_call(d->s.proxy, 0, &out);
	ok(hr == S_OK && d->f.refs == 1, "%#x, %d\n", (unsigned)hr,
	   (int)d->f.refs);
	stuck_end(&d->s);
}

/* C-289: rejected, without a filter of the client's. */
static void rejected(void)
{
	struct filtered d;
	LONG out = -1;
	HRESULT hr;

	set_filter(&d, COINIT_MULTITHREADED);
	d.f.rejections = 1;
	d.f.incoming = SERVERCALL_REJECTED;
	hr = hand_call(d.s.proxy, 3, &out);
	ok(hr == RPC_E_CALL_REJECTED && !out, "%#x, %d\n", (unsigned)hr,
	   (int)out);
	ok(d.f.type == CALLTYPE_TOPLEVEL, "%u\n", (unsigned)d.f.type);
	hr = hand_call(d.s.proxy, 3, &out);
	ok(hr == S_OK && out == 4, "%#x, %d\n", (unsigned)hr, (int)out);
	end_filter(&d);
}

/* C-289: retried as long as the client's filter wants it. */
static void retried(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct filtered d;
	struct filter own;
	LONG out = -1;
	HRESULT hr;

	set_filter(&d, COINIT_APARTMENTTHREADED);
	filter_init(&own);
	own.retry = 0;
	CoRegisterMessageFilter(&own.iface, NULL);
	d.f.rejections = 3;
	d.f.incoming = SERVERCALL_RETRYLATER;
	hr = hand_call(d.s.proxy, 3, &out);
	ok(hr == S_OK && out == 4, "%#x, %d\n", (unsigned)hr, (int)out);
	ok(own.retried == 3 && own.reason == SERVERCALL_RETRYLATER,
	   "%u times, %u\n", own.retried, (unsigned)own.reason);
	ok(d.f.came == 4, "%u calls\n", d.f.came);
	/* a delay, this time */
	d.f.came = 0;
	d.f.rejections = 1;
	own.retry = 100;
	hr = hand_call(d.s.proxy, 3, &out);
	ok(hr == S_OK && out == 4, "%#x, %d\n", (unsigned)hr, (int)out);
	/* and then it has had enough */
	d.f.came = 0;
	own.retry = -1;
	d.f.incoming = SERVERCALL_REJECTED;
	hr = hand_call(d.s.proxy, 3, &out);
	ok(hr == RPC_E_CALL_REJECTED && !out, "%#x\n", (unsigned)hr);
	ok(own.reason == SERVERCALL_REJECTED, "%u\n", (unsigned)own.reason);
	CoRegisterMessageFilter(NULL, NULL);
	ok(own.refs == 1, "%d\n", (int)own.refs);
	end_filter(&d);
}

static DWORD WINAPI posts(void *arg)
{
	struct stuck *s = arg;

	WaitForSingleObject(s->entered, INFINITE);
	PostThreadMessageA(s->thread, WM_USER + 77, 0, 0);
	return 0;
}

static void message_comes(DWORD answer, HRESULT expected)
{
	struct stuck s;
	struct filter own;
	LONG out = -1;
	HRESULT hr;
	MSG msg;

	stuck_begin(&s, COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
	filter_init(&own);
	own.pending = answer;
	own.stuck = &s;
	CoRegisterMessageFilter(&own.iface, NULL);
	s.canceller = CreateThread(NULL, 0, posts, &s, 0, NULL);
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == expected, "%#x\n", (unsigned)hr);
	ok(out == (hr == S_OK ? 30 : 0), "%d\n", (int)out);
	stuck_join(&s);
	ok(own.asked == 1 && own.kind == PENDINGTYPE_TOPLEVEL, "%u, %u\n",
	   own.asked, (unsigned)own.kind);
	ok(PeekMessageA(&msg, NULL, WM_USER + 77, WM_USER + 77, PM_REMOVE),
	   "the message is gone\n");
	if (FAILED(hr)) {
		SetEvent(s.go);
		WaitForSingleObject(s.left, INFINITE);
		ok(s.after == RPC_E_CALL_CANCELED, "%#x\n", (unsigned)s.after);
	}
	CoRegisterMessageFilter(NULL, NULL);
	stuck_still_works(&s);
	stuck_end(&s);
}

/* C-140 C-037: a message cancels the call, without enabling anything. */
static void cancelled(void)
{
	OLE_ENTRIES_OR_SKIP();
	message_comes(PENDINGMSG_CANCELCALL, RPC_E_CALL_CANCELED);
}

/* C-290: or does not. */
static void waits_on(void)
{
	message_comes(PENDINGMSG_WAITNOPROCESS, S_OK);
	message_comes(PENDINGMSG_WAITDEFPROCESS, S_OK);
}

START_TEST(CoRegisterMessageFilter)
{
	RUN(registered);
	RUN(rejected);
	RUN(retried);
	RUN(cancelled);
	RUN(waits_on);
}
