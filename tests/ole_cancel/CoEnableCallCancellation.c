/* The count of enabled cancelling. */
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

/* C-030 C-031 C-136 */
static void counted(void)
{
	HRESULT hr;

	hr = CoDisableCallCancellation(NULL);
	ok(hr == CO_E_CANCEL_DISABLED, "disabled at first: %#x\n", hr);
	hr = CoEnableCallCancellation(NULL);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoEnableCallCancellation(NULL);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoDisableCallCancellation(NULL);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoDisableCallCancellation(NULL);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoDisableCallCancellation(NULL);
	ok(hr == CO_E_CANCEL_DISABLED, "%#x\n", hr);
}

/* C-032 C-138 */
static void outlives_com(void)
{
	HRESULT hr;

	CoInitialize(NULL);
	hr = CoEnableCallCancellation(NULL);
	ok(hr == S_OK, "%#x\n", hr);
	CoUninitialize();
	CoInitialize(NULL);
	hr = CoDisableCallCancellation(NULL);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoDisableCallCancellation(NULL);
	ok(hr == CO_E_CANCEL_DISABLED, "%#x\n", hr);
	CoUninitialize();
}

/* C-137 */
static void reserved(void)
{
	HRESULT hr = CoEnableCallCancellation(&hr);

	todo_wine
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoDisableCallCancellation(&hr);
	todo_wine
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoDisableCallCancellation(NULL);
	ok(hr == CO_E_CANCEL_DISABLED, "counted all the same: %#x\n", hr);
}

static DWORD WINAPI disable(void *arg)
{
	return arg ? 0 : (DWORD)CoDisableCallCancellation(NULL);
}

/* C-030 */
static void each_its_own(void)
{
	HANDLE thread;
	DWORD hr = 0;

	CoEnableCallCancellation(NULL);
	thread = CreateThread(NULL, 0, disable, NULL, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &hr);
	ok(hr == (DWORD)CO_E_CANCEL_DISABLED, "another thread's: %#x\n", hr);
	CloseHandle(thread);
	hr = CoDisableCallCancellation(NULL);
	ok(hr == S_OK, "%#x\n", hr);
}

START_TEST(CoEnableCallCancellation)
{
	RUN(counted);
	RUN(outlives_com);
	RUN(reserved);
	RUN(each_its_own);
}
