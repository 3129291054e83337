/*
 * The global interface table: interfaces marshaled once, to be had in any apartment
 * as often as wanted, by a cookie.
 *
 *   table_lock → nothing
 */
#include "interface_table.h"

struct entry {
	struct entry *next;	/* [table_lock] */
	LONG refs;		/* the table's, and of those who look at it */
	DWORD cookie;
	IStream *packet;
};

static SRWLOCK table_lock = SRWLOCK_INIT;
static struct entry *entries;	/* [table_lock] */
static DWORD last_cookie = 0x100;

static void rewind_packet(IStream *packet)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };

	IStream_Seek(packet, start, STREAM_SEEK_SET, NULL);
}

/* The last one lets the object go: who has found the packet can use it. */
static void unref(struct entry *entry)
{
	if (InterlockedDecrement(&entry->refs))
		return;
	rewind_packet(entry->packet);
	CoReleaseMarshalData(entry->packet);
	IStream_Release(entry->packet);
	HeapFree(GetProcessHeap(), 0, entry);
}

static HRESULT STDMETHODCALLTYPE query(IGlobalInterfaceTable *table, REFIID iid,
				       void **object)
{
	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IGlobalInterfaceTable))
		return E_NOINTERFACE;
	*object = table;
	return S_OK;
}

/* It is always there. */
static ULONG STDMETHODCALLTYPE count(IGlobalInterfaceTable *table)
{
	(void)table;
	return 1;
}

static HRESULT make_packet(IUnknown *object, REFIID iid, IStream **packet)
{
	HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, packet);

	if (FAILED(hr))
		return hr;
	hr = CoMarshalInterface(*packet, iid, object, MSHCTX_INPROC, NULL,
				MSHLFLAGS_TABLESTRONG);
	if (FAILED(hr))
		IStream_Release(*packet);
	return hr;
}

static HRESULT STDMETHODCALLTYPE enter(IGlobalInterfaceTable *table,
				       IUnknown *object, REFIID iid,
				       DWORD *cookie)
{
	struct entry *entry;
	HRESULT hr;

	(void)table;
	if (!object || !cookie)
		return E_INVALIDARG;
	*cookie = 0;
	entry = HeapAlloc(GetProcessHeap(), 0, sizeof(*entry));
	if (!entry)
		return E_OUTOFMEMORY;
	hr = make_packet(object, iid, &entry->packet);
	if (FAILED(hr)) {
		HeapFree(GetProcessHeap(), 0, entry);
		return hr;
	}
	entry->refs = 1;
	AcquireSRWLockExclusive(&table_lock);
	*cookie = entry->cookie = ++last_cookie;
	entry->next = entries;
	entries = entry;
	ReleaseSRWLockExclusive(&table_lock);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE revoke(IGlobalInterfaceTable *table,
					DWORD cookie)
{
	struct entry **link, *entry;

	(void)table;
	AcquireSRWLockExclusive(&table_lock);
	for (link = &entries; (entry = *link) != NULL; link = &entry->next)
		if (entry->cookie == cookie)
			break;
	if (entry)
		*link = entry->next;
	ReleaseSRWLockExclusive(&table_lock);
	if (!entry)
		return E_INVALIDARG;
	unref(entry);
	return S_OK;
}

static struct entry *find(DWORD cookie)
{
	struct entry *entry;

	AcquireSRWLockShared(&table_lock);
	entry = entries;
	while (entry && entry->cookie != cookie)
		entry = entry->next;
	if (entry)
		InterlockedIncrement(&entry->refs);
	ReleaseSRWLockShared(&table_lock);
	return entry;
}

static HRESULT STDMETHODCALLTYPE get(IGlobalInterfaceTable *table, DWORD cookie,
				     REFIID iid, void **object)
{
	struct entry *entry;
	IStream *own;
	HRESULT hr;

	(void)table;
	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	entry = find(cookie);
	if (!entry)
		return E_INVALIDARG;
	hr = IStream_Clone(entry->packet, &own);
	if (SUCCEEDED(hr)) {
		rewind_packet(own);
		hr = CoUnmarshalInterface(own, iid, object);
		IStream_Release(own);
	}
	unref(entry);
	return hr;
}

static const IGlobalInterfaceTableVtbl vtbl = {
	query, count, count, enter, revoke, get,
};

static IGlobalInterfaceTable interface_table = {
	(IGlobalInterfaceTableVtbl *)&vtbl
};

HRESULT interface_table_create(IUnknown *outer, IUnknown **unknown)
{
	if (outer)
		return CLASS_E_NOAGGREGATION;
	*unknown = (IUnknown *)&interface_table;
	return S_OK;
}
