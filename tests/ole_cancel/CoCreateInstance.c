/* Instances of classes that another apartment has registered. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"
#include "class_object.h"

static const CLSID clsid = { 0x8a6d1f50, 0x51c2, 0x4c1e,
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } };

static struct class_object class;
static HRESULT hr;
static DWORD created_on, locked_on, locks;

static HRESULT STDMETHODCALLTYPE create_here(IClassFactory *factory,
					     IUnknown *outer, REFIID iid,
					     void **object)
{
	created_on = GetCurrentThreadId();
	return class_object_create(factory, outer, iid, object);
}

static HRESULT STDMETHODCALLTYPE lock_here(IClassFactory *factory, BOOL lock)
{
	(void)factory;
	locked_on = GetCurrentThreadId();
	locks += lock ? 1 : -1;
	return lock ? S_OK : S_FALSE;
}

static IClassFactoryVtbl vtbl_here = {
	class_object_query, class_object_addref, class_object_release,
	create_here, lock_here,
};

struct server {
	DWORD model, id;
	HANDLE thread, ready, end;
	HRESULT registered;
};

static DWORD WINAPI serve(void *arg)
{
	struct server *it = arg;
	DWORD cookie;
	MSG msg;

	CoInitializeEx(NULL, it->model);
	PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE);
	class_object_init(&class);
	class.factory.lpVtbl = &vtbl_here;
	it->registered = CoRegisterClassObject(
		&clsid, (IUnknown *)&class.factory, CLSCTX_LOCAL_SERVER,
		REGCLS_MULTIPLEUSE, &cookie);
	SetEvent(it->ready);
	if (it->model == COINIT_MULTITHREADED)
		WaitForSingleObject(it->end, INFINITE);
	else
		while (GetMessageA(&msg, NULL, 0, 0) > 0)
			DispatchMessageA(&msg);
	CoRevokeClassObject(cookie);
	CoUninitialize();
	return 0;
}

static void start(struct server *it, DWORD model)
{
	it->model = model;
	it->ready = CreateEventA(NULL, FALSE, FALSE, NULL);
	it->end = CreateEventA(NULL, FALSE, FALSE, NULL);
	it->thread = CreateThread(NULL, 0, serve, it, 0, &it->id);
	WaitForSingleObject(it->ready, INFINITE);
	ok(it->registered == S_OK, "%#x\n", it->registered);
}

static void end(struct server *it)
{
	if (it->model == COINIT_MULTITHREADED)
		SetEvent(it->end);
	else
		PostThreadMessageA(it->id, WM_QUIT, 0, 0);
	WaitForSingleObject(it->thread, INFINITE);
	CloseHandle(it->thread);
	CloseHandle(it->ready);
	CloseHandle(it->end);
	ok(class.refs == 1 && !class.instances, "%d references, %d left\n",
	   class.refs, class.instances);
}

static void instances(struct server *it)
{
	IUnknown *object, *same;

	hr = CoCreateInstance(&clsid, NULL, CLSCTX_LOCAL_SERVER, &IID_IUnknown,
			      (void **)&object);
	ok(hr == S_OK && object && class.instances == 1, "%#x, %d\n", hr,
	   class.instances);
	ok(it->model == COINIT_MULTITHREADED ?
	   created_on != GetCurrentThreadId() : created_on == it->id,
	   "created on %u\n", created_on);
	hr = IUnknown_QueryInterface(object, &IID_IUnknown, (void **)&same);
	ok(hr == S_OK && same == object, "%#x\n", hr);
	IUnknown_Release(same);
	ok(!IUnknown_Release(object), "references left\n");
	ok(!class.instances, "%d left\n", class.instances);
	hr = CoCreateInstance(&clsid, NULL, CLSCTX_LOCAL_SERVER, &IID_IStream,
			      (void **)&object);
	ok(hr == E_NOINTERFACE && !object && !class.instances, "%#x, %d\n", hr,
	   class.instances);
}

static void class_object(struct server *it)
{
	IClassFactory *factory;
	IUnknown *object;

	hr = CoGetClassObject(&clsid, CLSCTX_LOCAL_SERVER, NULL,
			      &IID_IClassFactory, (void **)&factory);
	ok(hr == S_OK && factory != &class.factory, "%#x, %p\n", hr, factory);
	if (FAILED(hr))
		return;
	hr = IClassFactory_LockServer(factory, TRUE);
	ok(hr == S_OK && locks == 1, "%#x, %u\n", hr, locks);
	ok(it->model == COINIT_MULTITHREADED || locked_on == it->id,
	   "locked on %u\n", locked_on);
	hr = IClassFactory_LockServer(factory, FALSE);
	ok(hr == S_FALSE && !locks, "%#x, %u\n", hr, locks);
	object = (void *)1;
	hr = IClassFactory_CreateInstance(factory, (IUnknown *)factory,
					  &IID_IUnknown, (void **)&object);
	ok(hr == CLASS_E_NOAGGREGATION && !object, "%#x, %p\n", hr, object);
	hr = IClassFactory_CreateInstance(factory, NULL, &IID_IUnknown, NULL);
	ok(hr == E_POINTER, "%#x\n", hr);
	ok(!IClassFactory_Release(factory), "references left\n");
}

static void across(DWORD here, DWORD there)
{
	struct server it = { 0 };

	if (winetest_platform_is_wine) {
		skip("Wine's local servers need its service\n");
		return;
	}
	CoInitializeEx(NULL, here);
	start(&it, there);
	instances(&it);
	class_object(&it);
	end(&it);
	CoUninitialize();
}

/* C-264 C-264a */
static void sta_to_mta(void)
{
	across(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
}

/* C-264 C-264a */
static void mta_to_sta(void)
{
	across(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
}

/* C-264 C-264a */
static void sta_to_sta(void)
{
	across(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED);
}

START_TEST(CoCreateInstance)
{
	RUN(sta_to_mta);
	RUN(mta_to_sta);
	RUN(sta_to_sta);
}
