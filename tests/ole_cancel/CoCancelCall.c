/*
 * Cancelling a synchronous call from another thread: what the canceller, the client
 * and the server see.
 */
#include "stuck.h"
#include "ole_entries.h"

static const DWORD models[][2] = {
	{ COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED },
	{ COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED },
	{ COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED },
};

/* C-116 C-125 C-141 C-010 C-011 C-021: at once, whatever the server does; what it
 * answers later goes nowhere. */
static void at_once(void)
{
	OLE_ENTRIES_OR_SKIP();
	for (unsigned i = 0; i < ARRAY_SIZE(models); i++) {
		struct stuck s;
		LONG out = -1;
		HRESULT hr;

		stuck_begin(&s, models[i][0], models[i][1]);
		CoEnableCallCancellation(NULL);
		stuck_cancel_later(&s, 0);
		hr = hand_call(s.proxy, 1, &out);
		ok(hr == RPC_E_CALL_CANCELED, "call: %#x\n", (unsigned)hr);
		ok(out == 0, "out: %d\n", (int)out);
		stuck_join(&s);
		ok(s.result == S_OK, "cancel: %#x\n", (unsigned)s.result);
		SetEvent(s.go);
		WaitForSingleObject(s.left, INFINITE);
		ok(s.before == RPC_S_CALLPENDING, "before: %#x\n",
		   (unsigned)s.before);
		ok(s.after == RPC_E_CALL_CANCELED, "after: %#x\n",
		   (unsigned)s.after);
		ok(out == 0, "late out: %d\n", (int)out);
		stuck_still_works(&s);
		CoDisableCallCancellation(NULL);
		stuck_end(&s);
	}
}

static HRESULT looks(struct hand *hand, LONG in, LONG *out)
{
	struct stuck *s = hand->arg;

	s->before = CoTestCancel();
	SetEvent(s->entered);
	while ((s->after = CoTestCancel()) == RPC_S_CALLPENDING)
		SwitchToThread();
	*out = in * 10;
	return RPC_E_CALL_CANCELED;
}

/* C-117 C-119 C-143 C-016 C-017 C-020: one that cooperates; its own result is passed through. */
static void cooperates(ULONG seconds)
{
	struct stuck s;
	LONG out = -1;
	HRESULT hr;

	stuck_begin(&s, COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
	CoEnableCallCancellation(NULL);
	s.host.hand.call = looks;
	stuck_cancel_later(&s, seconds);
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == RPC_E_CALL_CANCELED && out == 30, "call: %#x, %d\n",
	   (unsigned)hr, (int)out);
	stuck_join(&s);
	ok(s.result == RPC_E_CALL_COMPLETE, "cancel: %#x\n",
	   (unsigned)s.result);
	ok(s.after == RPC_E_CALL_CANCELED, "%#x\n", (unsigned)s.after);
	stuck_still_works(&s);
	CoDisableCallCancellation(NULL);
	stuck_end(&s);
}

static void seconds_in_time(void)
{
	OLE_ENTRIES_OR_SKIP();
	cooperates(60);
}

static void infinite(void)
{
	OLE_ENTRIES_OR_SKIP();
	cooperates(RPC_C_CANCEL_INFINITE_TIMEOUT);
}

/* C-118: not within its second; the client has waited as long. */
static void too_late(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct stuck s;
	LONG out = -1;
	DWORD start, passed;
	HRESULT hr;

	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	CoEnableCallCancellation(NULL);
	stuck_cancel_later(&s, 1);
	start = GetTickCount();
	hr = hand_call(s.proxy, 3, &out);
	passed = GetTickCount() - start;
	ok(hr == RPC_E_CALL_CANCELED && !out, "call: %#x, %d\n", (unsigned)hr,
	   (int)out);
	ok(passed >= 950, "after %u ms\n", (unsigned)passed);
	stuck_join(&s);
	ok(s.result == S_OK, "cancel: %#x\n", (unsigned)s.result);
	SetEvent(s.go);
	WaitForSingleObject(s.left, INFINITE);
	ok(s.after == RPC_E_CALL_CANCELED, "%#x\n", (unsigned)s.after);
	stuck_still_works(&s);
	CoDisableCallCancellation(NULL);
	stuck_end(&s);
}

