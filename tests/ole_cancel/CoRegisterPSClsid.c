/* Which class makes an interface's proxies. */
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

static const IID iid = { 0x8a6d1f40, 0x51c2, 0x4c1e,
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } };
static const CLSID one = { 0x8a6d1f41, 0x51c2, 0x4c1e,
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } };
static const CLSID two = { 0x8a6d1f42, 0x51c2, 0x4c1e,
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } };

static DWORD WINAPI ask(void *arg)
{
	CLSID clsid = { 0 };

	CoInitialize(NULL);
	*(HRESULT *)arg = CoGetPSClsid(&iid, &clsid);
	CoUninitialize();
	return IsEqualGUID(&clsid, &two);
}

/* C-268 */
static void told(void)
{
	CLSID clsid = { 0 };
	HRESULT hr;
	HANDLE thread;
	DWORD is_two = 0;

	if (!winetest_platform_is_wine) {
		hr = CoRegisterPSClsid(&iid, &one);
		ok(hr == CO_E_NOTINITIALIZED, "%#x\n", hr);
		hr = CoGetPSClsid(&iid, &clsid);
		ok(hr == CO_E_NOTINITIALIZED, "%#x\n", hr);
	}
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	hr = CoGetPSClsid(&iid, &clsid);
	ok(hr == REGDB_E_IIDNOTREG, "%#x\n", hr);
	hr = CoGetPSClsid(&iid, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoRegisterPSClsid(&iid, &one);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoGetPSClsid(&iid, &clsid);
	ok(hr == S_OK && IsEqualGUID(&clsid, &one), "%#x\n", hr);
	hr = CoRegisterPSClsid(&iid, &two);
	ok(hr == S_OK, "%#x\n", hr);
	thread = CreateThread(NULL, 0, ask, &hr, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &is_two);
	ok(hr == S_OK && is_two, "in another apartment: %#x, %u\n", hr, is_two);
	CloseHandle(thread);
	CoUninitialize();
}

START_TEST(CoRegisterPSClsid)
{
	RUN(told);
}
