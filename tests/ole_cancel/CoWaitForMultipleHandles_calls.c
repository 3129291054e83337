/* An STA that waits serves calls. */
#include "host.h"

static struct hand hand;
static struct tape tape;
static HANDLE events[63];
static DWORD here;
static LONG elsewhere;

static HRESULT count_calls(struct hand *it, LONG in, LONG *out)
{
	if (GetCurrentThreadId() != here)
		InterlockedIncrement(&elsewhere);
	*out = in;
	/* The last one says so. */
	if (in == 9)
		SetEvent(events[*(int *)it->arg]);
	return S_OK;
}

static DWORD WINAPI call_ten(void *arg)
{
	DWORD right = 0, cookie;
	IHand *proxy;
	LONG out;

	(void)arg;
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	cookie = by_hand_register();
	CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&proxy);
	for (LONG i = 0; i < 10; i++)
		right += hand_call(proxy, i, &out) == S_OK && out == i;
	hand_release(proxy);
	CoRevokeClassObject(cookie);
	CoUninitialize();
	return right;
}

static void wait_for(int count, DWORD flags)
{
	DWORD cookie, right = 0, index = 0xdead;
	int last = count - 1;
	HANDLE thread;
	HRESULT hr;

	CoInitialize(NULL);
	cookie = by_hand_register();
	hand_init(&hand);
	hand.call = count_calls;
	hand.arg = &last;
	here = GetCurrentThreadId();
	for (int i = 0; i < count; i++)
		events[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
	hr = CoMarshalInterface(tape_new(&tape), &IID_IHand,
				(IUnknown *)&hand.iface, MSHCTX_INPROC, NULL,
				MSHLFLAGS_NORMAL);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	tape_rewind(&tape);
	thread = CreateThread(NULL, 0, call_ten, NULL, 0, NULL);
	hr = CoWaitForMultipleHandles(flags, 20000, count, events, &index);
	ok(hr == S_OK && index == (DWORD)last, "%#x, %u\n", (unsigned)hr,
	   (unsigned)index);
	/* The proxy's references are given back in here. */
	hr = CoWaitForMultipleHandles(flags, 20000, 1, &thread, &index);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	GetExitCodeThread(thread, &right);
	ok(right == 10 && !elsewhere, "%u right, %d on another thread\n",
	   (unsigned)right, (int)elsewhere);
	ok(hand_refs(&hand) == 1, "%d references\n", (int)hand_refs(&hand));
	CloseHandle(thread);
	for (int i = 0; i < count; i++)
		CloseHandle(events[i]);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

/* C-047 C-249 */
static void one(void)
{
	wait_for(1, 0);
}

/* C-249: as many as there can be. */
static void sixty_three(void)
{
	if (winetest_platform_is_wine) {
		skip("Wine takes 62\n");
		return;
	}
	wait_for(63, 0);
}

/* C-249 */
static void with_messages(void)
{
	wait_for(2, winetest_platform_is_wine ?
			    0 : COWAIT_DISPATCH_WINDOW_MESSAGES);
}

/* C-249 */
static void sixty_three_with_messages(void)
{
	if (winetest_platform_is_wine) {
		skip("Wine takes 62\n");
		return;
	}
	wait_for(63, COWAIT_DISPATCH_WINDOW_MESSAGES);
}

START_TEST(CoWaitForMultipleHandles_calls)
{
	RUN(one);
	RUN(sixty_three);
	RUN(with_messages);
	RUN(sixty_three_with_messages);
}