/* C-122 C-132 C-033 C-139 C-015 C-025: what counts is how it was when the call was
 * made. */
static DWORD WINAPI enabled_too_late(void *arg)
{
	struct stuck *s = arg;
	ICancelMethodCalls *cancel = NULL;
	HRESULT hr;

	WaitForSingleObject(s->entered, INFINITE);
	hr = CoGetCancelObject(s->thread, &IID_ICancelMethodCalls,
			       (void **)&cancel);
	ok(hr == CO_E_CANCEL_DISABLED && !cancel, "%#x\n", (unsigned)hr);
	s->result = CoCancelCall(s->thread, 0);
	SetEvent(s->go);
	return 0;
}

static void disabled(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct stuck s;
	LONG out = -1;
	HRESULT hr;

	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	CoEnableCallCancellation(NULL);
	CoDisableCallCancellation(NULL);
	s.canceller = CreateThread(NULL, 0, enabled_too_late, &s, 0, NULL);
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == S_OK && out == 30, "call: %#x, %d\n", (unsigned)hr, (int)out);
	stuck_join(&s);
	ok(s.result == CO_E_CANCEL_DISABLED, "cancel: %#x\n",
	   (unsigned)s.result);
	stuck_end(&s);
}

/* C-131 C-022 C-023 */
static void nothing_pending(void)
{
	OLE_ENTRIES_OR_SKIP();
	HRESULT hr = CoCancelCall(0, 0);

	ok(hr == E_NOINTERFACE, "%#x\n", (unsigned)hr);
	hr = CoCancelCall(GetCurrentThreadId(), 0);
	ok(hr == E_NOINTERFACE, "%#x\n", (unsigned)hr);
	hr = CoCancelCall(0x7ffffff0, 0);
	ok(hr == E_NOINTERFACE, "%#x\n", (unsigned)hr);
}

/* C-120 C-121 C-124 C-014 C-019 C-063: the object outlives the call, and is of that
 * call alone. */
static DWORD WINAPI keeps_the_object(void *arg)
{
	struct stuck *s = arg;
	ICancelMethodCalls *cancel = NULL, *same = NULL;
	HRESULT hr;

	WaitForSingleObject(s->entered, INFINITE);
	hr = CoGetCancelObject(s->thread, &IID_ICancelMethodCalls,
			       (void **)&cancel);
	ok(hr == S_OK && cancel, "%#x\n", (unsigned)hr);
	hr = CoGetCancelObject(s->thread, &IID_ICancelMethodCalls,
			       (void **)&same);
	ok(hr == S_OK && same == cancel, "%#x\n", (unsigned)hr);
	ICancelMethodCalls_Release(same);
	hr = ICancelMethodCalls_TestCancel(cancel);
	ok(hr == RPC_S_CALLPENDING, "%#x\n", (unsigned)hr);
	if (s->then_go) {
		SetEvent(s->go);
	} else {
		hr = ICancelMethodCalls_Cancel(cancel, 0);
		ok(hr == S_OK, "%#x\n", (unsigned)hr);
		hr = ICancelMethodCalls_Cancel(cancel, 0);
		ok(hr == RPC_E_CALL_CANCELED, "%#x\n", (unsigned)hr);
		hr = ICancelMethodCalls_TestCancel(cancel);
		ok(hr == RPC_E_CALL_CANCELED, "%#x\n", (unsigned)hr);
		SetEvent(s->go);
	}
	WaitForSingleObject(s->cancelled, INFINITE);
	/* the client is in its next call, which is none of this object's business */
	hr = ICancelMethodCalls_Cancel(cancel, 0);
	ok(hr == (s->then_go ? RPC_E_CALL_COMPLETE : RPC_E_CALL_CANCELED),
	   "%#x\n", (unsigned)hr);
	ICancelMethodCalls_Release(cancel);
	SetEvent(s->go);
	return 0;
}

