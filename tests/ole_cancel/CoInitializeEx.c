/* Threads enter apartments and leave them. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

static APTTYPE type;
static APTTYPEQUALIFIER qualifier;

static HRESULT where(void)
{
	return CoGetApartmentType(&type, &qualifier);
}

/* C-240 C-241 */
static void counted(void)
{
	HRESULT hr;

	hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
	ok(hr == S_OK, "first %#x\n", hr);
	hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
	ok(hr == S_FALSE, "again %#x\n", hr);
	hr = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
	ok(hr == RPC_E_CHANGED_MODE, "elsewhere %#x\n", hr);
	hr = CoInitialize(NULL);
	ok(hr == RPC_E_CHANGED_MODE, "elsewhere %#x\n", hr);
	CoUninitialize();
	hr = CoInitialize(NULL);
	ok(hr == RPC_E_CHANGED_MODE, "still there %#x\n", hr);
	CoUninitialize();
	hr = CoInitialize(NULL);
	ok(hr == S_OK, "left, then %#x\n", hr);
	hr = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED |
				  COINIT_DISABLE_OLE1DDE |
				  COINIT_SPEED_OVER_MEMORY);
	ok(hr == S_FALSE, "flags %#x\n", hr);
	hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
	ok(hr == RPC_E_CHANGED_MODE, "elsewhere %#x\n", hr);
	CoUninitialize();
	CoUninitialize();
	CoUninitialize();
	hr = where();
	ok(hr == CO_E_NOTINITIALIZED, "nowhere %#x\n", hr);
	hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
	ok(hr == S_OK, "after one too many %#x\n", hr);
	CoUninitialize();
}

/* C-242 */
static void arguments(void)
{
	HRESULT hr = CoInitializeEx(NULL, 0x10);

	todo_wine
	ok(hr == E_INVALIDARG, "unknown flag %#x\n", hr);
	if (SUCCEEDED(hr))
		CoUninitialize();
	hr = CoInitializeEx(&hr, COINIT_MULTITHREADED);
	todo_wine
	ok(hr == E_INVALIDARG, "reserved %#x\n", hr);
	if (SUCCEEDED(hr))
		CoUninitialize();
}

struct place {
	DWORD init;
	HRESULT entered, hr;
	APTTYPE type;
	APTTYPEQUALIFIER qualifier;
	HANDLE there, leave;
	BOOL stays;
};

#define NOWHERE 0xffff

static DWORD WINAPI visit(void *arg)
{
	struct place *place = arg;

	if (place->init != NOWHERE)
		place->entered = CoInitializeEx(NULL, place->init);
	place->hr = CoGetApartmentType(&place->type, &place->qualifier);
	if (place->there) {
		SetEvent(place->there);
		WaitForSingleObject(place->leave, INFINITE);
	}
	if (place->init != NOWHERE && !place->stays)
		CoUninitialize();
	return 0;
}

static HANDLE begin(struct place *place)
{
	HANDLE thread;

	place->there = CreateEventA(NULL, FALSE, FALSE, NULL);
	place->leave = CreateEventA(NULL, FALSE, FALSE, NULL);
	thread = CreateThread(NULL, 0, visit, place, 0, NULL);
	ok(thread != NULL, "no thread: %u\n", GetLastError());
	WaitForSingleObject(place->there, INFINITE);
	return thread;
}

static void finish(struct place *place, HANDLE thread)
{
	SetEvent(place->leave);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	CloseHandle(place->there);
	CloseHandle(place->leave);
}

static void look(struct place *place)
{
	HANDLE thread = CreateThread(NULL, 0, visit, place, 0, NULL);

	ok(thread != NULL, "no thread: %u\n", GetLastError());
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
}

/* C-243: who has initialised nothing is in the MTA while there is one. */
static void implicit_mta(void)
{
	struct place mta = { .init = COINIT_MULTITHREADED };
	struct place other = { .init = NOWHERE };
	HANDLE thread = begin(&mta);

	ok(mta.entered == S_OK && mta.hr == S_OK, "%#x, %#x\n", mta.entered,
	   mta.hr);
	ok(mta.type == APTTYPE_MTA && mta.qualifier == APTTYPEQUALIFIER_NONE,
	   "%d, %d\n", mta.type, mta.qualifier);
	look(&other);
	ok(other.hr == S_OK && other.type == APTTYPE_MTA &&
	   other.qualifier == APTTYPEQUALIFIER_IMPLICIT_MTA,
	   "%#x, %d, %d\n", other.hr, other.type, other.qualifier);
	finish(&mta, thread);
	look(&other);
	ok(other.hr == CO_E_NOTINITIALIZED && other.type == APTTYPE_CURRENT,
	   "MTA ended: %#x, %d\n", other.hr, other.type);
}

/* C-244: the first STA is the main one. */
static void main_sta(void)
{
	struct place first = { .init = COINIT_APARTMENTTHREADED };
	struct place second = { .init = COINIT_APARTMENTTHREADED };
	HANDLE thread = begin(&first);

	ok(first.hr == S_OK && first.type == APTTYPE_MAINSTA, "%#x, %d\n",
	   first.hr, first.type);
	look(&second);
	ok(second.hr == S_OK && second.type == APTTYPE_STA, "%#x, %d\n",
	   second.hr, second.type);
	finish(&first, thread);
	look(&second);
	ok(second.hr == S_OK && second.type == APTTYPE_MAINSTA,
	   "after the main one %#x, %d\n", second.hr, second.type);
}

/* C-245: a thread that ends leaves its apartment. */
static void thread_ends(void)
{
	struct place gone = { .init = COINIT_MULTITHREADED, .stays = TRUE };
	struct place sta = { .init = COINIT_APARTMENTTHREADED, .stays = TRUE };
	HRESULT hr;

	look(&gone);
	ok(gone.entered == S_OK, "%#x\n", gone.entered);
	hr = where();
	ok(hr == CO_E_NOTINITIALIZED, "the MTA outlived its threads: %#x\n",
	   hr);
	look(&sta);
	ok(sta.entered == S_OK && sta.type == APTTYPE_MAINSTA, "%#x, %d\n",
	   sta.entered, sta.type);
	hr = CoInitialize(NULL);
	ok(hr == S_OK, "%#x\n", hr);
	where();
	ok(type == APTTYPE_MAINSTA, "an STA outlived its thread: %d\n", type);
	CoUninitialize();
}

START_TEST(CoInitializeEx)
{
	RUN(counted);
	RUN(arguments);
	RUN(implicit_mta);
	RUN(main_sta);
	RUN(thread_ends);
}
