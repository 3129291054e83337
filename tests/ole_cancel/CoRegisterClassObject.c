/* Class objects that a program registers. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <ole_cancel.h>
#include "wine/test.h"
#include "class_object.h"

static const CLSID clsid = { 0x8a6d1f30, 0x51c2, 0x4c1e,
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } };
static const CLSID other = { 0x8a6d1f31, 0x51c2, 0x4c1e,
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } };

static struct class_object class;
static HRESULT hr;

static HRESULT get(DWORD context)
{
	IClassFactory *factory = (void *)1;

	hr = CoGetClassObject(&clsid, context, NULL, &IID_IClassFactory,
			      (void **)&factory);
	ok(SUCCEEDED(hr) ? factory != NULL : !factory, "%#x, %p\n", hr,
	   factory);
	if (SUCCEEDED(hr))
		IClassFactory_Release(factory);
	return hr;
}

/* C-260 C-261 */
static void registered(void)
{
	IUnknown *object = class_object_init(&class);
	IClassFactory *factory;
	DWORD cookie = 0;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	ok(get(CLSCTX_INPROC_SERVER) == REGDB_E_CLASSNOTREG, "%#x\n", hr);
	hr = CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
				   REGCLS_MULTIPLEUSE, &cookie);
	ok(hr == S_OK && cookie && class.refs > 1, "%#x, %u, %d references\n",
	   hr, cookie, class.refs);
	hr = CoGetClassObject(&clsid, CLSCTX_INPROC_SERVER, NULL,
			      &IID_IClassFactory, (void **)&factory);
	ok(hr == S_OK && factory == &class.factory, "%#x, %p\n", hr, factory);
	IClassFactory_Release(factory);
	hr = CoGetClassObject(&clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IStream,
			      (void **)&factory);
	ok(hr == E_NOINTERFACE && !factory, "%#x, %p\n", hr, factory);
	hr = CoRevokeClassObject(cookie);
	ok(hr == S_OK && class.refs == 1, "%#x, %d references\n", hr,
	   class.refs);
	ok(get(CLSCTX_INPROC_SERVER) == REGDB_E_CLASSNOTREG, "%#x\n", hr);
	hr = CoRevokeClassObject(cookie);
	ok(hr == E_INVALIDARG, "twice: %#x\n", hr);
	CoUninitialize();
}

/* C-262 */
static void instances(void)
{
	IUnknown *object = class_object_init(&class), *made = (void *)1;
	DWORD cookie;

	CoInitialize(NULL);
	CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
			      REGCLS_MULTIPLEUSE, &cookie);
	hr = CoCreateInstance(&clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
			      (void **)&made);
	ok(hr == S_OK && made && class.instances == 1, "%#x, %d\n", hr,
	   class.instances);
	IUnknown_Release(made);
	ok(!class.instances, "%d\n", class.instances);
	hr = CoCreateInstance(&clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IStream,
			      (void **)&made);
	ok(hr == E_NOINTERFACE && !made && !class.instances, "%#x, %p\n", hr,
	   made);
	hr = CoCreateInstance(&clsid, object, CLSCTX_INPROC_SERVER,
			      &IID_IUnknown, (void **)&made);
	ok(hr == CLASS_E_NOAGGREGATION && !made, "%#x, %p\n", hr, made);
	made = (void *)1;
	hr = CoCreateInstance(&other, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
			      (void **)&made);
	ok(hr == REGDB_E_CLASSNOTREG && !made, "%#x, %p\n", hr, made);
	hr = CoCreateInstance(&clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
			      NULL);
	ok(hr == E_POINTER, "%#x\n", hr);
	CoRevokeClassObject(cookie);
	ok(class.refs == 1, "%d references\n", class.refs);
	CoUninitialize();
}

