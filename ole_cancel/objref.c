/*
 * OBJREFs, the form of a marshaled interface that [MS-DCOM] 2.2.18 gives: written in
 * one piece, and read from whoever wrote them: no length is believed.
 */
#include "remote.h"

#define SIGNATURE 0x574f454d /* "MEOW" */

enum { STANDARD = 1, HANDLER = 2, CUSTOM = 4, EXTENDED = 8 };

/* Windows' and ours are both little-endian. */
struct head {
	ULONG signature, flags;
	IID iid;
};

struct standard {
	ULONG flags, refs;
	ULONG64 oxid, oid;
	GUID ipid;
	/* a DUALSTRINGARRAY follows: its entries, of which this process needs none */
	WORD entries, security;
};

struct custom {
	CLSID clsid;
	ULONG extension, size;
};

static HRESULT write(IStream *stream, const void *bytes, ULONG size)
{
	ULONG written = 0;
	HRESULT hr = IStream_Write(stream, bytes, size, &written);

	if (FAILED(hr))
		return hr;
	return written == size ? S_OK : STG_E_MEDIUMFULL;
}

HRESULT objref_write(IStream *stream, const struct objref *objref)
{
	char bytes[OBJREF_STANDARD_SIZE] = {0};
	struct head head = { SIGNATURE, objref->custom ? CUSTOM : STANDARD,
			     objref->iid };
	struct custom custom = { objref->clsid, 0, objref->refs };
	struct standard standard = { objref->flags, objref->refs,
				     objref->oxid,  objref->oid,
				     objref->ipid,  0, 0 };

	memcpy(bytes, &head, sizeof(head));
	if (objref->custom) {
		memcpy(bytes + sizeof(head), &custom, sizeof(custom));
		return write(stream, bytes, OBJREF_CUSTOM_SIZE);
	}
	memcpy(bytes + sizeof(head), &standard,
	       OBJREF_STANDARD_SIZE - sizeof(head));
	return write(stream, bytes, OBJREF_STANDARD_SIZE);
}

static HRESULT read(IStream *stream, void *bytes, ULONG size)
{
	ULONG got = 0;
	HRESULT hr = IStream_Read(stream, bytes, size, &got);

	if (FAILED(hr))
		return hr;
	return got == size ? S_OK : STG_E_READFAULT;
}

/* What the stream has of them, however many it says. */
static HRESULT skip(IStream *stream, ULONG size)
{
	char bytes[64];
	HRESULT hr = S_OK;

	while (hr == S_OK && size) {
		const ULONG part = size < sizeof(bytes) ? size : sizeof(bytes);

		hr = read(stream, bytes, part);
		size -= part;
	}
	return hr;
}

static HRESULT read_standard(IStream *stream, struct objref *objref)
{
	struct standard standard;
	HRESULT hr = read(stream, &standard,
			  OBJREF_STANDARD_SIZE - sizeof(struct head));

	if (FAILED(hr))
		return hr;
	if (standard.entries && standard.security >= standard.entries)
		return RPC_E_INVALID_OBJREF;
	objref->flags = standard.flags;
	objref->refs = standard.refs;
	objref->oxid = standard.oxid;
	objref->oid = standard.oid;
	objref->ipid = standard.ipid;
	return skip(stream, standard.entries * 2u);
}

static HRESULT read_custom(IStream *stream, struct objref *objref)
{
	struct custom custom;
	HRESULT hr = read(stream, &custom, sizeof(custom));

	if (FAILED(hr))
		return hr;
	/* None is defined. */
	if (custom.extension)
		return RPC_E_INVALID_OBJREF;
	objref->custom = true;
	objref->clsid = custom.clsid;
	objref->refs = custom.size;
	return S_OK;
}

HRESULT objref_read(IStream *stream, struct objref *objref)
{
	struct head head;
	HRESULT hr = read(stream, &head, sizeof(head));

	ZeroMemory(objref, sizeof(*objref));
	if (FAILED(hr))
		return hr;
	if (head.signature != SIGNATURE)
		return RPC_E_INVALID_OBJREF;
	objref->iid = head.iid;
	switch (head.flags) {
	case STANDARD: return read_standard(stream, objref);
	case CUSTOM: return read_custom(stream, objref);
	}
	return RPC_E_INVALID_OBJREF;
}
