/*
 * Proxy files: which the process has, and the factory that makes proxies and stubs of
 * one. A file is linked into a program or a library, and its constructor (oleproxy's
 * dlldata.c) hands it over by NdrDllRegisterProxy; the list of files in there is what
 * stays in our table.
 */
#include "ndr_engine.h"

struct files {
	const ProxyFileInfo **list;
	struct files *next;
};

static SRWLOCK files_lock = SRWLOCK_INIT;
static struct files *all_files;

static int index_of(const ProxyFileInfo *file, REFIID iid)
{
	int i;

	for (i = 0; i < file->TableSize; i++)
		if (IsEqualIID(file->pStubVtblList[i]->header.piid, iid))
			return i;
	return -1;
}

static bool find_in(const ProxyFileInfo **list, REFIID iid, struct ndr_face *face)
{
	for (; *list; list++) {
		face->file = *list;
		face->index = index_of(*list, iid);
		if (face->index >= 0)
			return true;
	}
	return false;
}

bool ndr_find_face(REFIID iid, struct ndr_face *face)
{
	const struct files *f;
	bool found = false;

	AcquireSRWLockShared(&files_lock);
	for (f = all_files; f && !found; f = f->next)
		found = find_in(f->list, iid, face);
	ReleaseSRWLockShared(&files_lock);
	return found;
}

/* hmodule and clsid are Windows' registry's: our register is this process's memory. */
HRESULT WINAPI NdrDllRegisterProxy(HMODULE module, const ProxyFileInfo **list,
				   const CLSID *clsid)
{
	struct files *f;

	(void)module;
	(void)clsid;
	if (!list || !*list)
		return E_NOINTERFACE;
	f = HeapAlloc(GetProcessHeap(), 0, sizeof(*f));
	if (!f)
		return E_OUTOFMEMORY;
	f->list = list;
	AcquireSRWLockExclusive(&files_lock);
	f->next = all_files;
	all_files = f;
	ReleaseSRWLockExclusive(&files_lock);
	return S_OK;
}

/* Proxies and stubs that were made of it must be gone, as with Windows' unloading. */
HRESULT WINAPI NdrDllUnregisterProxy(HMODULE module, const ProxyFileInfo **list,
				     const CLSID *clsid)
{
	struct files **at, *f;

	(void)module;
	(void)clsid;
	AcquireSRWLockExclusive(&files_lock);
	for (at = &all_files; *at && (*at)->list != list; at = &(*at)->next)
		;
	f = *at;
	if (f)
		*at = f->next;
	ReleaseSRWLockExclusive(&files_lock);
	if (!f)
		return E_NOINTERFACE;
	HeapFree(GetProcessHeap(), 0, f);
	return S_OK;
}

/*
 * [async_uuid]: a file's table has, for a synchronous interface, the identifier of the
 * asynchronous one; for an asynchronous one that is in the file itself (MIDL), -1.
 */
static const IID *async_of(const ProxyFileInfo *file, int i)
{
	const IID *async = file->TableVersion >= 2 && file->pAsyncIIDLookup ?
		file->pAsyncIIDLookup[i] : NULL;

	return async == (const IID *)-1 ? NULL : async;
}

HRESULT ndr_get_async(REFIID sync, IID *async)
{
	const IID *found = NULL;
	struct ndr_face face;

	if (ndr_find_face(sync, &face))
		found = async_of(face.file, face.index);
	if (!found)
		return E_NOINTERFACE;
	*async = *found;
	return S_OK;
}

HRESULT ndr_get_sync(REFIID async, IID *sync)
{
	const ProxyFileInfo **list;
	HRESULT hr = E_NOINTERFACE;
	const struct files *f;
	const IID *found;
	int i;

	AcquireSRWLockShared(&files_lock);
	for (f = all_files; f; f = f->next)
		for (list = f->list; *list; list++)
			for (i = 0; i < (*list)->TableSize; i++) {
				found = async_of(*list, i);
				if (found && IsEqualIID(found, async)) {
					*sync = *(*list)->pStubVtblList[i]->header.piid;
					hr = S_OK;
				}
			}
	ReleaseSRWLockShared(&files_lock);
	return hr;
}

