/*
 * Objects that say themselves how they are marshaled; and the standard marshaler for
 * what they leave to it.
 */
#include "host.h"
#include "ole_entries.h"

#define is(hr, value) \
	do { \
		HRESULT is_hr_ = (hr); \
		ok(is_hr_ == (value), "%s: %#x\n", #hr, (unsigned)is_hr_); \
	} while (0)

static const CLSID CLSID_Custom = { 0x5f0c1a54, 0x7d41, 0x4b7e,
				    { 0x8a, 0x11, 0x3c, 0x52, 0x90, 0xd7, 0x6e,
				      0x01 } };

/* An IHand that is its own marshaler: what it writes is its address. It calls nobody
 * else, so that it supplies its own cancel object. */
static struct custom {
	IHand hand;
	IMarshal marshal;
	IClassFactory factory;
	ICancelMethodCalls cancel;
	LONG refs, released;
	ULONG seconds;
	HANDLE entered, go;
} custom;

static HRESULT STDMETHODCALLTYPE custom_query(void *iface, REFIID iid,
					      void **out)
{
	(void)iface;
	*out = NULL;
	if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IHand))
		*out = &custom.hand;
	else if (IsEqualIID(iid, &IID_IMarshal))
		*out = &custom.marshal;
	else if (IsEqualIID(iid, &IID_IClassFactory))
		*out = &custom.factory;
	else if (IsEqualIID(iid, &IID_ICancelMethodCalls))
		*out = &custom.cancel;
	else
		return E_NOINTERFACE;
	InterlockedIncrement(&custom.refs);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE custom_addref(void *iface)
{
	(void)iface;
	return InterlockedIncrement(&custom.refs);
}

static ULONG STDMETHODCALLTYPE custom_release(void *iface)
{
	(void)iface;
	return InterlockedDecrement(&custom.refs);
}

static HRESULT STDMETHODCALLTYPE custom_Call(IHand *iface, LONG in, LONG *out)
{
	(void)iface;
	*out = in + 100;
	is(CoSetCancelObject((IUnknown *)&custom.cancel), S_OK);
	SetEvent(custom.entered);
	WaitForSingleObject(custom.go, INFINITE);
	is(CoSetCancelObject(NULL), S_OK);
	return RPC_E_CALL_CANCELED;
}

