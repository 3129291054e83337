/*
 * Servers with call objects of their own: Begin_, a signal, Finish_.
 */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "slow.h"
#include "slow_server.h"
#include "ole_entries.h"

#define is(hr, value) \
	do { \
		HRESULT is_hr_ = (hr); \
		ok(is_hr_ == (value), "%s: %#x\n", #hr, (unsigned)is_hr_); \
	} while (0)

enum how { IN_BEGIN, ON_A_THREAD, NEVER };

static struct slow slow;
static enum how how;
static LONG objects, begun, finished;
static DWORD begin_thread, finish_thread;
static HRESULT saw, impersonated_before, impersonated_after, begin_answer;
static HANDLE may_signal;

/* ---- the call object: AsyncISlow, aggregated ----------------------------------- */

struct work {
	IUnknown inner;
	AsyncISlow async;
	LONG refs;
	IUnknown *outer;
	LONG a, sum;
};

static struct work *of_inner(IUnknown *iface)
{
	return CONTAINING_RECORD(iface, struct work, inner);
}

static struct work *of_async(AsyncISlow *iface)
{
	return CONTAINING_RECORD(iface, struct work, async);
}

static HRESULT STDMETHODCALLTYPE inner_QueryInterface(IUnknown *iface,
						      REFIID iid, void **out)
{
	*out = NULL;
	if (IsEqualIID(iid, &IID_IUnknown))
		*out = iface;
	else if (IsEqualIID(iid, &IID_AsyncISlow))
		*out = &of_inner(iface)->async;
	else
		return E_NOINTERFACE;
	IUnknown_AddRef((IUnknown *)*out);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE inner_AddRef(IUnknown *iface)
{
	return InterlockedIncrement(&of_inner(iface)->refs);
}

static ULONG STDMETHODCALLTYPE inner_Release(IUnknown *iface)
{
	LONG refs = InterlockedDecrement(&of_inner(iface)->refs);

	if (!refs) {
		HeapFree(GetProcessHeap(), 0, of_inner(iface));
		InterlockedDecrement(&objects);
	}
	return refs;
}

static IUnknownVtbl inner_vtbl = { inner_QueryInterface, inner_AddRef,
				   inner_Release };

static HRESULT STDMETHODCALLTYPE async_QueryInterface(AsyncISlow *iface,
						      REFIID iid, void **out)
{
	return IUnknown_QueryInterface(of_async(iface)->outer, iid, out);
}

static ULONG STDMETHODCALLTYPE async_AddRef(AsyncISlow *iface)
{
	return IUnknown_AddRef(of_async(iface)->outer);
}

static ULONG STDMETHODCALLTYPE async_Release(AsyncISlow *iface)
{
	return IUnknown_Release(of_async(iface)->outer);
}

static void done(struct work *work)
{
	ISynchronize *synchronize = NULL;

	is(IUnknown_QueryInterface(work->outer, &IID_ISynchronize,
				   (void **)&synchronize), S_OK);
	is(ISynchronize_Signal(synchronize), S_OK);
	is(ISynchronize_Signal(synchronize), S_OK);
	ISynchronize_Release(synchronize);
}

static DWORD WINAPI works(void *arg)
{
	struct work *work = arg;
	ICancelMethodCalls *cancel = NULL;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	WaitForSingleObject(may_signal, INFINITE);
	is(IUnknown_QueryInterface(work->outer, &IID_ICancelMethodCalls,
				   (void **)&cancel), S_OK);
	saw = ICancelMethodCalls_TestCancel(cancel);
	ICancelMethodCalls_Release(cancel);
	done(work);
	AsyncISlow_Release(&work->async);
	CoUninitialize();
	SetEvent(slow.left);
	return 0;
}

static HRESULT STDMETHODCALLTYPE async_Begin_Work(AsyncISlow *iface, LONG a,
						  LONG *sum)
{
	struct work *work = of_async(iface);
	IServerSecurity *security = NULL;
	HANDLE thread;

	InterlockedIncrement(&begun);
	begin_thread = GetCurrentThreadId();
	if (FAILED(begin_answer))
		return begin_answer;
	work->a = a;
	work->sum = *sum;
	is(CoGetCallContext(&IID_IServerSecurity, (void **)&security), S_OK);
	impersonated_before = IServerSecurity_ImpersonateClient(security);
	is(IServerSecurity_RevertToSelf(security), S_OK);
	if (how == IN_BEGIN) {
		done(work);
	} else if (how == ON_A_THREAD) {
		AsyncISlow_AddRef(iface);
		thread = CreateThread(NULL, 0, works, work, 0, NULL);
		CloseHandle(thread);
	}
	impersonated_after = IServerSecurity_ImpersonateClient(security);
	IServerSecurity_Release(security);
	SetEvent(slow.entered);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE async_Finish_Work(AsyncISlow *iface, LONG *sum,
						   LONG *product)
{
	struct work *work = of_async(iface);

	finish_thread = GetCurrentThreadId();
	InterlockedIncrement(&finished);
	*product = work->a * work->sum;
	*sum = work->sum + work->a;
	return 0x77;
}

static HRESULT STDMETHODCALLTYPE async_Begin_Fill(AsyncISlow *iface, ULONG n)
{
	(void)iface;
	(void)n;
	return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE async_Finish_Fill(AsyncISlow *iface, LONG *row,
						   WCHAR **name)
{
	(void)iface;
	(void)row;
	(void)name;
	return E_NOTIMPL;
}

static AsyncISlowVtbl async_vtbl = {
	async_QueryInterface, async_AddRef,	 async_Release,
	async_Begin_Work,     async_Finish_Work, async_Begin_Fill,
	async_Finish_Fill,
};

/* ---- the server's ICallFactory --------------------------------------------------- */

static HRESULT STDMETHODCALLTYPE factory_qi(ICallFactory *iface, REFIID iid,
					    void **out)
{
	(void)iface;
	return ISlow_QueryInterface(&slow.iface, iid, out);
}

static ULONG STDMETHODCALLTYPE factory_addref(ICallFactory *iface)
{
	(void)iface;
	return ISlow_AddRef(&slow.iface);
}

static ULONG STDMETHODCALLTYPE factory_release(ICallFactory *iface)
{
	(void)iface;
	return ISlow_Release(&slow.iface);
}

static HRESULT STDMETHODCALLTYPE factory_CreateCall(ICallFactory *iface,
						    REFIID iid, IUnknown *outer,
						    REFIID iid2, IUnknown **out)
{
	struct work *work;

	(void)iface;
	*out = NULL;
	if (!IsEqualIID(iid, &IID_AsyncISlow))
		return E_NOINTERFACE;
	ok(outer && IsEqualIID(iid2, &IID_IUnknown), "not aggregated\n");
	work = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*work));
	work->inner.lpVtbl = &inner_vtbl;
	work->async.lpVtbl = &async_vtbl;
	work->refs = 1;
	work->outer = outer;
	InterlockedIncrement(&objects);
	*out = &work->inner;
	return S_OK;
}

static ICallFactoryVtbl call_factory_vtbl = { factory_qi, factory_addref,
					      factory_release,
					      factory_CreateCall };
static ICallFactory call_factory = { &call_factory_vtbl };

static void begin(enum how which, DWORD client, DWORD server)
{
	memset(&slow, 0, sizeof(slow));
	how = which;
	begun = finished = 0;
	begin_answer = saw = S_OK;
	slow.factory = (IUnknown *)&call_factory;
	may_signal = CreateEventA(NULL, FALSE, FALSE, NULL);
	slow_begin(&slow, client, server);
}

static void end(void)
{
	slow_end(&slow);
	CloseHandle(may_signal);
	ok(!objects, "%d call objects left\n", (int)objects);
	ok(!slow.runs, "Work itself was called\n");
}

/* C-045 C-052 C-054: a synchronous call that does not know. */
static void synchronous(DWORD client, DWORD server)
{
	LONG sum = 5, product = 0;

	begin(IN_BEGIN, client, server);
	is(ISlow_Work(slow.proxy, 3, &sum, &product), 0x77);
	ok(sum == 8 && product == 15, "%d, %d\n", (int)sum, (int)product);
	ok(begun == 1 && finished == 1, "%d, %d\n", (int)begun, (int)finished);
	is(impersonated_before, S_OK);
	is(impersonated_after, RPC_E_CALL_COMPLETE);
	end();

	begin(ON_A_THREAD, client, server);
	SetEvent(may_signal);
	is(ISlow_Work(slow.proxy, 3, &sum, &product), 0x77);
	WaitForSingleObject(slow.left, INFINITE);
	ok(sum == 11 && product == 24, "%d, %d\n", (int)sum, (int)product);
	is(saw, RPC_S_CALLPENDING);
	if (server == COINIT_APARTMENTTHREADED)
		ok(finish_thread == begin_thread, "on another thread\n");
	end();
}

static void unnoticed(void)
{
	OLE_ENTRIES_OR_SKIP();
	synchronous(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	synchronous(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
	synchronous(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED);
}

/* C-052: Begin_ that fails is the call's answer. */
static void refuses(void)
{
	OLE_ENTRIES_OR_SKIP();
	LONG sum = 5, product = 6;

	begin(IN_BEGIN, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	begin_answer = E_ACCESSDENIED;
	is(ISlow_Work(slow.proxy, 3, &sum, &product), E_ACCESSDENIED);
	ok(!product && !finished, "%d, %d\n", (int)product, (int)finished);
	end();
}

/* C-127 C-116: an STA that is not held up while its call waits; a cancel reaches the
 * call object, whose later signal goes nowhere. */
static void both_sides(void)
{
	OLE_ENTRIES_OR_SKIP();
	LONG sum = 5, product = 6;
	AsyncISlow *first, *second;

	begin(ON_A_THREAD, COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED);
	first = slow_call(&slow);
	second = slow_call(&slow);
	is(AsyncISlow_Begin_Work(first, 3, &sum), S_OK);
	is(AsyncISlow_Begin_Work(second, 3, &sum), S_OK);
	/* both are under way, on one thread */
	WaitForSingleObject(slow.entered, INFINITE);
	while (InterlockedCompareExchange(&begun, 0, 0) < 2)
		SwitchToThread();
	is(slow_cancel(first, 0), S_OK);
	is(AsyncISlow_Finish_Work(first, &sum, &product), RPC_E_CALL_CANCELED);
	is(slow_cancel(second, 0), S_OK);
	is(AsyncISlow_Finish_Work(second, &sum, &product), RPC_E_CALL_CANCELED);
	SetEvent(may_signal);
	WaitForSingleObject(slow.left, INFINITE);
	is(saw, RPC_E_CALL_CANCELED);
	SetEvent(may_signal);
	WaitForSingleObject(slow.left, INFINITE);
	is(saw, RPC_E_CALL_CANCELED);
	AsyncISlow_Release(first);
	AsyncISlow_Release(second);
	end();
}

/* C-055: its apartment ends while the call waits for a signal. */
static void disconnected(void)
{
	OLE_ENTRIES_OR_SKIP();
	LONG sum = 5, product = 6;
	AsyncISlow *call;

	begin(ON_A_THREAD, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	call = slow_call(&slow);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	WaitForSingleObject(slow.entered, INFINITE);
	host_tell_end(&slow.host);
	is(AsyncISlow_Finish_Work(call, &sum, &product), RPC_E_DISCONNECTED);
	ok(!product && !finished, "%d, %d\n", (int)product, (int)finished);
	AsyncISlow_Release(call);
	SetEvent(may_signal);
	WaitForSingleObject(slow.left, INFINITE);
	end();
}

START_TEST(AsyncServer)
{
	RUN(unnoticed);
	RUN(refuses);
	RUN(both_sides);
	RUN(disconnected);
}
