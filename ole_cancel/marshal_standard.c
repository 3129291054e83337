/*
 * Standard marshaling: an OBJREF names apartment, object and interface. A packet
 * that is unmarshaled once has a strong reference of the object, which goes to who
 * unmarshals it; one for many (MSHLFLAGS_TABLESTRONG, no references in it) has one
 * until it is released.
 */
#include "remote.h"

static HRESULT write_packet(IStream *stream, struct exported *exported,
			    struct face *face, DWORD flags)
{
	const bool table = flags & MSHLFLAGS_TABLESTRONG;
	struct objref objref = { .iid = face->iid,
				 .refs = table ? 0 : 1,
				 .oxid = exported->apartment->id,
				 .oid = exported->oid,
				 .ipid = face->ipid };
	ULONG *count = table ? &face->tables : &face->packets;
	HRESULT hr;

	AcquireSRWLockExclusive(&exported->lock);
	++*count;
	ReleaseSRWLockExclusive(&exported->lock);
	hr = objref_write(stream, &objref);
	if (SUCCEEDED(hr))
		return hr;
	AcquireSRWLockExclusive(&exported->lock);
	--*count;
	ReleaseSRWLockExclusive(&exported->lock);
	return hr;
}

/* One that is open, with a strong reference. */
static HRESULT export_strongly(struct apartment *apartment, IUnknown *object,
			       struct exported **out)
{
	HRESULT hr;

	if (!queue_open(apartment))
		return E_OUTOFMEMORY;
	while (SUCCEEDED(hr = exported_of(apartment, object, true, out)) &&
	       !exported_strong(*out))
		exported_unref(*out);
	return hr;
}

HRESULT marshal_object(IStream *stream, REFIID iid, IUnknown *object,
		       DWORD flags)
{
	struct apartment *apartment = apartment_current();
	struct exported *exported;
	struct face *face;
	HRESULT hr;

	if (!apartment)
		return CO_E_NOTINITIALIZED;
	hr = export_strongly(apartment, object, &exported);
	apartment_unref(apartment);
	if (FAILED(hr))
		return hr;
	hr = face_of(exported, iid, &face);
	if (SUCCEEDED(hr))
		hr = write_packet(stream, exported, face, flags);
	if (FAILED(hr))
		exported_weaken(exported, 1, false);
	exported_unref(exported);
	return hr;
}

/* A proxy is marshaled as the object that it stands for. */
HRESULT marshal_proxy(IStream *stream, REFIID iid, struct imported *imported,
		      DWORD flags)
{
	struct import_face *face;
	HRESULT hr;

	if (!apartment_is_current(imported->apartment))
		return RPC_E_WRONG_THREAD;
	hr = imported_face(imported, iid, &face);
	if (FAILED(hr))
		return hr;
	if (!exported_strong(imported->exported))
		return RPC_E_DISCONNECTED;
	hr = write_packet(stream, imported->exported, face->face, flags);
	if (FAILED(hr))
		exported_weaken(imported->exported, 1, false);
	return hr;
}

/* The reference of a packet, for who unmarshals it. */
static bool take_packet(struct exported *exported, struct face *face, bool table)
{
	bool taken = false;

	AcquireSRWLockExclusive(&exported->lock);
	if (exported->closed) {
		/* nothing */
	} else if (table && face->tables) {
		exported->strong++;
		taken = true;
	} else if (!table && face->packets) {
		face->packets--;
		taken = true;
	}
	ReleaseSRWLockExclusive(&exported->lock);
	return taken;
}

/* Who and what it names, both there. */
static HRESULT find(const struct objref *objref, struct exported **exported,
		    struct face **face)
{
	*exported = exported_by_oid(objref->oid);
	if (!*exported)
		return CO_E_OBJNOTCONNECTED;
	*face = face_by_ipid(*exported, &objref->ipid);
	if (*face && (*exported)->apartment->id == objref->oxid &&
	    IsEqualIID(&(*face)->iid, &objref->iid) && objref->refs <= 1)
		return S_OK;
	exported_unref(*exported);
	return RPC_E_INVALID_OBJREF;
}

/* With the reference of the packet. */
static HRESULT connect(struct apartment *apartment, struct exported *exported,
		       struct face *face, void **out)
{
	struct imported *imported;
	HRESULT hr;

	if (exported->apartment == apartment) {
		*out = face->object;
		IUnknown_AddRef(face->object);
		exported_weaken(exported, 1, false);
		return S_OK;
	}
	/* It waits for replies in there. */
	if (!queue_open(apartment))
		return E_OUTOFMEMORY;
	imported = imported_of(apartment, exported);
	if (!imported)
		return E_OUTOFMEMORY;
	hr = imported_add(imported, face, out);
	IUnknown_Release(&imported->unknown);
	return hr;
}

HRESULT unmarshal_standard(const struct objref *objref, void **out)
{
	struct apartment *apartment = apartment_current();
	struct exported *exported;
	struct face *face;
	HRESULT hr;

	if (!apartment)
		return CO_E_NOTINITIALIZED;
	hr = find(objref, &exported, &face);
	if (SUCCEEDED(hr)) {
		hr = take_packet(exported, face, !objref->refs) ?
			     connect(apartment, exported, face, out) :
			     CO_E_OBJNOTCONNECTED;
		exported_unref(exported);
	}
	apartment_unref(apartment);
	return hr;
}

HRESULT release_standard(const struct objref *objref)
{
	struct exported *exported;
	struct face *face;
	HRESULT hr = find(objref, &exported, &face);
	ULONG *count;
	bool held;

	if (FAILED(hr))
		return hr;
	count = objref->refs ? &face->packets : &face->tables;
	AcquireSRWLockExclusive(&exported->lock);
	held = *count;
	*count -= held;
	ReleaseSRWLockExclusive(&exported->lock);
	if (held)
		exported_weaken(exported, 1, true);
	exported_unref(exported);
	return held ? S_OK : CO_E_OBJNOTCONNECTED;
}
