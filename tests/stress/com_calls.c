/*
 * The storm of COM calls: 64 clients in apartments of both kinds call servers in
 * both, synchronously and asynchronously, while cancellers go for them with all
 * kinds of time-outs, and some let their calls go. Every call ends once: with its own
 * result, or cancelled and with cleared outs; nothing is left over. C-011 C-012 C-044
 * C-116 C-117 C-118 C-121 C-141 under load.
 *
 *   WINCANCEL_STORM_CALLS=n    how many calls (20,000)
 */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "slow.h"
#include "ole_cancel/slow_server.h"
#include "dice.h"
#include "leftovers.h"

#define CLIENTS 64
#define CANCELLERS 3
#define SERVERS 4

/* What the number that a call sends says about its method. */
#define LOOKS 1		/* at CoTestCancel */
#define LENGTH(a) ((a) >> 1 & 31)

static struct server {
	struct slow slow;
	struct host host;
} servers[SERVERS];

static struct client {
	HANDLE thread;
	DWORD id;
	LONG calls;
} clients[CLIENTS];

static LONG64 goal, made, results, cancelled, abandoned, ended_itself;
static LONG64 stopped, too_late, none;
static LONG stopping;

static HRESULT STDMETHODCALLTYPE storm_Work(ISlow *iface, LONG a, LONG *sum,
					    LONG *product)
{
	(void)iface;
	for (LONG i = 0; i < LENGTH(a); i++) {
		SwitchToThread();
		if (a & LOOKS && CoTestCancel() == RPC_E_CALL_CANCELED) {
			*product = -1;
			return RPC_E_CALL_CANCELED;
		}
	}
	*product = a ^ *sum;
	*sum += a;
	return S_OK;
}

static ISlowVtbl storm_vtbl = { slow_QueryInterface, slow_AddRef, slow_Release,
				storm_Work, slow_Fill };

/* Its own result, or none. */
static void judge(HRESULT hr, LONG a, LONG before, LONG sum, LONG product)
{
	if (hr == S_OK) {
		ok(sum == before + a && product == (a ^ before),
		   "%d, %d: another call's result\n", (int)sum, (int)product);
		add64(&results, 1);
	} else if (hr == RPC_E_CALL_CANCELED && product == -1 && a & LOOKS) {
		add64(&cancelled, 1);
		add64(&ended_itself, 1);
	} else {
		ok(hr == RPC_E_CALL_CANCELED && !product, "%#x, %d\n",
		   (unsigned)hr, (int)product);
		add64(&cancelled, 1);
	}
}

static void call_synchronously(ISlow *proxy, LONG a, LONG before)
{
	LONG sum = before, product = 12345;
	HRESULT hr = ISlow_Work(proxy, a, &sum, &product);

	judge(hr, a, before, sum, product);
}

static void count_cancel(HRESULT hr)
{
	if (hr == S_OK)
		add64(&stopped, 1);
	else if (hr == RPC_E_CALL_COMPLETE || hr == RPC_E_CALL_CANCELED)
		add64(&too_late, 1);
	else if (hr == E_NOINTERFACE)
		add64(&none, 1);
	else
		ok(0, "cancel: %#x\n", (unsigned)hr);
}

static ULONG some_seconds(unsigned *seed)
{
	static const ULONG choice[] = { 0, 0, 0, 1, 30,
					RPC_C_CANCEL_INFINITE_TIMEOUT };

	return choice[rnd(seed, ARRAY_SIZE(choice))];
}

/* Begun, and then finished, cancelled and finished, or let go with its object. */
static void call_asynchronously(ISlow *proxy, AsyncISlow **call, unsigned *seed,
				LONG a, LONG before)
{
	LONG sum = before, product = 12345;
	HRESULT hr = AsyncISlow_Begin_Work(*call, a, &sum);

	ok(hr == S_OK, "begin: %#x\n", (unsigned)hr);
	yield_times(rnd(seed, 8));
	switch (rnd(seed, 8)) {
	case 0:
		AsyncISlow_Release(*call);
		*call = NULL;
		add64(&abandoned, 1);
		return;
	case 1:
	case 2:
	case 3:
		count_cancel(slow_cancel(*call, some_seconds(seed)));
		break;
	case 4:
		hr = slow_wait(*call, rnd(seed, 3));
		ok(hr == S_OK || hr == RPC_S_CALLPENDING, "wait: %#x\n",
		   (unsigned)hr);
		break;
	}
	hr = AsyncISlow_Finish_Work(*call, &sum, &product);
	judge(hr, a, before, sum, product);
	(void)proxy;
}

static AsyncISlow *call_object(ISlow *proxy)
{
	struct slow slow = { .proxy = proxy };

	return slow_call(&slow);
}

static ISlow *proxy_of(struct server *server)
{
	struct tape tape = server->host.tape;
	ISlow *proxy = NULL;
	HRESULT hr = CoUnmarshalInterface(&tape.iface, &IID_ISlow,
					  (void **)&proxy);

	ok(hr == S_OK && proxy, "unmarshaled: %#x\n", (unsigned)hr);
	return proxy;
}