/* C-263 */
static void several_interfaces(void)
{
	IUnknown *object = class_object_init(&class);
	MULTI_QI wanted[2] = { { &IID_IUnknown, NULL, 0 },
			       { &IID_IStream, NULL, 0 } };
	DWORD cookie;

	CoInitialize(NULL);
	CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
			      REGCLS_MULTIPLEUSE, &cookie);
	hr = CoCreateInstanceEx(&clsid, NULL, CLSCTX_INPROC_SERVER, NULL, 1,
				wanted);
	ok(hr == S_OK && wanted[0].hr == S_OK && wanted[0].pItf, "%#x\n", hr);
	IUnknown_Release(wanted[0].pItf);
	wanted[0].pItf = NULL;
	hr = CoCreateInstanceEx(&clsid, NULL, CLSCTX_INPROC_SERVER, NULL, 2,
				wanted);
	ok(hr == CO_S_NOTALLINTERFACES && wanted[0].hr == S_OK &&
	   wanted[1].hr == E_NOINTERFACE && !wanted[1].pItf,
	   "%#x, %#x, %#x\n", hr, wanted[0].hr, wanted[1].hr);
	IUnknown_Release(wanted[0].pItf);
	hr = CoCreateInstanceEx(&clsid, NULL, CLSCTX_INPROC_SERVER, NULL, 1,
				wanted + 1);
	ok(hr == E_NOINTERFACE && wanted[1].hr == E_NOINTERFACE, "%#x, %#x\n",
	   hr, wanted[1].hr);
	ok(!class.instances, "%d left\n", class.instances);
	hr = CoCreateInstanceEx(&clsid, NULL, CLSCTX_INPROC_SERVER, NULL, 0,
				wanted);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

struct elsewhere {
	DWORD context, cookie;
	HRESULT got, revoked;
};

static DWORD WINAPI look_elsewhere(void *arg)
{
	struct elsewhere *it = arg;
	IUnknown *object;

	CoInitialize(NULL);
	it->got = CoGetClassObject(&clsid, it->context, NULL, &IID_IUnknown,
				   (void **)&object);
	if (SUCCEEDED(it->got))
		IUnknown_Release(object);
	it->revoked = CoRevokeClassObject(it->cookie);
	CoUninitialize();
	return 0;
}

static void elsewhere(struct elsewhere *it)
{
	HANDLE thread = CreateThread(NULL, 0, look_elsewhere, it, 0, NULL);

	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
}

/* C-264 */
static void apartments(void)
{
	IUnknown *object = class_object_init(&class);
	struct elsewhere it = { .context = CLSCTX_INPROC_SERVER };

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
			      REGCLS_MULTIPLEUSE, &it.cookie);
	elsewhere(&it);
	ok(it.got == REGDB_E_CLASSNOTREG, "%#x\n", it.got);
	ok(it.revoked == RPC_E_WRONG_THREAD, "%#x\n", it.revoked);
	ok(get(CLSCTX_INPROC_SERVER) == S_OK, "revoked all the same: %#x\n",
	   hr);
	CoRevokeClassObject(it.cookie);
	if (!winetest_platform_is_wine) {
		CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
				      REGCLS_MULTIPLEUSE | REGCLS_AGILE,
				      &it.cookie);
		elsewhere(&it);
		ok(it.got == S_OK, "agile: %#x\n", it.got);
		CoRevokeClassObject(it.cookie);
		it.context = CLSCTX_LOCAL_SERVER;
		hr = CoRegisterClassObject(&clsid, object, CLSCTX_LOCAL_SERVER,
					   REGCLS_MULTIPLEUSE, &it.cookie);
		ok(hr == S_OK, "%#x\n", hr);
		elsewhere(&it);
		ok(it.got == S_OK, "local server: %#x\n", it.got);
		CoRevokeClassObject(it.cookie);
	}
	ok(class.refs == 1, "%d references\n", class.refs);
	CoUninitialize();
}

/* C-265: it ends with its apartment. */
static void left_over(void)
{
	IUnknown *object = class_object_init(&class);
	DWORD cookie;

	CoInitialize(NULL);
	CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
			      REGCLS_MULTIPLEUSE, &cookie);
	ok(class.refs > 1, "%d references\n", class.refs);
	CoUninitialize();
	ok(class.refs == 1, "%d references\n", class.refs);
	CoInitialize(NULL);
	ok(get(CLSCTX_INPROC_SERVER) == REGDB_E_CLASSNOTREG, "%#x\n", hr);
	CoUninitialize();
}