static HRESULT STDMETHODCALLTYPE custom_Pass(IHand *iface, IHand *other)
{
	(void)iface;
	(void)other;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE custom_Cancel(ICancelMethodCalls *iface,
					       ULONG seconds)
{
	(void)iface;
	custom.seconds = seconds;
	SetEvent(custom.go);
	return 0x66;
}

static HRESULT STDMETHODCALLTYPE custom_TestCancel(ICancelMethodCalls *iface)
{
	(void)iface;
	return E_FAIL;
}

static HRESULT STDMETHODCALLTYPE custom_GetUnmarshalClass(
	IMarshal *iface, REFIID iid, void *object, DWORD context, void *more,
	DWORD flags, CLSID *clsid)
{
	(void)iface;
	(void)object;
	(void)more;
	(void)flags;
	ok(IsEqualIID(iid, &IID_IHand) && context == MSHCTX_INPROC, "%u\n",
	   (unsigned)context);
	*clsid = CLSID_Custom;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE custom_GetMarshalSizeMax(
	IMarshal *iface, REFIID iid, void *object, DWORD context, void *more,
	DWORD flags, DWORD *size)
{
	(void)iface;
	(void)iid;
	(void)object;
	(void)context;
	(void)more;
	(void)flags;
	*size = sizeof(void *);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE custom_MarshalInterface(
	IMarshal *iface, IStream *stream, REFIID iid, void *object,
	DWORD context, void *more, DWORD flags)
{
	IHand *self = &custom.hand;

	(void)iface;
	(void)iid;
	(void)object;
	(void)context;
	(void)more;
	(void)flags;
	custom_addref(NULL);
	return IStream_Write(stream, &self, sizeof(self), NULL);
}

static HRESULT STDMETHODCALLTYPE custom_UnmarshalInterface(IMarshal *iface,
							   IStream *stream,
							   REFIID iid,
							   void **out)
{
	(void)iface;
	ok(IsEqualIID(iid, &IID_IHand), "another interface\n");
	return IStream_Read(stream, out, sizeof(*out), NULL);
}

static HRESULT STDMETHODCALLTYPE custom_ReleaseMarshalData(IMarshal *iface,
							   IStream *stream)
{
	(void)iface;
	(void)stream;
	custom.released++;
	custom_release(NULL);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE custom_DisconnectObject(IMarshal *iface,
							 DWORD reserved)
{
	(void)iface;
	(void)reserved;
	return 0x67;
}

static HRESULT STDMETHODCALLTYPE custom_CreateInstance(IClassFactory *iface,
						       IUnknown *outer,
						       REFIID iid, void **out)
{
	(void)iface;
	ok(!outer, "aggregated\n");
	return custom_query(NULL, iid, out);
}

static HRESULT STDMETHODCALLTYPE custom_LockServer(IClassFactory *iface,
						   BOOL lock)
{
	(void)iface;
	(void)lock;
	return S_OK;
}

#define UNKNOWN (void *)custom_query, (void *)custom_addref, \
		(void *)custom_release

static IHandVtbl hand_part = { UNKNOWN, custom_Call, custom_Pass };
static IMarshalVtbl marshal_part = {
	UNKNOWN,
	custom_GetUnmarshalClass,
	custom_GetMarshalSizeMax,
	custom_MarshalInterface,
	custom_UnmarshalInterface,
	custom_ReleaseMarshalData,
	custom_DisconnectObject,
};
static IClassFactoryVtbl factory_part = { UNKNOWN, custom_CreateInstance,
					  custom_LockServer };
static ICancelMethodCallsVtbl cancel_part = { UNKNOWN, custom_Cancel,
					      custom_TestCancel };

static void custom_init(DWORD *cookie)
{
	memset(&custom, 0, sizeof(custom));
	custom.hand.lpVtbl = &hand_part;
	custom.marshal.lpVtbl = &marshal_part;
	custom.factory.lpVtbl = &factory_part;
	custom.cancel.lpVtbl = &cancel_part;
	custom.refs = 1;
	custom.entered = CreateEventA(NULL, FALSE, FALSE, NULL);
	custom.go = CreateEventA(NULL, FALSE, FALSE, NULL);
	is(CoRegisterClassObject(&CLSID_Custom, (IUnknown *)&custom.factory,
				 CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
				 cookie), S_OK);
}

static void custom_end(DWORD cookie)
{
	CoRevokeClassObject(cookie);
	ok(custom.refs == 1, "%d references\n", (int)custom.refs);
	CloseHandle(custom.entered);
	CloseHandle(custom.go);
}

/* C-294: its bytes follow the head of the packet, and it reads them itself. */
static void own_way(void)
{
	struct tape tape;
	IHand *same = NULL;
	DWORD cookie;
	ULONG size = 0;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	custom_init(&cookie);
	is(CoGetMarshalSizeMax(&size, &IID_IHand, (IUnknown *)&custom.hand,
			       MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL), S_OK);
	is(CoMarshalInterface(tape_new(&tape), &IID_IHand,
			      (IUnknown *)&custom.hand, MSHCTX_INPROC, NULL,
			      MSHLFLAGS_NORMAL), S_OK);
	ok(tape.size <= size && tape.size > sizeof(void *), "%u of %u\n",
	   (unsigned)tape.size, (unsigned)size);
	tape_rewind(&tape);
	is(CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&same), S_OK);
	ok(same == &custom.hand, "%p\n", same);
	hand_release(same);
	is(CoMarshalInterface(tape_new(&tape), &IID_IHand,
			      (IUnknown *)&custom.hand, MSHCTX_INPROC, NULL,
			      MSHLFLAGS_NORMAL), S_OK);
	tape_rewind(&tape);
	is(CoReleaseMarshalData(&tape.iface), S_OK);
	ok(custom.released == 1, "%d\n", (int)custom.released);
	is(CoDisconnectObject((IUnknown *)&custom.hand, 0), 0x67);
	custom_end(cookie);
	CoUninitialize();
}

static DWORD WINAPI cancels(void *arg)
{
	const DWORD *thread = arg;

	WaitForSingleObject(custom.entered, INFINITE);
	is(CoCancelCall(*thread, 9), 0x66);
	return 0;
}

/* C-064: what marshals itself cancels itself. */
static void own_cancel(void)
{
	DWORD cookie, self = GetCurrentThreadId();
	HANDLE thread;
	LONG out = 0;

	OLE_ENTRIES_OR_SKIP();
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	CoEnableCallCancellation(NULL);
	custom_init(&cookie);
	thread = CreateThread(NULL, 0, cancels, &self, 0, NULL);
	is(hand_call(&custom.hand, 1, &out), RPC_E_CALL_CANCELED);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	ok(custom.seconds == 9, "%u\n", (unsigned)custom.seconds);
	custom_end(cookie);
	CoDisableCallCancellation(NULL);
	CoUninitialize();
}

/* C-295: the standard way, by hand. */
static void standard(void)
{
	struct tape tape;
	struct hand hand;
	IMarshal *marshal = NULL;
	IHand *same = NULL;
	DWORD cookie, size = 0;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	cookie = by_hand_register();
	hand_init(&hand);
	is(CoGetStandardMarshal(&IID_IHand, (IUnknown *)&hand.iface,
				MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL,
				&marshal), S_OK);
	is(IMarshal_GetMarshalSizeMax(marshal, &IID_IHand, &hand.iface,
				      MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL,
				      &size), S_OK);
	is(IMarshal_MarshalInterface(marshal, tape_new(&tape), &IID_IHand,
				     &hand.iface, MSHCTX_INPROC, NULL,
				     MSHLFLAGS_NORMAL), S_OK);
	ok(tape.size && tape.size <= size, "%u of %u\n", (unsigned)tape.size,
	   (unsigned)size);
	tape_rewind(&tape);
	is(CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&same), S_OK);
	ok(same == &hand.iface, "%p\n", same);
	hand_release(same);
	IMarshal_Release(marshal);
	ok(hand_refs(&hand) == 1, "%d references\n", (int)hand_refs(&hand));
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

START_TEST(CoGetStandardMarshal)
{
	RUN(own_way);
	RUN(own_cancel);
	RUN(standard);
}
