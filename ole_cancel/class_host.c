/* Apartments that COM keeps; see class_host.h. */
#include "class_host.h"
#include "apartment.h"
#include <winuser.h>

#define WM_REQUEST WM_USER

/* Lies in the frame of who waits for it. */
struct request {
	const CLSID *clsid;
	const struct class_place *place;
	const IID *iid;
	IStream *packet;
	HRESULT hr;
	HANDLE done;
};

/* Whoever starts the STA's thread has start_lock until it runs: no short section, so
 * nothing else is done under it.  start_lock → hosts_lock → apartments_lock */
static SRWLOCK start_lock = SRWLOCK_INIT;
static SRWLOCK hosts_lock = SRWLOCK_INIT;
/* [hosts_lock] */
static DWORD sta_thread;		/* 0: there is none */
static CO_MTA_USAGE_COOKIE mta_usage;
static unsigned requests;		/* that wait for one of them */
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static void serve(struct request *request)
{
	IUnknown *object;

	request->hr = class_server_here(request->clsid, request->place,
					request->iid, (void **)&object);
	if (SUCCEEDED(request->hr)) {
		request->hr = CoMarshalInterface(request->packet, request->iid,
						 object, MSHCTX_INPROC, NULL,
						 MSHLFLAGS_NORMAL);
		IUnknown_Release(object);
	}
	SetEvent(request->done);
}

static void CALLBACK serve_in_mta(PTP_CALLBACK_INSTANCE instance, void *request)
{
	(void)instance;
	serve(request);
}

/* Lies in the frame of who starts the thread, until `ready` is set. */
struct start {
	HANDLE ready;
	HRESULT hr;
};

static DWORD WINAPI run_sta(void *arg)
{
	struct start *start = arg;
	HRESULT hr;
	MSG msg;

	PeekMessageW(&msg, NULL, 0, 0, PM_NOREMOVE);
	hr = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
	if (SUCCEEDED(hr))
		apartment_is_host();
	start->hr = hr;
	SetEvent(start->ready);
	if (FAILED(hr))
		return 0;
	while (GetMessageW(&msg, NULL, 0, 0) > 0) {
		if (!msg.hwnd && msg.message == WM_REQUEST)
			serve((struct request *)msg.lParam);
		else
			DispatchMessageW(&msg);
	}
	CoUninitialize();
	return 0;
}

/* [start_lock] */
static HRESULT start_sta(DWORD *id)
{
	struct start start = { CreateEventW(NULL, FALSE, FALSE, NULL), S_OK };
	HANDLE thread;

	if (!start.ready)
		return E_OUTOFMEMORY;
	thread = CreateThread(NULL, 0, run_sta, &start, 0, id);
	if (thread) {
		WaitForSingleObject(start.ready, INFINITE);
		CloseHandle(thread);
	}
	CloseHandle(start.ready);
	return thread ? start.hr : E_OUTOFMEMORY;
}

/* Only hosts are left: they go, unless somebody is on the way to them. */
static void left(void)
{
	CO_MTA_USAGE_COOKIE usage = NULL;
	DWORD thread = 0;

	AcquireSRWLockExclusive(&hosts_lock);
	if (!requests && (sta_thread || mta_usage) &&
	    apartments_are_hosts(mta_usage)) {
		thread = sta_thread;
		usage = mta_usage;
		sta_thread = 0;
		mta_usage = NULL;
	}
	ReleaseSRWLockExclusive(&hosts_lock);
	if (thread)
		PostThreadMessageW(thread, WM_QUIT, 0, 0);
	if (usage)
		CoDecrementMTAUsage(usage);
}

static const struct apartment_hooks hooks = { .left = left };

static BOOL WINAPI hook(INIT_ONCE *init, void *arg, void **context)
{
	(void)init;
	(void)arg;
	(void)context;
	apartment_hook(&hooks);
	return TRUE;
}

static HRESULT send_to_mta(struct request *request)
{
	HRESULT hr = S_OK;

	AcquireSRWLockExclusive(&hosts_lock);
	if (!mta_usage)
		hr = CoIncrementMTAUsage(&mta_usage);
	requests += SUCCEEDED(hr);
	ReleaseSRWLockExclusive(&hosts_lock);
	if (FAILED(hr))
		return hr;
	if (!TrySubmitThreadpoolCallback(serve_in_mta, request, NULL)) {
		request->hr = E_OUTOFMEMORY;
		SetEvent(request->done);
	}
	return S_OK;
}

/* One more request for the one that is there, or has just been started; 0: none. */
static DWORD join_sta(DWORD started)
{
	DWORD thread;

	AcquireSRWLockExclusive(&hosts_lock);
	if (started)
		sta_thread = started;
	thread = sta_thread;
	requests += thread != 0;
	ReleaseSRWLockExclusive(&hosts_lock);
	return thread;
}

static HRESULT find_sta(DWORD *thread)
{
	HRESULT hr = S_OK;
	DWORD started;

	AcquireSRWLockExclusive(&start_lock);
	*thread = join_sta(0);
	if (!*thread) {
		hr = start_sta(&started);
		if (SUCCEEDED(hr))
			*thread = join_sta(started);
	}
	ReleaseSRWLockExclusive(&start_lock);
	return hr;
}

static HRESULT send_to_sta(struct request *request)
{
	DWORD thread;
	HRESULT hr = find_sta(&thread);

	if (FAILED(hr))
		return hr;
	if (!PostThreadMessageW(thread, WM_REQUEST, 0, (LPARAM)request)) {
		request->hr = E_OUTOFMEMORY;
		SetEvent(request->done);
	}
	return S_OK;
}

/* A main STA that is there is a program's own, or ours. */
static bool is_elsewhere(const struct class_place *place)
{
	struct apartment *main_sta;
	bool elsewhere;

	if (place->model != CLASS_MAIN)
		return false;
	main_sta = apartment_main_sta();
	elsewhere = main_sta && !main_sta->host;
	if (main_sta)
		apartment_unref(main_sta);
	return elsewhere;
}

/* The server may call back: an STA serves that meanwhile. */
static void wait_for(struct request *request)
{
	DWORD index;

	if (FAILED(CoWaitForMultipleHandles(0, INFINITE, 1, &request->done,
					    &index)))
		WaitForSingleObject(request->done, INFINITE);
	AcquireSRWLockExclusive(&hosts_lock);
	requests--;
	ReleaseSRWLockExclusive(&hosts_lock);
}

static HRESULT ask(struct request *request)
{
	HRESULT hr = request->place->model == CLASS_FREE ?
			     send_to_mta(request) : send_to_sta(request);

	if (FAILED(hr))
		return hr;
	wait_for(request);
	return request->hr;
}

HRESULT class_host_get(REFCLSID clsid, const struct class_place *place,
		       REFIID iid, void **object)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };
	struct request request = { .clsid = clsid, .place = place, .iid = iid };
	HRESULT hr;

	if (is_elsewhere(place))
		return RPC_E_WRONG_THREAD;
	InitOnceExecuteOnce(&once, hook, NULL, NULL);
	request.done = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (!request.done)
		return E_OUTOFMEMORY;
	hr = CreateStreamOnHGlobal(NULL, TRUE, &request.packet);
	if (SUCCEEDED(hr)) {
		hr = ask(&request);
		IStream_Seek(request.packet, start, STREAM_SEEK_SET, NULL);
		if (SUCCEEDED(hr))
			hr = CoUnmarshalInterface(request.packet, iid, object);
		IStream_Release(request.packet);
	}
	CloseHandle(request.done);
	return hr;
}
