/*
 * Asynchronous calls of a standard proxy, and how they are cancelled.
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

/* C-101 C-102 C-103 C-038 C-039 C-041 C-002 C-003 C-042 */
static void created(void)
{
	OLE_ENTRIES_OR_SKIP();
	static const IID *const parts[] = {
		&IID_IUnknown, &IID_AsyncISlow, &IID_ISynchronize,
		&IID_ISynchronizeHandle, &IID_ICancelMethodCalls,
		&IID_IClientSecurity,
	};
	struct slow slow = {0};
	ICallFactory *factory = NULL;
	AsyncISlow *call;
	IUnknown *unknown = NULL;
	void *none = &slow;

	slow_begin(&slow, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	is(ISlow_QueryInterface(slow.proxy, &IID_ICallFactory,
				(void **)&factory), S_OK);
	is(ICallFactory_CreateCall(factory, &IID_AsyncISlow, NULL,
				   &IID_AsyncISlow, NULL), E_INVALIDARG);
	is(ICallFactory_CreateCall(factory, &IID_IStream, NULL, &IID_IUnknown,
				   &unknown), E_NOINTERFACE);
	is(ICallFactory_CreateCall(factory, &IID_ISlow, NULL, &IID_IUnknown,
				   &unknown), E_NOINTERFACE);
	is(ICallFactory_CreateCall(factory, &IID_AsyncISlow, NULL, &IID_ISlow,
				   &unknown), E_NOINTERFACE);
	ok(!unknown, "%p\n", unknown);
	ICallFactory_Release(factory);
	call = slow_call(&slow);
	for (unsigned i = 0; i < ARRAY_SIZE(parts); i++) {
		IUnknown *part = NULL, *back = NULL, *own = NULL;

		is(AsyncISlow_QueryInterface(call, parts[i], (void **)&part),
		   S_OK);
		is(IUnknown_QueryInterface(part, &IID_IUnknown,
					   (void **)&back), S_OK);
		is(AsyncISlow_QueryInterface(call, &IID_IUnknown,
					     (void **)&own), S_OK);
		ok(own == back, "another identity\n");
		IUnknown_Release(part);
		IUnknown_Release(back);
		IUnknown_Release(own);
	}
	is(AsyncISlow_QueryInterface(call, &IID_ISlow, &none), E_NOINTERFACE);
	ok(!none, "%p\n", none);
	AsyncISlow_Release(call);
	/* the object itself, in its own apartment, has none */
	is(ISlow_QueryInterface(&slow.iface, &IID_ICallFactory, &none),
	   E_NOINTERFACE);
	slow_end(&slow);
}

/* The seed's procedure, point by point.
 * C-001 C-005 C-006 C-007 C-008 C-009 C-013 C-105 C-106 C-110 C-112 C-113 C-116
 * C-120 C-123 C-124 C-127 C-107 C-040 */
static void cancelled(DWORD client, DWORD server)
{
	struct slow slow = {0};
	LONG sum = 5, product = 6;
	AsyncISlow *call;

	slow_begin(&slow, client, server);
	call = slow_call(&slow);
	is(slow_wait(call, 0), RPC_S_CALLPENDING);
	is(slow_cancel(call, 0), RPC_E_CALL_COMPLETE);
	is(slow_test(call), RPC_E_CALL_COMPLETE);
	is(AsyncISlow_Finish_Work(call, &sum, &product), RPC_E_CALL_COMPLETE);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	is(AsyncISlow_Begin_Work(call, 3, &sum), RPC_S_CALLPENDING);
	is(AsyncISlow_Begin_Fill(call, 3), RPC_S_CALLPENDING);
	is(slow_wait(call, 0), RPC_S_CALLPENDING);
	is(slow_test(call), RPC_S_CALLPENDING);
	WaitForSingleObject(slow.entered, INFINITE);
	is(slow_wait(call, 20), RPC_S_CALLPENDING);
	is(slow_cancel(call, 0), S_OK);
	is(slow_cancel(call, 0), RPC_E_CALL_CANCELED);
	is(slow_test(call), RPC_E_CALL_CANCELED);
	is(slow_wait(call, 0), S_OK);
	is(AsyncISlow_Begin_Work(call, 3, &sum), RPC_S_CALLPENDING);
	sum = 5;
	product = 6;
	is(AsyncISlow_Finish_Work(call, &sum, &product), RPC_E_CALL_CANCELED);
	ok(!product, "product %d\n", (int)product);
	is(AsyncISlow_Finish_Work(call, &sum, &product), RPC_E_CALL_COMPLETE);
	SetEvent(slow.go);
	WaitForSingleObject(slow.left, INFINITE);
	is(slow.before, RPC_S_CALLPENDING);
	is(slow.after, RPC_E_CALL_CANCELED);
	/* its next call gets its own result */
	slow.at_once = TRUE;
	sum = 7;
	is(AsyncISlow_Begin_Work(call, 2, &sum), S_OK);
	is(AsyncISlow_Finish_Work(call, &sum, &product), S_OK);
	ok(sum == 9 && product == 14, "%d, %d\n", (int)sum, (int)product);
	AsyncISlow_Release(call);
	slow_end(&slow);
}

static void procedure(void)
{
	OLE_ENTRIES_OR_SKIP();
	cancelled(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	cancelled(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED);
	cancelled(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
}

/* C-109 C-114 C-115 C-121 C-124 C-043 C-046 C-048 C-049 C-050 C-051 C-053 C-012 */
static void completed(DWORD client, DWORD server)
{
	struct slow slow = {0};
	LONG sum = 5, product = 6, row[4];
	ISynchronizeHandle *handle = NULL;
	HANDLE event = NULL;
	WCHAR *name = NULL;
	AsyncISlow *call;

	slow_begin(&slow, client, server);
	call = slow_call(&slow);
	is(AsyncISlow_QueryInterface(call, &IID_ISynchronizeHandle,
				     (void **)&handle), S_OK);
	is(ISynchronizeHandle_GetHandle(handle, &event), S_OK);
	ISynchronizeHandle_Release(handle);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	WaitForSingleObject(slow.entered, INFINITE);
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "signalled\n");
	SetEvent(slow.go);
	is(slow_wait(call, INFINITE), S_OK);
	ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "not signalled\n");
	is(slow_cancel(call, 60), RPC_E_CALL_COMPLETE);
	is(slow_test(call), RPC_S_CALLPENDING);
	is(AsyncISlow_Begin_Work(call, 3, &sum), RPC_S_CALLPENDING);
	is(AsyncISlow_Finish_Fill(call, row, &name), RPC_E_CALL_COMPLETE);
	is(AsyncISlow_Finish_Work(call, &sum, &product), S_OK);
	ok(sum == 8 && product == 15, "%d, %d\n", (int)sum, (int)product);
	is(slow_wait(call, 0), S_OK);
	is(slow_cancel(call, 0), RPC_E_CALL_COMPLETE);
	is(AsyncISlow_Finish_Work(call, &sum, &product), RPC_E_CALL_COMPLETE);
	/* the size of what comes out was said by Begin_ */
	is(AsyncISlow_Begin_Fill(call, 4), S_OK);
	is(AsyncISlow_Finish_Fill(call, row, &name), S_OK);
	ok(row[3] == 9 && name && name[0] == 'o' && !name[2], "%d, %p\n",
	   (int)row[3], name);
	CoTaskMemFree(name);
	AsyncISlow_Release(call);
	slow_end(&slow);
}

static void results(void)
{
	OLE_ENTRIES_OR_SKIP();
	completed(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	completed(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED);
	completed(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
}

struct other {
	struct slow *slow;
	AsyncISlow *call;
	ULONG seconds;
	HRESULT result;
};

static DWORD WINAPI cancels(void *arg)
{
	struct other *other = arg;

	WaitForSingleObject(other->slow->entered, INFINITE);
	other->result = slow_cancel(other->call, other->seconds);
	return 0;
}

/* C-108 C-004 C-047 C-118: Finish_ waits, and is let go by a cancel. */
static void finish_waits(DWORD client, DWORD server, ULONG seconds)
{
	struct slow slow = {0};
	struct other other = { &slow, NULL, seconds, E_PENDING };
	LONG sum = 5, product = 6;
	HANDLE thread;

	slow_begin(&slow, client, server);
	other.call = slow_call(&slow);
	is(AsyncISlow_Begin_Work(other.call, 3, &sum), S_OK);
	thread = CreateThread(NULL, 0, cancels, &other, 0, NULL);
	is(AsyncISlow_Finish_Work(other.call, &sum, &product),
	   RPC_E_CALL_CANCELED);
	ok(!product, "%d\n", (int)product);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	is(other.result, S_OK);
	SetEvent(slow.go);
	WaitForSingleObject(slow.left, INFINITE);
	is(slow.after, RPC_E_CALL_CANCELED);
	AsyncISlow_Release(other.call);
	slow_end(&slow);
}

static void waiting(void)
{
	OLE_ENTRIES_OR_SKIP();
	finish_waits(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED, 0);
	finish_waits(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED, 0);
	finish_waits(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED, 1);
}

/* C-111 C-044: let go without Finish_, the server runs on and is told nothing; it is
 * kept until then, whatever the client has let go as well. */
static void abandoned(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct slow slow = {0};
	LONG sum = 5;
	AsyncISlow *call;

	slow_begin(&slow, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	call = slow_call(&slow);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	WaitForSingleObject(slow.entered, INFINITE);
	AsyncISlow_Release(call);
	ISlow_Release(slow.proxy);
	slow.proxy = NULL;
	ok(slow_refs(&slow) > 1, "not kept\n");
	SetEvent(slow.go);
	WaitForSingleObject(slow.left, INFINITE);
	is(slow.after, RPC_S_CALLPENDING);
	slow_end(&slow);
	ok(slow.runs == 1, "%d\n", (int)slow.runs);
}

/* C-142: one that never began; the next in the queue is run. */
static void never_begun(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct slow slow = {0};
	LONG sum = 5, product;
	AsyncISlow *first, *second;

	slow_begin(&slow, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	first = slow_call(&slow);
	second = slow_call(&slow);
	is(AsyncISlow_Begin_Work(first, 3, &sum), S_OK);
	WaitForSingleObject(slow.entered, INFINITE);
	is(AsyncISlow_Begin_Work(second, 3, &sum), S_OK);
	is(slow_cancel(second, 60), S_OK);
	is(slow_wait(second, 0), S_OK);
	is(AsyncISlow_Finish_Work(second, &sum, &product), RPC_E_CALL_CANCELED);
	SetEvent(slow.go);
	sum = 5;
	is(AsyncISlow_Finish_Work(first, &sum, &product), S_OK);
	ok(slow.runs == 1, "%d\n", (int)slow.runs);
	AsyncISlow_Release(first);
	AsyncISlow_Release(second);
	slow_end(&slow);
}

/* C-055: its apartment ends with the call in the queue. */
static void disconnected(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct slow slow = {0};
	LONG sum = 5, product;
	AsyncISlow *first, *second;

	slow_begin(&slow, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	first = slow_call(&slow);
	second = slow_call(&slow);
	is(AsyncISlow_Begin_Work(first, 3, &sum), S_OK);
	WaitForSingleObject(slow.entered, INFINITE);
	host_tell_end(&slow.host);
	is(AsyncISlow_Begin_Work(second, 3, &sum), S_OK);
	SetEvent(slow.go);
	is(AsyncISlow_Finish_Work(second, &sum, &product), RPC_E_DISCONNECTED);
	is(AsyncISlow_Finish_Work(first, &sum, &product), S_OK);
	is(AsyncISlow_Begin_Work(first, 3, &sum), RPC_E_DISCONNECTED);
	is(AsyncISlow_Finish_Work(first, &sum, &product), RPC_E_CALL_COMPLETE);
	AsyncISlow_Release(first);
	AsyncISlow_Release(second);
	slow_end(&slow);
}

/* ---- aggregation ------------------------------------------------------------- */

struct outer {
	IUnknown iface;
	LONG refs;
	IUnknown *inner;
};

static HRESULT STDMETHODCALLTYPE outer_QueryInterface(IUnknown *iface,
						      REFIID iid, void **out)
{
	struct outer *outer = (struct outer *)iface;

	if (!IsEqualIID(iid, &IID_IUnknown))
		return IUnknown_QueryInterface(outer->inner, iid, out);
	*out = iface;
	IUnknown_AddRef(iface);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE outer_AddRef(IUnknown *iface)
{
	return InterlockedIncrement(&((struct outer *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE outer_Release(IUnknown *iface)
{
	return InterlockedDecrement(&((struct outer *)iface)->refs);
}

static IUnknownVtbl outer_vtbl = { outer_QueryInterface, outer_AddRef,
				   outer_Release };

/* C-104 C-040 */
static void aggregated(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct slow slow = {0};
	struct outer outer = { { &outer_vtbl }, 1, NULL };
	ICallFactory *factory = NULL;
	AsyncISlow *call = NULL;
	IUnknown *unknown = NULL;
	LONG sum = 5, product;

	slow.at_once = TRUE;
	slow_begin(&slow, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	ISlow_QueryInterface(slow.proxy, &IID_ICallFactory, (void **)&factory);
	is(ICallFactory_CreateCall(factory, &IID_AsyncISlow, &outer.iface,
				   &IID_AsyncISlow, &unknown), E_INVALIDARG);
	is(ICallFactory_CreateCall(factory, &IID_AsyncISlow, &outer.iface,
				   &IID_IUnknown, &outer.inner), S_OK);
	ICallFactory_Release(factory);
	ok(outer.refs == 1, "%d\n", (int)outer.refs);
	is(IUnknown_QueryInterface(outer.inner, &IID_AsyncISlow,
				   (void **)&call), S_OK);
	ok(outer.refs == 2, "%d\n", (int)outer.refs);
	is(AsyncISlow_QueryInterface(call, &IID_IUnknown, (void **)&unknown),
	   S_OK);
	ok(unknown == &outer.iface, "%p\n", unknown);
	IUnknown_Release(unknown);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	is(slow_wait(call, INFINITE), S_OK);
	is(AsyncISlow_Finish_Work(call, &sum, &product), S_OK);
	ok(sum == 8 && product == 15, "%d, %d\n", (int)sum, (int)product);
	AsyncISlow_Release(call);
	ok(outer.refs == 1, "%d\n", (int)outer.refs);
	IUnknown_Release(outer.inner);
	slow_end(&slow);
}

START_TEST(AsyncCalls)
{
	RUN(created);
	RUN(procedure);
	RUN(results);
	RUN(waiting);
	RUN(abandoned);
	RUN(never_begun);
	RUN(disconnected);
	RUN(aggregated);
}
