/*
 * A thread with an apartment and an object in it, marshaled for others.
 */
#ifndef TESTS_HOST_H
#define TESTS_HOST_H

#include "by_hand.h"

struct host {
	struct hand hand;
	const IID *iid;		/* what is marshaled: IHand of `hand`, or other */
	IUnknown *object;
	struct tape tape;
	DWORD model, flags, id;
	HANDLE thread, ready, end;
	HRESULT marshaled;
};

static inline void host_serve(struct host *host)
{
	MSG msg;

	if (host->model == COINIT_MULTITHREADED) {
		WaitForSingleObject(host->end, INFINITE);
		return;
	}
	while (GetMessageA(&msg, NULL, 0, 0) > 0)
		DispatchMessageA(&msg);
}

static DWORD WINAPI host_run(void *arg)
{
	struct host *host = arg;
	DWORD cookie;
	MSG msg;

	CoInitializeEx(NULL, host->model);
	PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE);
	cookie = by_hand_register();
	host->marshaled = CoMarshalInterface(tape_new(&host->tape), host->iid,
					     host->object, MSHCTX_INPROC, NULL,
					     host->flags);
	tape_rewind(&host->tape);
	SetEvent(host->ready);
	host_serve(host);
	CoRevokeClassObject(cookie);
	CoUninitialize();
	return 0;
}

/* hand_init'ed, and changed as wanted, before. */
static inline void host_start(struct host *host, DWORD model)
{
	host->model = model;
	host->ready = CreateEventA(NULL, FALSE, FALSE, NULL);
	host->end = CreateEventA(NULL, FALSE, FALSE, NULL);
	host->thread = CreateThread(NULL, 0, host_run, host, 0, &host->id);
	WaitForSingleObject(host->ready, INFINITE);
	ok(host->marshaled == S_OK, "marshaled: %#x\n",
	   (unsigned)host->marshaled);
}

static inline void host_init(struct host *host)
{
	memset(host, 0, sizeof(*host));
	hand_init(&host->hand);
	host->iid = &IID_IHand;
	host->object = (IUnknown *)&host->hand.iface;
}

static inline IHand *host_proxy(struct host *host)
{
	IHand *proxy = NULL;
	HRESULT hr = CoUnmarshalInterface(&host->tape.iface, &IID_IHand,
					  (void **)&proxy);

	ok(hr == S_OK, "unmarshaled: %#x\n", (unsigned)hr);
	return proxy;
}

/* A method of the MTA whose client has left returns when it likes, and lets the object
 * go then. */
static inline void host_await(LONG *count, LONG value)
{
	const DWORD start = GetTickCount();

	while (InterlockedCompareExchange(count, 0, 0) != value &&
	       GetTickCount() - start < 5000)
		SwitchToThread();
}

/* It ends when it has done what came before. */
static inline void host_tell_end(struct host *host)
{
	if (host->model == COINIT_MULTITHREADED)
		SetEvent(host->end);
	else
		PostThreadMessageA(host->id, WM_QUIT, 0, 0);
}

static inline void host_end(struct host *host)
{
	host_tell_end(host);
	WaitForSingleObject(host->thread, INFINITE);
	CloseHandle(host->thread);
	CloseHandle(host->ready);
	CloseHandle(host->end);
}

#endif
