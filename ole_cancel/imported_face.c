/*
 * The interfaces of a proxy manager: each is asked for once, in the server's
 * apartment, and has its proxy from then on.
 */
#include "remote.h"

static struct import_face *find(struct imported *imported, REFIID iid)
{
	struct import_face *face;

	AcquireSRWLockShared(&imported->lock);
	for (face = imported->faces; face; face = face->next)
		if (IsEqualIID(&face->iid, iid))
			break;
	ReleaseSRWLockShared(&imported->lock);
	return face;
}

static void discard(struct import_face *face)
{
	if (face->proxy) {
		IRpcProxyBuffer_Disconnect(face->proxy);
		IRpcProxyBuffer_Release(face->proxy);
	}
	HeapFree(GetProcessHeap(), 0, face);
}

static HRESULT make_proxy(struct imported *imported, struct import_face *face)
{
	IPSFactoryBuffer *factory;
	IRpcChannelBuffer *channel;
	HRESULT hr;

	if (IsEqualIID(&face->iid, &IID_IUnknown)) {
		face->iface = &imported->unknown;
		return S_OK;
	}
	hr = face_factory(&face->iid, &factory);
	if (FAILED(hr))
		return hr;
	hr = IPSFactoryBuffer_CreateProxy(factory, &imported->unknown,
					  &face->iid, &face->proxy,
					  &face->iface);
	IPSFactoryBuffer_Release(factory);
	if (FAILED(hr))
		return hr;
	/* The interface counts its outer object, which would never go. */
	IUnknown_Release((IUnknown *)face->iface);
	channel = channel_new(imported->exported, face->face);
	hr = channel ? IRpcProxyBuffer_Connect(face->proxy, channel) :
		       E_OUTOFMEMORY;
	if (channel)
		IRpcChannelBuffer_Release(channel);
	return hr;
}

/* Takes the strong reference over, if it succeeds. */
static HRESULT add(struct imported *imported, struct face *face,
		   struct import_face **out)
{
	struct import_face *made = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
					     sizeof(*made));
	struct import_face *found;
	HRESULT hr;

	if (!made)
		return E_OUTOFMEMORY;
	made->iid = face->iid;
	made->face = face;
	hr = make_proxy(imported, made);
	if (FAILED(hr)) {
		discard(made);
		return hr;
	}
	AcquireSRWLockExclusive(&imported->lock);
	for (found = imported->faces; found; found = found->next)
		if (IsEqualIID(&found->iid, &face->iid))
			break;
	if (!found) {
		made->next = imported->faces;
		imported->faces = made;
		imported->strong++;
	}
	ReleaseSRWLockExclusive(&imported->lock);
	*out = found ? found : made;
	if (found) {
		discard(made);
		exported_weaken(imported->exported, 1, false);
	}
	return S_OK;
}

HRESULT imported_add(struct imported *imported, struct face *face, void **iface)
{
	struct import_face *known = find(imported, &face->iid);
	HRESULT hr = S_OK;

	if (known)
		exported_weaken(imported->exported, 1, false);
	else
		hr = add(imported, face, &known);
	if (FAILED(hr))
		return hr;
	*iface = known->iface;
	IUnknown_AddRef((IUnknown *)*iface);
	return S_OK;
}

/* The server's QueryInterface, with a strong reference. */
static HRESULT query(struct imported *imported, REFIID iid, struct face **face)
{
	struct call *call = call_new(CALL_QUERY, imported->exported, 0);
	HRESULT hr;

	if (!call)
		return E_OUTOFMEMORY;
	call->iid = *iid;
	hr = call_perform(call, false);
	*face = call->face;
	call_unref(call);
	return hr;
}

HRESULT imported_face(struct imported *imported, REFIID iid,
		      struct import_face **out)
{
	struct face *face;
	HRESULT hr;

	*out = find(imported, iid);
	if (*out)
		return S_OK;
	if (imported->apartment->ended)
		return RPC_E_DISCONNECTED;
	if (!apartment_is_current(imported->apartment))
		return RPC_E_WRONG_THREAD;
	hr = query(imported, iid, &face);
	if (FAILED(hr))
		return hr == REGDB_E_IIDNOTREG ? E_NOINTERFACE : hr;
	hr = add(imported, face, out);
	if (FAILED(hr))
		exported_weaken(imported->exported, 1, false);
	return hr == REGDB_E_IIDNOTREG ? E_NOINTERFACE : hr;
}