static BOOL another(void)
{
	return __atomic_fetch_add(&made, 1, __ATOMIC_RELAXED) < goal;
}

static DWORD WINAPI run_client(void *arg)
{
	const unsigned me = (unsigned)(ULONG_PTR)arg;
	/* an STA's thread goes to any, the MTA's to STAs: others are its own */
	const BOOL sta = me & 1;
	struct server *server = &servers[sta ? me / 2 % SERVERS :
					       me / 2 % (SERVERS / 2)];
	unsigned seed = 7001 + me;
	AsyncISlow *call = NULL;
	ISlow *proxy;

	CoInitializeEx(NULL, sta ? COINIT_APARTMENTTHREADED :
				   COINIT_MULTITHREADED);
	CoEnableCallCancellation(NULL);
	proxy = proxy_of(server);
	while (another()) {
		const LONG a = rnd(&seed, 1 << 16);
		const LONG before = rnd(&seed, 1 << 16);

		if (rnd(&seed, 3)) {
			call_synchronously(proxy, a, before);
			continue;
		}
		if (!call)
			call = call_object(proxy);
		call_asynchronously(proxy, &call, &seed, a, before);
	}
	if (call)
		AsyncISlow_Release(call);
	ISlow_Release(proxy);
	CoDisableCallCancellation(NULL);
	CoUninitialize();
	return 0;
}

/* Each waits for one at most. */
static DWORD WINAPI run_canceller(void *arg)
{
	unsigned seed = 9001 + (unsigned)(ULONG_PTR)arg;

	while (!load(&stopping)) {
		const DWORD id = clients[rnd(&seed, CLIENTS)].id;

		count_cancel(CoCancelCall(id, some_seconds(&seed)));
		if (!rnd(&seed, 4))
			SwitchToThread();
	}
	return 0;
}

static void servers_begin(void)
{
	for (int i = 0; i < SERVERS; i++) {
		struct server *s = &servers[i];

		memset(s, 0, sizeof(*s));
		s->slow.iface.lpVtbl = &storm_vtbl;
		s->slow.refs = 1;
		host_init(&s->host);
		s->host.flags = MSHLFLAGS_TABLESTRONG;
		s->host.iid = &IID_ISlow;
		s->host.object = (IUnknown *)&s->slow.iface;
		host_start(&s->host, i < SERVERS / 2 ?
					     COINIT_APARTMENTTHREADED :
					     COINIT_MULTITHREADED);
	}
}

static void servers_end(void)
{
	for (int i = 0; i < SERVERS; i++) {
		struct server *s = &servers[i];

		CoReleaseMarshalData(&s->host.tape.iface);
		host_end(&s->host);
		host_await(&s->slow.refs, 1);
		ok(slow_refs(&s->slow) == 1, "server %d: %d references\n", i,
		   (int)slow_refs(&s->slow));
	}
}

static void gust(LONG64 calls)
{
	HANDLE cancellers[CANCELLERS], threads[CLIENTS];

	goal = calls;
	made = results = cancelled = abandoned = ended_itself = 0;
	stopped = too_late = none = 0;
	stopping = 0;
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	servers_begin();
	for (int i = 0; i < CLIENTS; i++)
		threads[i] = clients[i].thread = CreateThread(
			NULL, 0, run_client, (void *)(ULONG_PTR)i,
			CREATE_SUSPENDED, &clients[i].id);
	for (int i = 0; i < CANCELLERS; i++)
		cancellers[i] = CreateThread(NULL, 0, run_canceller,
					     (void *)(ULONG_PTR)i, 0, NULL);
	for (int i = 0; i < CLIENTS; i++)
		ResumeThread(threads[i]);
	WaitForMultipleObjects(CLIENTS, threads, TRUE, INFINITE);
	InterlockedExchange(&stopping, 1);
	WaitForMultipleObjects(CANCELLERS, cancellers, TRUE, INFINITE);
	for (int i = 0; i < CLIENTS; i++)
		CloseHandle(threads[i]);
	for (int i = 0; i < CANCELLERS; i++)
		CloseHandle(cancellers[i]);
	servers_end();
	CoUninitialize();
	ok(results + cancelled + abandoned == calls, "%lld of %lld ended\n",
	   (long long)(results + cancelled + abandoned), (long long)calls);
}

static void storm(void)
{
	const LONG64 calls = setting("WINCANCEL_STORM_CALLS", 20000);
	struct leftovers before;

	gust(2000);
	leftovers_look(&before);
	gust(calls);
	trace("%lld calls: %lld results (%lld %%), %lld cancelled (%lld %%, %lld "
	      "by the server), %lld let go\n", (long long)calls,
	      (long long)results, (long long)(results * 100 / calls),
	      (long long)cancelled, (long long)(cancelled * 100 / calls),
	      (long long)ended_itself, (long long)abandoned);
	trace("cancels: %lld did it, %lld came too late, %lld found nothing\n",
	      (long long)stopped, (long long)too_late, (long long)none);
	ok(results * 20 >= calls && cancelled * 20 >= calls,
	   "not a twentieth of each\n");
	leftovers_check(&before);
}

START_TEST(com_calls)
{
	RUN_LIMIT(storm, 600);
}
