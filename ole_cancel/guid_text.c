/*
 * GUIDs and their text: {00000000-0000-0000-0000-000000000000}. There is no registry,
 * so nothing stands behind a ProgID.
 */
#include "ole.h"
#include <ntsecapi.h>
#include <stdbool.h>

#undef IsEqualGUID

#define TEXT_CHARS 39 /* with the zero */

static const char hex[] = "0123456789ABCDEF";

/* Where the text has digits: the bytes of a GUID in the order that it shows them. */
static const struct {
	unsigned char at, byte;
} places[] = {
	{ 1, 3 },   { 3, 2 },   { 5, 1 },   { 7, 0 },	{ 10, 5 },  { 12, 4 },
	{ 15, 7 },  { 17, 6 },  { 20, 8 },  { 22, 9 },	{ 25, 10 }, { 27, 11 },
	{ 29, 12 }, { 31, 13 }, { 33, 14 }, { 35, 15 },
};

static const char pattern[] = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";

/*
 * StringFromGUID2: the text, with capitals; the characters written, 39 with the
 * zero, or 0 if there is not room for them.  (Microsoft: StringFromGUID2)
 */
INT WINAPI StringFromGUID2(REFGUID guid, LPOLESTR text, INT room)
{
	const BYTE *bytes = (const BYTE *)guid;

	if (!text || room < TEXT_CHARS)
		return 0;
	for (int i = 0; i < TEXT_CHARS; i++)
		text[i] = pattern[i];
	for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++) {
		text[places[i].at] = hex[bytes[places[i].byte] >> 4];
		text[places[i].at + 1] = hex[bytes[places[i].byte] & 15];
	}
	return TEXT_CHARS;
}

/*
 * StringFromCLSID: the text in memory of CoTaskMemAlloc's, which the caller frees.
 * E_INVALIDARG without a place for it.  (Microsoft: StringFromCLSID)
 */
HRESULT WINAPI StringFromCLSID(REFCLSID clsid, LPOLESTR *text)
{
	if (!text)
		return E_INVALIDARG;
	*text = CoTaskMemAlloc(TEXT_CHARS * sizeof(**text));
	if (!*text)
		return E_OUTOFMEMORY;
	StringFromGUID2(clsid, *text, TEXT_CHARS);
	return S_OK;
}

/*
 * StringFromIID: the same by its other name.  (Microsoft: StringFromIID)
 */
HRESULT WINAPI StringFromIID(REFIID iid, LPOLESTR *text)
{
	return StringFromCLSID(iid, text);
}

static int digit(WCHAR c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool has_form(LPCOLESTR text)
{
	for (int i = 0; i < TEXT_CHARS; i++)
		if (pattern[i] == 'x' ? digit(text[i]) < 0 :
					text[i] != (WCHAR)pattern[i])
			return false;
	return true;
}

static bool parse(LPCOLESTR text, GUID *guid)
{
	BYTE *bytes = (BYTE *)guid;

	*guid = (GUID){ 0 };
	if (!has_form(text))
		return false;
	for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++)
		bytes[places[i].byte] = digit(text[places[i].at]) << 4 |
					digit(text[places[i].at + 1]);
	return true;
}

/*
 * CLSIDFromString: what the text says, in either case of letters; NULL is CLSID_NULL.
 * CO_E_CLASSSTRING, and CLSID_NULL, for anything else; E_INVALIDARG without a place
 * for it.  (Microsoft: CLSIDFromString)
 */
HRESULT WINAPI CLSIDFromString(LPCOLESTR text, LPCLSID clsid)
{
	if (!clsid)
		return E_INVALIDARG;
	if (!text) {
		*clsid = (GUID){ 0 };
		return S_OK;
	}
	return parse(text, clsid) ? S_OK : CO_E_CLASSSTRING;
}

/*
 * IIDFromString: likewise, but E_INVALIDARG for text of another length and
 * CO_E_IIDSTRING for what is no IID.  (Microsoft: IIDFromString)
 */
HRESULT WINAPI IIDFromString(LPCOLESTR text, IID *iid)
{
	if (!iid)
		return E_INVALIDARG;
	if (!text) {
		*iid = (GUID){ 0 };
		return S_OK;
	}
	if (lstrlenW(text) != TEXT_CHARS - 1) {
		*iid = (GUID){ 0 };
		return E_INVALIDARG;
	}
	return parse(text, iid) ? S_OK : CO_E_IIDSTRING;
}

/*
 * CoCreateGuid: a random one, version 4; E_INVALIDARG without a place for it.
 * (Microsoft: CoCreateGuid)
 */
HRESULT WINAPI CoCreateGuid(GUID *guid)
{
	if (!guid)
		return E_INVALIDARG;
	if (!RtlGenRandom(guid, sizeof(*guid)))
		return E_FAIL;
	guid->Data3 = (guid->Data3 & 0x0fff) | 0x4000;
	guid->Data4[0] = (guid->Data4[0] & 0x3f) | 0x80;
	return S_OK;
}

/*
 * IsEqualGUID: for programs that call it; the headers compare by themselves.
 * (Microsoft: IsEqualGUID)
 */
BOOL WINAPI IsEqualGUID(REFGUID one, REFGUID other)
{
	return !memcmp(one, other, sizeof(*one));
}
