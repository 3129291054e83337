/*
 * COM's ground under load: threads go in and out of apartments and, from whichever they
 * are in, register what others look for, take it back meanwhile, and cancel what others
 * have just registered. What is found is whole, what was taken back is not found, and
 * in the end nobody has a reference too many or too few.
 */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <ole_cancel.h>
#include "wine/test.h"
#include "lib/canceller.h"
#include "dice.h"

#define THREADS 8
#define ROUNDS 400
#define OPS 8
#define SLOTS 4

static const CLSID git_clsid = { 0x323, 0, 0,
	{ 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const CLSID container_clsid = { 0x32d, 0, 0,
	{ 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const CLSID event_clsid = { 0x32b, 0, 0,
	{ 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const CLSID class_clsid = { 0x8a6d1f70, 0x51c2, 0x4c1e,
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } };

/* ---- an object for all apartments -------------------------------------------- */

static LONG refs = 1, wrong;
static IUnknown *marshaler;

static HRESULT STDMETHODCALLTYPE thing_query(IUnknown *thing, REFIID iid,
					     void **object)
{
	*object = NULL;
	if (IsEqualIID(iid, &IID_IMarshal))
		return IUnknown_QueryInterface(marshaler, iid, object);
	if (!IsEqualIID(iid, &IID_IUnknown))
		return E_NOINTERFACE;
	InterlockedIncrement(&refs);
	*object = thing;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE thing_addref(IUnknown *thing)
{
	(void)thing;
	return InterlockedIncrement(&refs);
}

static ULONG STDMETHODCALLTYPE thing_release(IUnknown *thing)
{
	(void)thing;
	return InterlockedDecrement(&refs);
}

static IUnknownVtbl thing_vtbl = { thing_query, thing_addref, thing_release };
static IUnknown thing = { &thing_vtbl };

/* ---- what the threads do ------------------------------------------------------ */

enum count { FOUND, GONE, CLASS_FOUND, CLASS_GONE, CANCELLED, NOT_CANCELLED,
	     WAITED, NOTHING_TO_WAIT_FOR, COUNTS };

static const char *const names[COUNTS] = {
	"found by cookie", "gone", "class found", "class gone", "cancelled",
	"nothing to cancel", "container gave one", "container empty",
};

static LONG counts[COUNTS];
static IGlobalInterfaceTable *git;
static ISynchronizeContainer *container;
static LONG cookies[SLOTS], ids[THREADS];
static struct canceller cancellers[THREADS];

static void count(enum count what)
{
	InterlockedIncrement(&counts[what]);
}

static void must(BOOL right, const char *what, HRESULT hr)
{
	if (right)
		return;
	InterlockedIncrement(&wrong);
	trace("%s: %#x\n", what, (unsigned)hr);
}

static void revoke(DWORD cookie)
{
	HRESULT hr;

	if (!cookie)
		return;
	hr = IGlobalInterfaceTable_RevokeInterfaceFromGlobal(git, cookie);
	must(hr == S_OK, "revoked", hr);
}

static void put_in_table(unsigned *seed)
{
	DWORD cookie;
	HRESULT hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal(
		git, &thing, &IID_IUnknown, &cookie);

	must(hr == S_OK, "registered", hr);
	revoke(InterlockedExchange(&cookies[rnd(seed, SLOTS)], cookie));
}

static void take_from_table(unsigned *seed)
{
	DWORD cookie = load(&cookies[rnd(seed, SLOTS)]);
	IUnknown *object;
	HRESULT hr;

	/* Others revoke it meanwhile. */
	yield_times(rnd(seed, 4));
	hr = IGlobalInterfaceTable_GetInterfaceFromGlobal(
		git, cookie, &IID_IUnknown, (void **)&object);
	must(hr == E_INVALIDARG || (hr == S_OK && object == &thing), "got", hr);
	count(hr == S_OK ? FOUND : GONE);
	if (SUCCEEDED(hr))
		IUnknown_Release(object);
}

static void register_class(unsigned *seed)
{
	DWORD cookie;
	HRESULT hr = CoRegisterClassObject(
		&class_clsid, &thing, CLSCTX_INPROC_SERVER,
		REGCLS_MULTIPLEUSE | (rnd(seed, 2) ? REGCLS_AGILE : 0),
		&cookie);

	must(hr == S_OK, "class registered", hr);
	yield_times(rnd(seed, 3));
	/* Otherwise it goes with its apartment. */
	if (rnd(seed, 8)) {
		hr = CoRevokeClassObject(cookie);
		must(hr == S_OK, "class revoked", hr);
	}
}

static void find_class(void)
{
	IUnknown *object;
	HRESULT hr = CoGetClassObject(&class_clsid, CLSCTX_INPROC_SERVER, NULL,
				      &IID_IUnknown, (void **)&object);

	must(hr == REGDB_E_CLASSNOTREG || (hr == S_OK && object == &thing),
	     "class", hr);
	count(hr == S_OK ? CLASS_FOUND : CLASS_GONE);
	if (SUCCEEDED(hr))
		IUnknown_Release(object);
}

static void be_cancelled(int self, unsigned *seed)
{
	HRESULT hr;

	CoEnableCallCancellation(NULL);
	hr = CoSetCancelObject((IUnknown *)&cancellers[self].cancel);
	must(hr == S_OK, "set", hr);
	yield_times(rnd(seed, 3));
	hr = CoSetCancelObject(NULL);
	must(hr == S_OK, "taken back", hr);
	CoDisableCallCancellation(NULL);
}

static void cancel(unsigned *seed)
{
	DWORD id = load(&ids[rnd(seed, THREADS)]);
	HRESULT hr = CoCancelCall(id ? id : 0xfffffff0, 0);

	must(hr == S_OK || hr == E_NOINTERFACE, "cancel", hr);
	count(hr == S_OK ? CANCELLED : NOT_CANCELLED);
}

static void add_to_container(void)
{
	ISynchronize *sync;
	HRESULT hr = CoCreateInstance(&event_clsid, NULL, CLSCTX_INPROC_SERVER,
				      &IID_ISynchronize, (void **)&sync);

	must(hr == S_OK, "event", hr);
	ISynchronize_Signal(sync);
	hr = ISynchronizeContainer_AddSynchronize(container, sync);
	must(hr == S_OK || hr == RPC_E_OUT_OF_RESOURCES, "added", hr);
	ISynchronize_Release(sync);
}

static void wait_for_container(void)
{
	ISynchronize *sync;
	HRESULT hr = ISynchronizeContainer_WaitMultiple(container, 0, 0, &sync);

	must(hr == S_OK || hr == RPC_E_NO_SYNC || hr == RPC_E_TIMEOUT, "waited",
	     hr);
	count(hr == S_OK ? WAITED : NOTHING_TO_WAIT_FOR);
	if (SUCCEEDED(hr))
		ISynchronize_Release(sync);
}

static void do_one(int self, unsigned *seed)
{
	switch (rnd(seed, 8)) {
	case 0:
		put_in_table(seed);
		break;
	case 1:
		take_from_table(seed);
		break;
	case 2:
		register_class(seed);
		break;
	case 3:
		find_class();
		break;
	case 4:
		be_cancelled(self, seed);
		break;
	case 5:
		cancel(seed);
		break;
	case 6:
		add_to_container();
		break;
	case 7:
		wait_for_container();
		break;
	}
}

/* In one apartment; its last CoUninitialize may be the thread's end's. */
static void visit(int self, unsigned *seed, BOOL stays)
{
	const DWORD model = rnd(seed, 2) ? COINIT_MULTITHREADED :
					   COINIT_APARTMENTTHREADED;
	CO_MTA_USAGE_COOKIE usage = NULL;
	APTTYPEQUALIFIER qualifier;
	APTTYPE type = APTTYPE_NA;
	HRESULT hr = CoInitializeEx(NULL, model);

	must(hr == S_OK, "initialized", hr);
	hr = CoGetApartmentType(&type, &qualifier);
	must(hr == S_OK && (type == APTTYPE_MTA) ==
				   (model == COINIT_MULTITHREADED),
	     "apartment", hr);
	if (!rnd(seed, 4))
		CoIncrementMTAUsage(&usage);
	for (int i = 0; i < OPS; i++)
		do_one(self, seed);
	if (!stays)
		CoUninitialize();
	if (usage)
		CoDecrementMTAUsage(usage);
}

static DWORD WINAPI run(void *arg)
{
	const int self = (int)(LONG_PTR)arg;
	unsigned seed = 77 + self;

	InterlockedExchange(&ids[self], (LONG)GetCurrentThreadId());
	for (int i = 0; i < ROUNDS; i++)
		visit(self, &seed, i == ROUNDS - 1);
	return 0;
}

static void begin(void)
{
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	CoCreateFreeThreadedMarshaler(&thing, &marshaler);
	CoCreateInstance(&git_clsid, NULL, CLSCTX_INPROC_SERVER,
			 &IID_IGlobalInterfaceTable, (void **)&git);
	CoCreateInstance(&container_clsid, NULL, CLSCTX_INPROC_SERVER,
			 &IID_ISynchronizeContainer, (void **)&container);
	for (int i = 0; i < THREADS; i++)
		canceller_init(&cancellers[i]);
	CoUninitialize();
}

static void end(void)
{
	APTTYPEQUALIFIER qualifier;
	APTTYPE type;
	LONG cancelled = 0;
	HRESULT hr = CoGetApartmentType(&type, &qualifier);

	ok(hr == CO_E_NOTINITIALIZED, "an MTA is left: %#x\n", (unsigned)hr);
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	for (int i = 0; i < SLOTS; i++)
		revoke(cookies[i]);
	CoUninitialize();
	ok(!ISynchronizeContainer_Release(container), "references left\n");
	for (int i = 0; i < THREADS; i++) {
		ok(cancellers[i].refs == 1, "%d references\n",
		   (int)cancellers[i].refs);
		cancelled += cancellers[i].cancels;
	}
	ok(cancelled == counts[CANCELLED], "%d cancels, %d came\n",
	   (int)counts[CANCELLED], (int)cancelled);
	ok(refs == 1, "%d references\n", (int)refs);
	ok(!wrong, "%d times wrong\n", (int)wrong);
	IUnknown_Release(marshaler);
	for (int i = 0; i < COUNTS; i++) {
		trace("%s: %d\n", names[i], (int)counts[i]);
		ok(counts[i], "%s: never\n", names[i]);
	}
}

/* C-026 C-027 C-060 C-243 C-245 C-259 C-264 C-265 */
static void all_at_once(void)
{
	HANDLE threads[THREADS];

	begin();
	for (int i = 0; i < THREADS; i++)
		threads[i] = CreateThread(NULL, 0, run, (void *)(LONG_PTR)i, 0,
					  NULL);
	WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
	for (int i = 0; i < THREADS; i++)
		CloseHandle(threads[i]);
	end();
}

START_TEST(com_ground)
{
	RUN_LIMIT(all_at_once, 60);
}
