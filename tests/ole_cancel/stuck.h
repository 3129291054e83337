/*
 * A call whose method stays until it is let go, and tells what it saw; and a thread
 * that cancels it once it has begun.
 */
#ifndef TESTS_STUCK_H
#define TESTS_STUCK_H

#include "host.h"

struct stuck {
	struct host host;
	IHand *proxy;
	DWORD cookie;
	HANDLE entered, go, left;
	HRESULT before, after;	/* CoTestCancel, in the method */
	HRESULT answer;		/* the method's */
	/* the canceller */
	HANDLE canceller, cancelled;
	DWORD thread;
	ULONG seconds;
	HRESULT result;
	BOOL then_go;
};

static HRESULT stays(struct hand *hand, LONG in, LONG *out)
{
	struct stuck *s = hand->arg;

	/* Wine's ends the process */
	if (!winetest_platform_is_wine)
		s->before = CoTestCancel();
	SetEvent(s->entered);
	WaitForSingleObject(s->go, INFINITE);
	if (!winetest_platform_is_wine)
		s->after = CoTestCancel();
	*out = in * 10;
	SetEvent(s->left);
	return s->answer;
}

static inline void stuck_begin(struct stuck *s, DWORD client, DWORD server)
{
	memset(s, 0, sizeof(*s));
	CoInitializeEx(NULL, client);
	s->cookie = by_hand_register();
	s->entered = CreateEventA(NULL, FALSE, FALSE, NULL);
	s->go = CreateEventA(NULL, FALSE, FALSE, NULL);
	s->left = CreateEventA(NULL, FALSE, FALSE, NULL);
	s->cancelled = CreateEventA(NULL, FALSE, FALSE, NULL);
	host_init(&s->host);
	s->host.hand.call = stays;
	s->host.hand.arg = s;
	host_start(&s->host, server);
	s->proxy = host_proxy(&s->host);
	s->thread = GetCurrentThreadId();
}

static inline void stuck_close(struct stuck *s)
{
	CloseHandle(s->entered);
	CloseHandle(s->go);
	CloseHandle(s->left);
	CloseHandle(s->cancelled);
}

static inline void stuck_end(struct stuck *s)
{
	hand_release(s->proxy);
	/* Wine gives references back when it likes */
	if (!winetest_platform_is_wine) {
		host_await(&s->host.hand.refs, 1);
		host_await(&stubs_there, 0);
		ok(hand_refs(&s->host.hand) == 1, "%d references\n",
		   (int)hand_refs(&s->host.hand));
		ok(!proxies_there && !stubs_there, "%d proxies, %d stubs\n",
		   (int)proxies_there, (int)stubs_there);
	}
	host_end(&s->host);
	CoRevokeClassObject(s->cookie);
	CoUninitialize();
	stuck_close(s);
}

static DWORD WINAPI stuck_canceller(void *arg)
{
	struct stuck *s = arg;

	WaitForSingleObject(s->entered, INFINITE);
	s->result = CoCancelCall(s->thread, s->seconds);
	SetEvent(s->cancelled);
	if (s->then_go)
		SetEvent(s->go);
	return 0;
}

static inline void stuck_cancel_later(struct stuck *s, ULONG seconds)
{
	s->seconds = seconds;
	s->canceller = CreateThread(NULL, 0, stuck_canceller, s, 0, NULL);
}

static inline void stuck_join(struct stuck *s)
{
	WaitForSingleObject(s->canceller, INFINITE);
	CloseHandle(s->canceller);
}

/* Its next call gets its own answer: nothing of an earlier one is left. */
static inline void stuck_still_works(struct stuck *s)
{
	LONG out = -1;
	HRESULT hr;

	s->host.hand.call = NULL;
	hr = hand_call(s->proxy, 4, &out);
	ok(hr == S_OK && out == 5, "%#x, %d\n", (unsigned)hr, (int)out);
}

#endif