static HRESULT WINAPI factory_QueryInterface(IPSFactoryBuffer *This, REFIID riid,
					     void **object)
{
	if (!object)
		return E_POINTER;
	*object = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IPSFactoryBuffer))
		return E_NOINTERFACE;
	IPSFactoryBuffer_AddRef(This);
	*object = This;
	return S_OK;
}

static ULONG WINAPI factory_AddRef(IPSFactoryBuffer *This)
{
	return InterlockedIncrement(&((CStdPSFactoryBuffer *)This)->RefCount);
}

/* It is static, the proxy library's: the count says whether that may go. */
static ULONG WINAPI factory_Release(IPSFactoryBuffer *This)
{
	return InterlockedDecrement(&((CStdPSFactoryBuffer *)This)->RefCount);
}

static bool find(IPSFactoryBuffer *This, REFIID iid, struct ndr_face *face)
{
	const ProxyFileInfo **list = ((CStdPSFactoryBuffer *)This)->pProxyFileList;

	return list ? find_in(list, iid, face) : ndr_find_face(iid, face);
}

static HRESULT WINAPI factory_CreateProxy(IPSFactoryBuffer *This, IUnknown *outer, REFIID iid,
					  IRpcProxyBuffer **proxy, void **object)
{
	struct ndr_face face;

	if (!proxy || !object)
		return E_INVALIDARG;
	*proxy = NULL;
	*object = NULL;
	return find(This, iid, &face) ? ndr_make_proxy(&face, outer, This, proxy, object) :
		E_NOINTERFACE;
}

static HRESULT WINAPI factory_CreateStub(IPSFactoryBuffer *This, REFIID iid, IUnknown *server,
					 IRpcStubBuffer **stub)
{
	struct ndr_face face;

	if (!stub)
		return E_INVALIDARG;
	*stub = NULL;
	return find(This, iid, &face) ? ndr_make_stub(&face, server, This, stub) :
		E_NOINTERFACE;
}

static const IPSFactoryBufferVtbl factory_vtbl = {
	factory_QueryInterface, factory_AddRef, factory_Release, factory_CreateProxy,
	factory_CreateStub,
};

/* The process's: of all files. */
static CStdPSFactoryBuffer process_factory = { &factory_vtbl, 0, NULL, 0 };

HRESULT ndr_get_factory(REFIID iid, IPSFactoryBuffer **factory)
{
	struct ndr_face face;

	*factory = NULL;
	if (!ndr_find_face(iid, &face))
		return REGDB_E_IIDNOTREG;
	*factory = (IPSFactoryBuffer *)&process_factory;
	IPSFactoryBuffer_AddRef(*factory);
	return S_OK;
}

/*
 * What a proxy library's DllGetClassObject does: its factory, for the class that the
 * library has (clsid), or that any of its interfaces names.
 */
HRESULT WINAPI NdrDllGetClassObject(REFCLSID rclsid, REFIID riid, void **object,
				    const ProxyFileInfo **list, const CLSID *clsid,
				    CStdPSFactoryBuffer *factory)
{
	struct ndr_face face;

	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (!(clsid && IsEqualCLSID(rclsid, clsid)) && !find_in(list, rclsid, &face))
		return CLASS_E_CLASSNOTAVAILABLE;
	AcquireSRWLockExclusive(&files_lock);
	if (!factory->lpVtbl) {
		factory->pProxyFileList = list;
		factory->lpVtbl = &factory_vtbl;
	}
	ReleaseSRWLockExclusive(&files_lock);
	return factory_QueryInterface((IPSFactoryBuffer *)factory, riid, object);
}

/* S_FALSE while somebody holds the factory, or a proxy or a stub made by it; those of
 * the process's factory may be any library's. */
HRESULT WINAPI NdrDllCanUnloadNow(CStdPSFactoryBuffer *factory)
{
	return __atomic_load_n(&factory->RefCount, __ATOMIC_ACQUIRE) ||
		__atomic_load_n(&process_factory.RefCount, __ATOMIC_ACQUIRE) ? S_FALSE : S_OK;
}

/* The allocator that stub descriptions name. */
void *WINAPI NdrOleAllocate(SIZE_T size)
{
	return CoTaskMemAlloc(size);
}

void WINAPI NdrOleFree(void *block)
{
	CoTaskMemFree(block);
}
