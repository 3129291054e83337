/*
 * Asynchronous calls at the moments that count: let go just as they are answered,
 * cancelled while Begin_ or Finish_ is under way.
 */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "slow.h"
#include "ole_cancel/slow_server.h"
#include "race.h"

#define is(hr, value) \
	do { \
		HRESULT is_hr_ = (hr); \
		ok(is_hr_ == (value), "%s: %#x\n", #hr, (unsigned)is_hr_); \
	} while (0)

static struct slow slow;
static AsyncISlow *call;
static int once;
static HRESULT answer;

static void begin(DWORD client, DWORD server)
{
	memset(&slow, 0, sizeof(slow));
	once = 0;
	answer = E_PENDING;
	slow.at_once = TRUE;
	slow_begin(&slow, client, server);
	call = slow_call(&slow);
}

static void cancel_it(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	answer = slow_cancel(call, 60);
}

/* C-111: abandoned by another thread when the method has returned and the reply is
 * about to be given. */
static int replying, gone;

static void wait_for_client(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&replying);
	await_flag(&gone);
}

static void abandoned_at_the_reply(void)
{
	LONG sum = 5;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	replying = gone = 0;
	point_arm("call:done", wait_for_client, NULL);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	await_flag(&replying);
	AsyncISlow_Release(call);
	raise_flag(&gone);
	point_arm("call:done", NULL, NULL);
	slow_end(&slow);
	ok(slow.runs == 1, "%d\n", (int)slow.runs);
}

/* C-111: the reply comes while it is being abandoned. */
static void wait_for_reply(void *event)
{
	if (!first_time(&once))
		return;
	SetEvent(slow.go);
	WaitForSingleObject(event, INFINITE);
}

static void replied_while_abandoned(void)
{
	LONG sum = 5;
	ISynchronizeHandle *handle = NULL;
	HANDLE event, copy;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	slow.at_once = FALSE;
	AsyncISlow_QueryInterface(call, &IID_ISynchronizeHandle,
				  (void **)&handle);
	ISynchronizeHandle_GetHandle(handle, &event);
	ISynchronizeHandle_Release(handle);
	DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &copy,
			0, FALSE, DUPLICATE_SAME_ACCESS);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	WaitForSingleObject(slow.entered, INFINITE);
	ok(WaitForSingleObject(copy, 0) == WAIT_TIMEOUT, "signalled\n");
	point_arm("call:abandoning", wait_for_reply, copy);
	AsyncISlow_Release(call);
	point_arm("call:abandoning", NULL, NULL);
	ok(once, "the point was not passed\n");
	CloseHandle(copy);
	slow_end(&slow);
	ok(slow.runs == 1, "%d\n", (int)slow.runs);
}

/* C-004 C-142: Begin_ has made the request, which is taken back before it is sent;
 * it has begun, and is over. */
static void cancelled_in_begin(void)
{
	LONG sum = 5, product = 6;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	point_arm("async:sending", cancel_it, NULL);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	point_arm("async:sending", NULL, NULL);
	ok(once, "the point was not passed\n");
	is(answer, S_OK);
	is(slow_wait(call, 0), S_OK);
	is(AsyncISlow_Finish_Work(call, &sum, &product), RPC_E_CALL_CANCELED);
	ok(!product && !slow.runs, "%d, %d\n", (int)product, (int)slow.runs);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	sum = 5;
	is(AsyncISlow_Finish_Work(call, &sum, &product), S_OK);
	ok(sum == 8 && slow.runs == 1, "%d, %d\n", (int)sum, (int)slow.runs);
	AsyncISlow_Release(call);
	slow_end(&slow);
}

/* C-012 C-121: Finish_ has seen it end; a cancel changes nothing any more. */
static void cancelled_in_finish(void)
{
	LONG sum = 5, product = 6;

	begin(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	point_arm("call:woken", cancel_it, NULL);
	is(AsyncISlow_Finish_Work(call, &sum, &product), S_OK);
	point_arm("call:woken", NULL, NULL);
	ok(once, "the point was not passed\n");
	is(answer, RPC_E_CALL_COMPLETE);
	ok(sum == 8 && product == 15, "%d, %d\n", (int)sum, (int)product);
	AsyncISlow_Release(call);
	slow_end(&slow);
}

/* C-044 C-111: everything is let go when the call has just been taken off the queue:
 * it runs, and its object is there. */
static void let_go_as_it_begins(void)
{
	LONG sum = 5;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	replying = gone = 0;
	point_arm("call:taken", wait_for_client, NULL);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	await_flag(&replying);
	AsyncISlow_Release(call);
	/* the proxy, too: nothing but the call keeps the object */
	ISlow_Release(slow.proxy);
	slow.proxy = NULL;
	raise_flag(&gone);
	point_arm("call:taken", NULL, NULL);
	WaitForSingleObject(slow.left, INFINITE);
	slow_end(&slow);
	ok(slow.runs == 1, "%d\n", (int)slow.runs);
}

/* C-141 C-114: the reply of a call that was cancelled and finished comes while the
 * call object has begun the next one, and says nothing of that. */
static void late_reply(void)
{
	LONG sum = 5, product = 6;

	begin(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	replying = gone = 0;
	point_arm("call:done", wait_for_client, NULL);
	is(AsyncISlow_Begin_Work(call, 3, &sum), S_OK);
	await_flag(&replying);
	is(slow_cancel(call, 0), S_OK);
	is(AsyncISlow_Finish_Work(call, &sum, &product), RPC_E_CALL_CANCELED);
	/* the next one stays in its method, after that reply */
	slow.at_once = FALSE;
	sum = 7;
	is(AsyncISlow_Begin_Work(call, 2, &sum), S_OK);
	raise_flag(&gone);
	WaitForSingleObject(slow.entered, INFINITE);
	point_arm("call:done", NULL, NULL);
	is(slow_wait(call, 0), RPC_S_CALLPENDING);
	SetEvent(slow.go);
	is(AsyncISlow_Finish_Work(call, &sum, &product), S_OK);
	ok(sum == 9 && product == 14, "%d, %d\n", (int)sum, (int)product);
	AsyncISlow_Release(call);
	slow_end(&slow);
}

START_TEST(com_async)
{
	RUN(late_reply);
	RUN(abandoned_at_the_reply);
	RUN(replied_while_abandoned);
	RUN(cancelled_in_begin);
	RUN(cancelled_in_finish);
	RUN(let_go_as_it_begins);
}