static HRESULT second(struct hand *hand, LONG in, LONG *out)
{
	struct stuck *s = hand->arg;

	SetEvent(s->cancelled);
	WaitForSingleObject(s->go, INFINITE);
	*out = in;
	return CoTestCancel();
}

static void object_outlives(BOOL completes)
{
	struct stuck s;
	LONG out = -1;
	HRESULT hr;

	stuck_begin(&s, COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
	CoEnableCallCancellation(NULL);
	s.then_go = completes;
	s.canceller = CreateThread(NULL, 0, keeps_the_object, &s, 0, NULL);
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == (completes ? S_OK : RPC_E_CALL_CANCELED), "call: %#x\n",
	   (unsigned)hr);
	WaitForSingleObject(s.left, INFINITE);
	s.host.hand.call = second;
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == RPC_S_CALLPENDING && out == 3, "next call: %#x, %d\n",
	   (unsigned)hr, (int)out);
	stuck_join(&s);
	CoDisableCallCancellation(NULL);
	stuck_end(&s);
}

static void after_the_reply(void)
{
	OLE_ENTRIES_OR_SKIP();
	object_outlives(TRUE);
}

static void after_the_cancel(void)
{
	OLE_ENTRIES_OR_SKIP();
	object_outlives(FALSE);
}

/* C-142: not begun, as its apartment is busy: taken back at once, for all the time
 * that the canceller allows, and never run. */
static HRESULT counts(struct hand *hand, LONG in, LONG *out)
{
	InterlockedIncrement(hand->arg);
	*out = in;
	return S_OK;
}

static DWORD WINAPI cancels_when_queued(void *arg)
{
	struct stuck *s = arg;

	/* the client is in there when it can be found */
	while ((s->result = CoCancelCall(s->thread, 60)) == E_NOINTERFACE)
		SwitchToThread();
	return 0;
}

static DWORD WINAPI occupies(void *arg)
{
	struct stuck *s = arg;
	struct tape tape;
	IHand *own = NULL;
	LONG out;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	tape = s->host.tape;
	tape_rewind(&tape);
	CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&own);
	hand_call(own, 1, &out);
	hand_release(own);
	CoUninitialize();
	return 0;
}

static void never_begun(void)
{
	OLE_ENTRIES_OR_SKIP();
	struct stuck s;
	HANDLE other;
	LONG out = -1, count = 0;
	HRESULT hr;

	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	hr = CoMarshalInterface(tape_new(&s.host.tape), &IID_IHand,
				(IUnknown *)s.proxy, MSHCTX_INPROC, NULL,
				MSHLFLAGS_NORMAL);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	other = CreateThread(NULL, 0, occupies, &s, 0, NULL);
	WaitForSingleObject(s.entered, INFINITE);
	s.host.hand.call = counts;
	CoEnableCallCancellation(NULL);
	s.canceller = CreateThread(NULL, 0, cancels_when_queued, &s, 0, NULL);
	hr = hand_call(s.proxy, 3, &out);
	ok(hr == RPC_E_CALL_CANCELED && !out, "call: %#x, %d\n", (unsigned)hr,
	   (int)out);
	stuck_join(&s);
	ok(s.result == S_OK, "cancel: %#x\n", (unsigned)s.result);
	SetEvent(s.go);
	WaitForSingleObject(other, INFINITE);
	CloseHandle(other);
	s.host.hand.arg = &count;
	hr = hand_call(s.proxy, 5, &out);
	ok(hr == S_OK && out == 5 && count == 1, "%#x, %d, %d\n", (unsigned)hr,
	   (int)out, (int)count);
	CoDisableCallCancellation(NULL);
	stuck_end(&s);
}

START_TEST(CoCancelCall)
{
	RUN(nothing_pending);
	RUN(at_once);
	RUN(seconds_in_time);
	RUN(infinite);
	RUN(too_late);
	RUN(disabled);
	RUN(after_the_reply);
	RUN(after_the_cancel);
	RUN(never_begun);
}
