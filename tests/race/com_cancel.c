/*
 * COM calls at the moments that count: cancelled just before they are sent, just as
 * they begin, just before they are answered, by two at once, and by nobody while
 * their apartment ends. Each ends once, and all three sides agree on how.
 */
#include "ole_cancel/stuck.h"
#include "race.h"

static struct stuck s;
static int once, answered;
static HRESULT answer;
static LONG runs;

static HRESULT counts(struct hand *hand, LONG in, LONG *out)
{
	(void)hand;
	if (InterlockedIncrement(&runs) == 1)
		s.before = CoTestCancel();
	*out = in * 10;
	return S_OK;
}

static void begin(DWORD client, DWORD server)
{
	once = answered = 0;
	runs = 0;
	answer = E_PENDING;
	stuck_begin(&s, client, server);
	s.host.hand.call = counts;
	CoEnableCallCancellation(NULL);
}

static void end(void)
{
	CoDisableCallCancellation(NULL);
	stuck_still_works(&s);
	stuck_end(&s);
}

static void cancel_now(void *arg)
{
	if (!first_time(&once))
		return;
	answer = CoCancelCall(s.thread, *(ULONG *)arg);
	raise_flag(&answered);
}

static void cancelled_at(const char *point, DWORD client, DWORD server,
			 ULONG seconds, HRESULT cancel, HRESULT call,
			 LONG expected_runs)
{
	LONG out = -1;
	HRESULT hr;

	begin(client, server);
	point_arm(point, cancel_now, &seconds);
	hr = hand_call(s.proxy, 3, &out);
	point_arm(point, NULL, NULL);
	ok(once, "%s was not passed\n", point);
	await_flag(&answered);
	ok(hr == call, "%s: call %#x\n", point, (unsigned)hr);
	ok(out == (call == S_OK ? 30 : 0), "%s: out %d\n", point, (int)out);
	ok(answer == cancel, "%s: cancel %#x\n", point, (unsigned)answer);
	/* what was queued behind it has seen it gone */
	hand_call(s.proxy, 1, &out);
	ok(runs == expected_runs + 1, "%s: ran %d times\n", point, (int)runs);
	end();
}

/* C-142: what has not been sent yet never is, whatever the time-out. */
static void before_it_is_sent(void)
{
	cancelled_at("call:sending", COINIT_MULTITHREADED,
		     COINIT_APARTMENTTHREADED, 60, S_OK, RPC_E_CALL_CANCELED,
		     0);
	cancelled_at("call:sending", COINIT_APARTMENTTHREADED,
		     COINIT_MULTITHREADED, 0, S_OK, RPC_E_CALL_CANCELED, 0);
}

/* C-116 C-141: taken off the queue: it runs, and knows. */
static void as_it_begins(void)
{
	cancelled_at("call:taken", COINIT_MULTITHREADED,
		     COINIT_APARTMENTTHREADED, 0, S_OK, RPC_E_CALL_CANCELED,
		     1);
	ok(s.before == RPC_E_CALL_CANCELED, "%#x\n", (unsigned)s.before);
	cancelled_at("call:taken", COINIT_APARTMENTTHREADED,
		     COINIT_APARTMENTTHREADED, 0, S_OK, RPC_E_CALL_CANCELED,
		     1);
}

/* C-116: its answer is there, but not given yet: dropped. */
static void before_the_reply(void)
{
	cancelled_at("call:done", COINIT_MULTITHREADED,
		     COINIT_APARTMENTTHREADED, 0, S_OK, RPC_E_CALL_CANCELED,
		     1);
	cancelled_at("call:done", COINIT_APARTMENTTHREADED,
		     COINIT_MULTITHREADED, 0, S_OK, RPC_E_CALL_CANCELED, 1);
}

/* C-121 C-012: answered, and not taken yet. */
static void after_the_reply(void)
{
	cancelled_at("call:woken", COINIT_MULTITHREADED,
		     COINIT_APARTMENTTHREADED, 0, RPC_E_CALL_COMPLETE, S_OK,
		     1);
	cancelled_at("call:woken", COINIT_APARTMENTTHREADED,
		     COINIT_MULTITHREADED, 60, RPC_E_CALL_COMPLETE, S_OK, 1);
}

static void let_go(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	SetEvent(s.go);
	/* the reply comes before the canceller looks again */
	WaitForSingleObject(s.left, INFINITE);
}

/* C-117: the reply comes between the asking and the waiting. */
static void reply_after_asking(void)
{
	LONG out = -1;
	HRESULT hr;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	s.host.hand.call = stays;
	point_arm("call:asked", let_go, NULL);
	stuck_cancel_later(&s, RPC_C_CANCEL_INFINITE_TIMEOUT);
	hr = hand_call(s.proxy, 3, &out);
	stuck_join(&s);
	point_arm("call:asked", NULL, NULL);
	ok(hr == S_OK && out == 30, "call: %#x, %d\n", (unsigned)hr, (int)out);
	ok(s.result == RPC_E_CALL_COMPLETE, "cancel: %#x\n",
	   (unsigned)s.result);
	end();
}