/* C-266 */
static void suspended(void)
{
	IUnknown *object = class_object_init(&class);
	DWORD cookie;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	if (winetest_platform_is_wine) {
		skip("Wine suspends nothing\n");
		return;
	}
	CoRegisterClassObject(&clsid, object, CLSCTX_LOCAL_SERVER,
			      REGCLS_MULTIPLEUSE | REGCLS_SUSPENDED, &cookie);
	ok(get(CLSCTX_LOCAL_SERVER) == REGDB_E_CLASSNOTREG, "%#x\n", hr);
	hr = CoResumeClassObjects();
	ok(hr == S_OK && get(CLSCTX_LOCAL_SERVER) == S_OK, "%#x\n", hr);
	hr = CoSuspendClassObjects();
	ok(hr == S_OK && get(CLSCTX_LOCAL_SERVER) == REGDB_E_CLASSNOTREG,
	   "%#x\n", hr);
	CoResumeClassObjects();
	ok(CoAddRefServerProcess() == 1 && CoAddRefServerProcess() == 2 &&
	   CoReleaseServerProcess() == 1, "does not count\n");
	ok(get(CLSCTX_LOCAL_SERVER) == S_OK, "%#x\n", hr);
	ok(!CoReleaseServerProcess(), "does not count\n");
	ok(get(CLSCTX_LOCAL_SERVER) == REGDB_E_CLASSNOTREG, "%#x\n", hr);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

/* C-267 */
static void single_use(void)
{
	IUnknown *object = class_object_init(&class);
	DWORD cookie;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	if (winetest_platform_is_wine) {
		skip("needs its service\n");
		return;
	}
	hr = CoRegisterClassObject(&clsid, object, CLSCTX_LOCAL_SERVER,
				   REGCLS_SINGLEUSE, &cookie);
	ok(hr == S_OK, "%#x\n", hr);
	ok(get(CLSCTX_INPROC_SERVER) == REGDB_E_CLASSNOTREG, "%#x\n", hr);
	ok(get(CLSCTX_LOCAL_SERVER) == S_OK, "%#x\n", hr);
	ok(get(CLSCTX_LOCAL_SERVER) == REGDB_E_CLASSNOTREG, "again: %#x\n", hr);
	CoRevokeClassObject(cookie);
	hr = CoRegisterClassObject(&clsid, object, CLSCTX_LOCAL_SERVER,
				   REGCLS_MULTI_SEPARATE, &cookie);
	ok(hr == S_OK && get(CLSCTX_INPROC_SERVER) == REGDB_E_CLASSNOTREG,
	   "%#x\n", hr);
	ok(get(CLSCTX_LOCAL_SERVER) == S_OK, "%#x\n", hr);
	CoRevokeClassObject(cookie);
	CoRegisterClassObject(&clsid, object, CLSCTX_LOCAL_SERVER,
			      REGCLS_MULTIPLEUSE, &cookie);
	ok(get(CLSCTX_INPROC_SERVER) == S_OK, "%#x\n", hr);
	CoRevokeClassObject(cookie);
	ok(class.refs == 1, "%d references\n", class.refs);
	CoUninitialize();
}

/* C-260 */
static void arguments(void)
{
	IUnknown *object = class_object_init(&class);
	DWORD cookie;

	hr = CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
				   REGCLS_MULTIPLEUSE, &cookie);
	ok(hr == CO_E_NOTINITIALIZED, "%#x\n", hr);
	ok(get(CLSCTX_INPROC_SERVER) == CO_E_NOTINITIALIZED, "%#x\n", hr);
	CoInitialize(NULL);
	hr = CoRegisterClassObject(&clsid, NULL, CLSCTX_INPROC_SERVER,
				   REGCLS_MULTIPLEUSE, &cookie);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoRegisterClassObject(&clsid, object, CLSCTX_INPROC_SERVER,
				   REGCLS_MULTIPLEUSE, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoGetClassObject(&clsid, CLSCTX_INPROC_SERVER, NULL,
			      &IID_IClassFactory, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	CoUninitialize();
}

START_TEST(CoRegisterClassObject)
{
	RUN(registered);
	RUN(instances);
	RUN(several_interfaces);
	RUN(apartments);
	RUN(left_over);
	RUN(suspended);
	RUN(single_use);
	RUN(arguments);
}
