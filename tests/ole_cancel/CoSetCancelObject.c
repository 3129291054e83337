/* Cancel objects of a thread: registered, found from elsewhere, asked. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"
#include "ole_entries.h"
#include "canceller.h"

static struct canceller one, two;

/* C-026 C-027 C-134 C-135 */
static void stack(void)
{
	IUnknown *first = canceller_init(&one), *second = canceller_init(&two);
	HRESULT hr;

	OLE_ENTRIES_OR_SKIP();
	hr = CoSetCancelObject(NULL);
	ok(hr == E_ACCESSDENIED, "nothing set: %#x\n", hr);
	hr = CoSetCancelObject(first);
	ok(hr == S_OK && one.refs > 1, "%#x, %d references\n", hr, one.refs);
	hr = CoSetCancelObject(second);
	ok(hr == S_OK && two.refs > 1, "%#x, %d references\n", hr, two.refs);
	hr = CoSetCancelObject(NULL);
	ok(hr == S_OK && two.refs == 1 && one.refs > 1, "%#x: %d and %d\n", hr,
	   one.refs, two.refs);
	hr = CoSetCancelObject(NULL);
	ok(hr == S_OK && one.refs == 1, "%#x, %d references\n", hr, one.refs);
	hr = CoSetCancelObject(NULL);
	ok(hr == E_ACCESSDENIED, "none left: %#x\n", hr);
	ok(!one.cancels && !two.cancels, "cancelled\n");
}

/* C-026 C-134 */
static void no_cancel_object(void)
{
	IUnknown *first = canceller_init(&one);
	HRESULT hr;

	OLE_ENTRIES_OR_SKIP();
	one.is_none = TRUE;
	hr = CoSetCancelObject(first);
	ok(hr == E_NOINTERFACE && one.refs == 1, "%#x, %d references\n", hr,
	   one.refs);
	hr = CoSetCancelObject(NULL);
	ok(hr == E_ACCESSDENIED, "set all the same: %#x\n", hr);
}

static HANDLE is_set, leave;

static DWORD WINAPI register_two(void *arg)
{
	CoEnableCallCancellation(NULL);
	CoSetCancelObject((IUnknown *)&one.cancel);
	CoSetCancelObject((IUnknown *)&two.cancel);
	SetEvent(is_set);
	WaitForSingleObject(leave, INFINITE);
	/* Ends with both registered. */
	return !arg;
}

static HANDLE begin(DWORD *id)
{
	HANDLE thread;

	canceller_init(&one);
	canceller_init(&two);
	is_set = CreateEventA(NULL, FALSE, FALSE, NULL);
	leave = CreateEventA(NULL, FALSE, FALSE, NULL);
	thread = CreateThread(NULL, 0, register_two, NULL, 0, id);
	ok(thread != NULL, "no thread: %u\n", GetLastError());
	WaitForSingleObject(is_set, INFINITE);
	return thread;
}

static void finish(HANDLE thread)
{
	SetEvent(leave);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	CloseHandle(is_set);
	CloseHandle(leave);
	ok(one.refs == 1 && two.refs == 1,
	   "the thread has ended: %d and %d references\n", one.refs, two.refs);
}

/* C-021 C-022 C-024 C-130 C-133 */
static void from_elsewhere(void)
{
	ICancelMethodCalls *cancel;
	HANDLE thread;
	HRESULT hr;
	LONG refs;
	DWORD id;

	OLE_ENTRIES_OR_SKIP();
	thread = begin(&id);
	refs = two.refs;
	hr = CoGetCancelObject(id, &IID_ICancelMethodCalls, (void **)&cancel);
	ok(hr == S_OK && cancel == &two.cancel, "%#x, %p\n", hr, cancel);
	ok(two.refs == refs + 1, "%d references, not %d\n", two.refs, refs + 1);
	if (SUCCEEDED(hr))
		ICancelMethodCalls_Release(cancel);
	hr = CoGetCancelObject(id, &IID_IStream, (void **)&cancel);
	ok(hr == E_NOINTERFACE && !cancel, "%#x, %p\n", hr, cancel);
	hr = CoCancelCall(id, 7);
	ok(hr == S_OK && two.cancels == 1 && two.seconds == 7 && !one.cancels,
	   "%#x, %d and %d cancels, %u s\n", hr, one.cancels, two.cancels,
	   two.seconds);
	two.answer = RPC_E_CALL_CANCELED;
	hr = CoCancelCall(id, 0);
	ok(hr == RPC_E_CALL_CANCELED, "passed through: %#x\n", hr);
	/* C-018 */
	two.answer = E_NOTIMPL;
	hr = CoCancelCall(id, RPC_C_CANCEL_INFINITE_TIMEOUT);
	ok(hr == E_NOTIMPL && two.seconds == 0xffffffff, "%#x, %#x\n", hr,
	   two.seconds);
	ok(two.refs == refs, "%d references, not %d\n", two.refs, refs);
	finish(thread);
	hr = CoCancelCall(id, 0);
	ok(hr == E_NOINTERFACE, "the thread has ended: %#x\n", hr);
}