/* Two cancellers: the one that has asked is overtaken by one that does not wait. */
static void overtaken(void)
{
	static ULONG at_once = 0;
	LONG out = -1;
	HRESULT hr;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	s.host.hand.call = stays;
	point_arm("call:asked", cancel_now, &at_once);
	stuck_cancel_later(&s, 60);
	hr = hand_call(s.proxy, 3, &out);
	stuck_join(&s);
	point_arm("call:asked", NULL, NULL);
	ok(hr == RPC_E_CALL_CANCELED && !out, "call: %#x, %d\n", (unsigned)hr,
	   (int)out);
	await_flag(&answered);
	ok(answer == S_OK && s.result == S_OK, "cancels: %#x, %#x\n",
	   (unsigned)answer, (unsigned)s.result);
	SetEvent(s.go);
	WaitForSingleObject(s.left, INFINITE);
	end();
}

/* C-120: the other one has found the call, and comes too late. */
static void came_second(void)
{
	static ULONG at_once = 0;
	LONG out = -1;
	HRESULT hr;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	s.host.hand.call = stays;
	point_arm("call:cancelling", cancel_now, &at_once);
	stuck_cancel_later(&s, 0);
	hr = hand_call(s.proxy, 3, &out);
	stuck_join(&s);
	point_arm("call:cancelling", NULL, NULL);
	ok(hr == RPC_E_CALL_CANCELED && !out, "call: %#x, %d\n", (unsigned)hr,
	   (int)out);
	await_flag(&answered);
	ok(answer == S_OK, "first: %#x\n", (unsigned)answer);
	ok(s.result == RPC_E_CALL_CANCELED, "second: %#x\n",
	   (unsigned)s.result);
	SetEvent(s.go);
	WaitForSingleObject(s.left, INFINITE);
	end();
}

/* ---- the end of the server's apartment -------------------------------------- */

static HANDLE clients[2];
static HRESULT heard[2];
static LONG ids[2];
static int queued;

static DWORD WINAPI client(void *arg)
{
	const ULONG_PTR n = (ULONG_PTR)arg;
	struct tape tape = s.host.tape;
	IHand *own = NULL;
	LONG out = -1;

	InterlockedExchange(&ids[n], (LONG)GetCurrentThreadId());
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	CoEnableCallCancellation(NULL);
	tape_rewind(&tape);
	CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&own);
	heard[n] = hand_call(own, 3, &out);
	ok(heard[n] == S_OK ? out == 30 : !out, "%#x, %d\n",
	   (unsigned)heard[n], (int)out);
	hand_release(own);
	CoDisableCallCancellation(NULL);
	CoUninitialize();
	return 0;
}

static DWORD second_client(void)
{
	return (DWORD)InterlockedCompareExchange(&ids[1], 0, 0);
}

static void one_is_queued(void *arg)
{
	(void)arg;
	if (GetCurrentThreadId() == second_client())
		raise_flag(&queued);
}

static void ending(void *arg)
{
	if (arg)
		answer = CoCancelCall(second_client(), 60);
}

/* C-142: a call lies in the queue of an apartment that ends. */
static void apartment_ends(int cancel)
{
	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	s.host.hand.call = stays;
	queued = 0;
	InterlockedExchange(&ids[1], 0);
	CoMarshalInterface(tape_new(&s.host.tape), &IID_IHand,
			   (IUnknown *)s.proxy, MSHCTX_INPROC, NULL,
			   MSHLFLAGS_TABLESTRONG);
	clients[0] = CreateThread(NULL, 0, client, (void *)0, 0, NULL);
	WaitForSingleObject(s.entered, INFINITE);
	point_arm("call:queued", one_is_queued, NULL);
	point_arm("apartment:ending", ending, cancel ? &s : NULL);
	host_tell_end(&s.host);
	/* WM_QUIT is looked at before the message of a call that comes later */
	clients[1] = CreateThread(NULL, 0, client, (void *)1, 0, NULL);
	await_flag(&queued);
	point_arm("call:queued", NULL, NULL);
	SetEvent(s.go);
	WaitForMultipleObjects(2, clients, TRUE, INFINITE);
	WaitForSingleObject(s.host.thread, INFINITE);
	point_arm("apartment:ending", NULL, NULL);
	CloseHandle(clients[0]);
	CloseHandle(clients[1]);
	ok(heard[0] == S_OK, "the one that ran: %#x\n", (unsigned)heard[0]);
	if (cancel)
		ok(answer == S_OK && heard[1] == RPC_E_CALL_CANCELED,
		   "cancel %#x, call %#x\n", (unsigned)answer,
		   (unsigned)heard[1]);
	else
		ok(heard[1] == RPC_E_DISCONNECTED, "queued: %#x\n",
		   (unsigned)heard[1]);
	CoDisableCallCancellation(NULL);
	stuck_end(&s);
}

static void queued_at_the_end(void)
{
	apartment_ends(0);
}

static void cancelled_at_the_end(void)
{
	apartment_ends(1);
}

START_TEST(com_cancel)
{
	RUN(before_it_is_sent);
	RUN(as_it_begins);
	RUN(before_the_reply);
	RUN(after_the_reply);
	RUN(reply_after_asking);
	RUN(overtaken);
	RUN(came_second);
	RUN(queued_at_the_end);
	RUN(cancelled_at_the_end);
}
