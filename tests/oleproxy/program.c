/*
 * A program whose proxies are linked in, or are a library's: a thread that is an
 * apartment of its own calls an object of the multithreaded one. Nothing registers
 * anything.
 */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <stdio.h>
#include "adder.h"

static DWORD home;
static LONG refs = 1;

static HRESULT WINAPI adder_QueryInterface(IAdder *This, REFIID iid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IAdder))
		return E_NOINTERFACE;
	InterlockedIncrement(&refs);
	*object = This;
	return S_OK;
}

static ULONG WINAPI adder_AddRef(IAdder *This)
{
	return InterlockedIncrement(&refs);
}

static ULONG WINAPI adder_Release(IAdder *This)
{
	return InterlockedDecrement(&refs);
}

static HRESULT WINAPI adder_Add(IAdder *This, LONG a, LONG b, LONG *sum)
{
	*sum = a + b;
	return GetCurrentThreadId() == home ? S_FALSE : S_OK;
}

static HRESULT WINAPI adder_Sum(IAdder *This, LONG n, const LONG *row, LONG *sum)
{
	for (*sum = 0; n--; row++)
		*sum += *row;
	return S_OK;
}

static HRESULT WINAPI adder_Fill(IAdder *This, LONG room, LONG *row)
{
	while (room--)
		row[room] = room;
	return S_OK;
}

static IAdderVtbl vtbl = { adder_QueryInterface, adder_AddRef, adder_Release, adder_Add,
			   adder_Sum, adder_Fill };
static IAdder object = { &vtbl };

static DWORD WINAPI apartment(void *stream)
{
	LONG row[3] = { 1, 2, 3 }, sum = 0, total = 0, filled[2] = { 9, 9 };
	IAdder *adder;
	DWORD failed = 1;

	CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
	home = GetCurrentThreadId();
	if (FAILED(CoGetInterfaceAndReleaseStream(stream, &IID_IAdder, (void **)&adder)))
		puts("no proxy");
	else {
		failed = adder == &object || IAdder_Add(adder, 40, 2, &sum) != S_OK ||
			IAdder_Sum(adder, 3, row, &total) != S_OK ||
			IAdder_Fill(adder, 2, filled) != S_OK || sum != 42 || total != 6 ||
			filled[0] != 0 || filled[1] != 1;
		printf("%d, %d, %d\n", (int)sum, (int)total, (int)filled[1]);
		IAdder_Release(adder);
	}
	CoUninitialize();
	return failed;
}

int main(int argc, char **argv)
{
	HANDLE thread;
	IStream *stream;
	DWORD failed = 1;

	/* A proxy library may also be loaded. */
	if (argc > 1 && !LoadLibraryA(argv[1]))
		return !printf("%s: cannot be loaded, %u\n", argv[1], (unsigned)GetLastError());
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	if (FAILED(CoMarshalInterThreadInterfaceInStream(&IID_IAdder, (IUnknown *)&object,
							 &stream)))
		return puts("not marshaled"), 1;
	thread = CreateThread(NULL, 0, apartment, stream, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &failed);
	CoUninitialize();
	if (refs != 1)
		printf("%d references\n", (int)refs);
	return failed || refs != 1;
}
