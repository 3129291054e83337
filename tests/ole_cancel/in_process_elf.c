/* In-process servers: a library, and where its threading model puts its objects. */
#define COBJMACROS
#include "served.h"
#include "fixture.h"
#include "wine/test.h"

static const CLSID both = SERVED_CLSID(0), apartment = SERVED_CLSID(1),
	free_ = SERVED_CLSID(2), main_ = SERVED_CLSID(3),
	gone = SERVED_CLSID(4), no_server = SERVED_CLSID(5),
	badly_written = SERVED_CLSID(6), unknown = SERVED_CLSID(7);

static HRESULT hr;
static char library[600];

static void write_line(HANDLE file, const CLSID *clsid, const char *rest)
{
	char text[800];
	DWORD count;

	snprintf(text, sizeof(text), "%s\t%s\n", wine_dbgstr_guid(clsid), rest);
	WriteFile(file, text, strlen(text), &count, NULL);
}

/* Several on one line each, with what is no line of it in between. */
static void write_map(void)
{
	HANDLE file = CreateFileA(fixture_path("classes"), GENERIC_WRITE, 0,
				  NULL, CREATE_ALWAYS, 0, NULL);
	const char *program = fixture_program();
	char rest[700];
	DWORD count;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	snprintf(library, sizeof(library), "%.*sserved.so",
		 (int)(strrchr(program, '/') + 1 - program), program);
	WriteFile(file, "# a comment\n\nnonsense\r\n", 23, &count, NULL);
	write_line(file, &badly_written, "sometimes /x/y.so");
	snprintf(rest, sizeof(rest), "both  %s\r", library);
	write_line(file, &both, rest);
	snprintf(rest, sizeof(rest), "apartment %s", library);
	write_line(file, &apartment, rest);
	snprintf(rest, sizeof(rest), "free %s", library);
	write_line(file, &free_, rest);
	snprintf(rest, sizeof(rest), "main %s", library);
	write_line(file, &main_, rest);
	write_line(file, &gone, "both /nowhere/to/be/found.so");
	write_line(file, &no_server, "both user32.dll");
	CloseHandle(file);
	SetEnvironmentVariableA("WINCANCEL_PREFIX", fixture_dir());
}

static struct served_facts *facts(void)
{
	HMODULE module = GetModuleHandleA("served.so");
	served_facts_fn get;

	if (!module)
		return NULL;
	get = (served_facts_fn)(void *)GetProcAddress(module, "served_facts");
	return get ? get() : NULL;
}

static void create_on(const CLSID *clsid, BOOL here)
{
	IUnknown *object;

	hr = CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
			      (void **)&object);
	ok(hr == S_OK, "%#x\n", hr);
	if (FAILED(hr))
		return;
	ok((facts()->created_on == GetCurrentThreadId()) == here,
	   "created on %u\n", facts()->created_on);
	ok(facts()->instances == 1, "%d instances\n", facts()->instances);
	ok(!IUnknown_Release(object), "references left\n");
	ok(!facts()->instances, "%d instances\n", facts()->instances);
}

/* C-268a C-268b */
static void from_mta(void)
{
	APTTYPE type;
	APTTYPEQUALIFIER qualifier;

	write_map();
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	create_on(&both, TRUE);
	create_on(&free_, TRUE);
	create_on(&apartment, FALSE);
	create_on(&apartment, FALSE);
	create_on(&main_, FALSE);
	CoUninitialize();
	/* The host's apartment ends with the last other one, in its time. */
	do {
		CoInitialize(NULL);
		CoGetApartmentType(&type, &qualifier);
		CoUninitialize();
		SwitchToThread();
	} while (type != APTTYPE_MAINSTA);
}

/* C-268a C-268b */
static void from_sta(void)
{
	APTTYPE type;
	APTTYPEQUALIFIER qualifier;

	write_map();
	CoInitialize(NULL);
	create_on(&both, TRUE);
	create_on(&apartment, TRUE);
	create_on(&main_, TRUE);
	create_on(&free_, FALSE);
	create_on(&free_, FALSE);
	CoUninitialize();
	hr = CoGetApartmentType(&type, &qualifier);
	ok(hr == CO_E_NOTINITIALIZED, "the MTA is still there: %#x\n", hr);
}

static DWORD WINAPI not_the_main(void *arg)
{
	void *object;

	CoInitialize(NULL);
	*(HRESULT *)arg = CoCreateInstance(&main_, NULL, CLSCTX_INPROC_SERVER,
					   &IID_IUnknown, &object);
	CoUninitialize();
	return 0;
}

/* C-268b */
static void main_elsewhere(void)
{
	HANDLE thread;

	write_map();
	CoInitialize(NULL);
	thread = CreateThread(NULL, 0, not_the_main, &hr, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	ok(hr == RPC_E_WRONG_THREAD, "%#x\n", hr);
	CoUninitialize();
}

/* C-268c */
static void unloaded(void)
{
	IUnknown *object;

	write_map();
	CoInitialize(NULL);
	hr = CoCreateInstance(&both, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
			      (void **)&object);
	ok(hr == S_OK && facts(), "%#x\n", hr);
	CoFreeUnusedLibraries();
	ok(facts() && facts()->asked == 1, "unloaded, or not asked\n");
	IUnknown_Release(object);
	CoFreeUnusedLibraries();
	ok(!facts(), "not unloaded\n");
	create_on(&both, TRUE);
	CoUninitialize();
}

/* C-268d */
static void not_to_be_had(void)
{
	IUnknown *object;
	const struct {
		const CLSID *clsid;
		HRESULT hr;
	} cases[] = {
		{ &gone, HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND) },
		{ &no_server, CO_E_ERRORINDLL },
		{ &badly_written, REGDB_E_CLASSNOTREG },
		{ &unknown, REGDB_E_CLASSNOTREG },
	};

	write_map();
	CoInitialize(NULL);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		hr = CoCreateInstance(cases[i].clsid, NULL,
				      CLSCTX_INPROC_SERVER, &IID_IUnknown,
				      (void **)&object);
		ok(hr == cases[i].hr && !object, "%u: %#x\n", i, hr);
	}
	hr = CoCreateInstance(&both, NULL, CLSCTX_LOCAL_SERVER, &IID_IUnknown,
			      (void **)&object);
	ok(hr == REGDB_E_CLASSNOTREG, "local only: %#x\n", hr);
	SetEnvironmentVariableA("WINCANCEL_PREFIX", NULL);
	hr = CoCreateInstance(&both, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
			      (void **)&object);
	ok(hr == REGDB_E_CLASSNOTREG, "no prefix: %#x\n", hr);
	CoUninitialize();
}

START_TEST(in_process_elf)
{
	RUN(from_mta);
	RUN(from_sta);
	RUN(main_elsewhere);
	RUN(unloaded);
	RUN(not_to_be_had);
}
