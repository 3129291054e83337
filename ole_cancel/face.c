/*
 * The interfaces of an exported object, each with its stub; and who makes stubs and
 * proxies.
 */
#include "ndr.h"
#include "remote.h"

/* The program's own first, then those of proxy files. */
HRESULT face_factory(REFIID iid, IPSFactoryBuffer **factory)
{
	CLSID clsid;

	if (FAILED(CoGetPSClsid(iid, &clsid)))
		return ndr_get_factory(iid, factory);
	return CoGetClassObject(&clsid, CLSCTX_INPROC_SERVER, NULL,
				&IID_IPSFactoryBuffer, (void **)factory);
}

static struct face *find(struct exported *exported, REFIID iid)
{
	struct face *face = exported->faces;

	while (face && !IsEqualIID(&face->iid, iid))
		face = face->next;
	return face;
}

struct face *face_by_ipid(struct exported *exported, REFIID ipid)
{
	struct face *face;

	AcquireSRWLockShared(&exported->lock);
	for (face = exported->faces; face; face = face->next)
		if (IsEqualGUID(&face->ipid, ipid))
			break;
	ReleaseSRWLockShared(&exported->lock);
	return face;
}

static HRESULT make_stub(REFIID iid, IUnknown *object, IRpcStubBuffer **stub)
{
	IPSFactoryBuffer *factory;
	HRESULT hr;

	*stub = NULL;
	if (IsEqualIID(iid, &IID_IUnknown))
		return S_OK;
	hr = face_factory(iid, &factory);
	if (FAILED(hr))
		return hr;
	hr = IPSFactoryBuffer_CreateStub(factory, iid, object, stub);
	IPSFactoryBuffer_Release(factory);
	return hr;
}

void face_release(struct face *face)
{
	if (face->stub) {
		IRpcStubBuffer_Disconnect(face->stub);
		IRpcStubBuffer_Release(face->stub);
	}
	if (face->factory)
		ICallFactory_Release(face->factory);
	IUnknown_Release(face->object);
}

static void discard(struct face *face)
{
	face_release(face);
	HeapFree(GetProcessHeap(), 0, face);
}

/* Does the object make call objects, and has the interface a twin? */
static void look_for_factory(struct face *face)
{
	if (face->stub &&
	    SUCCEEDED(ndr_get_async(&face->iid, &face->async)) &&
	    FAILED(IUnknown_QueryInterface(face->object, &IID_ICallFactory,
					   (void **)&face->factory)))
		face->factory = NULL;
}

/* [lock] An IPID names the object and the interface's place in it. */
static void number(struct exported *exported, struct face *face)
{
	face->ipid.Data1 = ++exported->face_count;
	face->ipid.Data2 = (WORD)GetCurrentProcessId();
	memcpy(face->ipid.Data4, &exported->oid, sizeof(exported->oid));
}

static HRESULT make_face(struct exported *exported, REFIID iid,
			 struct face **out)
{
	struct face *face = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
				      sizeof(*face));
	HRESULT hr;

	if (!face)
		return E_OUTOFMEMORY;
	face->iid = *iid;
	hr = IUnknown_QueryInterface(exported->object, iid,
				     (void **)&face->object);
	if (SUCCEEDED(hr)) {
		hr = make_stub(iid, face->object, &face->stub);
		if (FAILED(hr))
			IUnknown_Release(face->object);
	}
	if (FAILED(hr)) {
		HeapFree(GetProcessHeap(), 0, face);
		return hr;
	}
	look_for_factory(face);
	*out = face;
	return S_OK;
}

/* Two threads of the MTA may have made one each. */
HRESULT face_of(struct exported *exported, REFIID iid, struct face **out)
{
	struct face *made, *face;
	HRESULT hr;

	AcquireSRWLockShared(&exported->lock);
	*out = find(exported, iid);
	ReleaseSRWLockShared(&exported->lock);
	if (*out)
		return S_OK;
	hr = make_face(exported, iid, &made);
	if (FAILED(hr))
		return hr;
	AcquireSRWLockExclusive(&exported->lock);
	face = find(exported, iid);
	if (!face && !exported->torn) {
		number(exported, made);
		made->next = exported->faces;
		exported->faces = made;
		face = made;
	}
	ReleaseSRWLockExclusive(&exported->lock);
	if (face != made)
		discard(made);
	*out = face;
	return face ? S_OK : RPC_E_DISCONNECTED;
}
