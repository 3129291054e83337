/* Synchronisation objects waited for together. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

static const CLSID std_event = { 0x32b, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const CLSID clsid = { 0x32d, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };

static ISynchronizeContainer *container;
static HRESULT hr;

static ISynchronize *make(void)
{
	ISynchronize *sync = NULL;

	hr = CoCreateInstance(&std_event, NULL, CLSCTX_INPROC_SERVER,
			      &IID_ISynchronize, (void **)&sync);
	ok(hr == S_OK, "%#x\n", hr);
	return sync;
}

static BOOL begin(DWORD init)
{
	if (winetest_platform_is_wine) {
		skip("Wine has no SynchronizeContainer\n");
		return FALSE;
	}
	CoInitializeEx(NULL, init);
	hr = CoCreateInstance(&clsid, NULL, CLSCTX_INPROC_SERVER,
			      &IID_ISynchronizeContainer, (void **)&container);
	ok(hr == S_OK, "%#x\n", hr);
	return hr == S_OK;
}

static void end(void)
{
	ULONG refs = ISynchronizeContainer_Release(container);

	ok(!refs, "%u references\n", refs);
	CoUninitialize();
}

static ISynchronize *wait(DWORD ms)
{
	ISynchronize *got = (void *)1;

	hr = ISynchronizeContainer_WaitMultiple(container, 0, ms, &got);
	ok(SUCCEEDED(hr) ? got != NULL : !got, "%#x, %p\n", hr, got);
	return got;
}

static void those_signalled(DWORD init)
{
	ISynchronize *one, *two, *got;

	if (!begin(init))
		return;
	wait(0);
	ok(hr == RPC_E_NO_SYNC, "empty: %#x\n", hr);
	one = make();
	two = make();
	hr = ISynchronizeContainer_AddSynchronize(container, one);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronizeContainer_AddSynchronize(container, two);
	ok(hr == S_OK, "%#x\n", hr);
	wait(10);
	ok(hr == RPC_E_TIMEOUT, "%#x\n", hr);
	ISynchronize_Signal(two);
	got = wait(INFINITE);
	ok(hr == S_OK && got == two, "%#x, %p, not %p\n", hr, got, two);
	ISynchronize_Release(got);
	ok(!ISynchronize_Release(two), "the container still has it\n");
	hr = ISynchronizeContainer_WaitMultiple(container, COWAIT_WAITALL, 0,
						&got);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	ISynchronize_Signal(one);
	got = wait(0);
	ok(hr == S_OK && got == one, "%#x, %p, not %p\n", hr, got, one);
	ISynchronize_Release(got);
	wait(0);
	ok(hr == RPC_E_NO_SYNC, "all were seen: %#x\n", hr);
	hr = ISynchronizeContainer_AddSynchronize(container, one);
	ok(hr == S_OK, "%#x\n", hr);
	end();
	ok(!ISynchronize_Release(one), "the container still has it\n");
}

/* C-060 */
static void mta(void)
{
	those_signalled(COINIT_MULTITHREADED);
}

/* C-060 */
static void sta(void)
{
	those_signalled(COINIT_APARTMENTTHREADED);
}

static void full(DWORD init)
{
	ISynchronize *syncs[64], *got;

	if (!begin(init))
		return;
	for (int i = 0; i < 64; i++) {
		syncs[i] = make();
		hr = ISynchronizeContainer_AddSynchronize(container, syncs[i]);
		ok(hr == (i < 63 ? S_OK : RPC_E_OUT_OF_RESOURCES), "%d: %#x\n",
		   i, hr);
	}
	wait(0);
	ok(hr == RPC_E_TIMEOUT, "%#x\n", hr);
	ISynchronize_Signal(syncs[62]);
	got = wait(INFINITE);
	ok(hr == S_OK && got == syncs[62], "%#x\n", hr);
	ISynchronize_Release(got);
	end();
	for (int i = 0; i < 64; i++)
		ok(!ISynchronize_Release(syncs[i]), "%d is still there\n", i);
}

/* C-061 */
static void full_in_mta(void)
{
	full(COINIT_MULTITHREADED);
}

/* C-061 */
static void full_in_sta(void)
{
	full(COINIT_APARTMENTTHREADED);
}

static ISynchronize *set_later;

static DWORD WINAPI signal_it(void *arg)
{
	ISynchronize_Signal(set_later);
	return !arg;
}

/* C-060 */
static void woken(void)
{
	ISynchronize *got;
	HANDLE thread;

	if (!begin(COINIT_APARTMENTTHREADED))
		return;
	set_later = make();
	ISynchronizeContainer_AddSynchronize(container, set_later);
	thread = CreateThread(NULL, 0, signal_it, NULL, 0, NULL);
	got = wait(20000);
	ok(hr == S_OK && got == set_later, "%#x\n", hr);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	ISynchronize_Release(got);
	ISynchronize_Release(set_later);
	end();
}

/* C-060 C-061 */
static void arguments(void)
{
	ISynchronize *got;

	if (!begin(COINIT_MULTITHREADED))
		return;
	hr = ISynchronizeContainer_AddSynchronize(container, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = ISynchronizeContainer_AddSynchronize(container,
						  (ISynchronize *)container);
	ok(hr == E_NOINTERFACE, "without a handle: %#x\n", hr);
	hr = ISynchronizeContainer_WaitMultiple(container, 0, 0, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = ISynchronizeContainer_QueryInterface(
		container, &IID_ISynchronize, (void **)&got);
	ok(hr == E_NOINTERFACE && !got, "%#x\n", hr);
	end();
}

START_TEST(SynchronizeContainer)
{
	RUN(mta);
	RUN(sta);
	RUN(full_in_mta);
	RUN(full_in_sta);
	RUN(woken);
	RUN(arguments);
}