/* C-021 C-133 */
static void own_thread(void)
{
	IUnknown *first = canceller_init(&one);
	HRESULT hr;

	OLE_ENTRIES_OR_SKIP();
	hr = CoCancelCall(0, 0);
	ok(hr == E_NOINTERFACE, "%#x\n", hr);
	CoEnableCallCancellation(NULL);
	CoSetCancelObject(first);
	hr = CoCancelCall(0, 3);
	ok(hr == S_OK && one.cancels == 1 && one.seconds == 3, "%#x\n", hr);
	hr = CoCancelCall(GetCurrentThreadId(), 3);
	ok(hr == S_OK && one.cancels == 2, "%#x\n", hr);
	CoSetCancelObject(NULL);
	hr = CoCancelCall(0, 0);
	ok(hr == E_NOINTERFACE, "%#x\n", hr);
}

/* C-025 C-033 C-132 C-139 */
static void made_disabled(void)
{
	IUnknown *first = canceller_init(&one), *second = canceller_init(&two);
	ICancelMethodCalls *cancel;
	HRESULT hr;

	OLE_ENTRIES_OR_SKIP();
	CoSetCancelObject(first);
	CoEnableCallCancellation(NULL);
	hr = CoGetCancelObject(0, &IID_ICancelMethodCalls, (void **)&cancel);
	ok(hr == CO_E_CANCEL_DISABLED && !cancel, "%#x\n", hr);
	hr = CoCancelCall(0, 0);
	ok(hr == CO_E_CANCEL_DISABLED && !one.cancels, "%#x\n", hr);
	CoSetCancelObject(second);
	CoDisableCallCancellation(NULL);
	hr = CoCancelCall(0, 0);
	ok(hr == S_OK && two.cancels == 1, "it was enabled when made: %#x\n",
	   hr);
	CoSetCancelObject(NULL);
	hr = CoCancelCall(0, 0);
	ok(hr == CO_E_CANCEL_DISABLED && !one.cancels, "%#x\n", hr);
	CoSetCancelObject(NULL);
}

/* C-022 C-131 */
static void nothing_pending(void)
{
	ICancelMethodCalls *cancel = (void *)1;
	HRESULT hr;

	OLE_ENTRIES_OR_SKIP();
	hr = CoGetCancelObject(GetCurrentThreadId(), &IID_ICancelMethodCalls,
			       (void **)&cancel);
	ok(hr == E_NOINTERFACE && !cancel, "%#x, %p\n", hr, cancel);
	hr = CoGetCancelObject(0xfffffff0, &IID_ICancelMethodCalls,
			       (void **)&cancel);
	ok(hr == E_NOINTERFACE, "no such thread: %#x\n", hr);
	hr = CoGetCancelObject(0, &IID_ICancelMethodCalls, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
}

#define ROUNDS 20000

static LONG stop;

static DWORD WINAPI cancel_again(void *arg)
{
	DWORD id = (DWORD)(DWORD_PTR)arg, found = 0;

	while (!InterlockedCompareExchange(&stop, 0, 0))
		found += CoCancelCall(id, 1) == S_OK;
	return found;
}

static LONG cancels_of(struct canceller *it)
{
	return InterlockedCompareExchange(&it->cancels, 0, 0);
}

/* C-026: who has found an object keeps it while another takes it back. */
static void taken_back_meanwhile(void)
{
	HANDLE thread;
	DWORD found = 0;

	OLE_ENTRIES_OR_SKIP();
	canceller_init(&one);
	CoEnableCallCancellation(NULL);
	thread = CreateThread(NULL, 0, cancel_again,
			      (void *)(DWORD_PTR)GetCurrentThreadId(), 0, NULL);
	for (int i = 0; i < ROUNDS || !cancels_of(&one); i++) {
		CoSetCancelObject((IUnknown *)&one.cancel);
		if (!(i % 64))
			SwitchToThread();
		CoSetCancelObject(NULL);
	}
	InterlockedExchange(&stop, 1);
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &found);
	CloseHandle(thread);
	ok(found == (DWORD)one.cancels, "%u found, %d cancelled\n", found,
	   one.cancels);
	ok(one.refs == 1, "%d references\n", one.refs);
}

START_TEST(CoSetCancelObject)
{
	RUN(stack);
	RUN(no_cancel_object);
	RUN(from_elsewhere);
	RUN(own_thread);
	RUN(made_disabled);
	RUN(nothing_pending);
	RUN(taken_back_meanwhile);
}
