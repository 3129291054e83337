/*
 * BSTRs: text, or bytes, preceded by their length in bytes and followed by a zero
 * that does not count. NULL is an empty one.
 */
#include "ole.h"
#include <oleauto.h>
#include <string.h>

struct bstr {
	DWORD unused;
	DWORD bytes;
	_Alignas(8) WCHAR text[];
};

#define MOST (0x7fffffff - sizeof(struct bstr) - sizeof(WCHAR))

static struct bstr *head_of(BSTR text)
{
	return CONTAINING_RECORD(text, struct bstr, text);
}

/* The text is what holds the block. */
static BSTR text_of(struct bstr *made)
{
	return made->text;
}

static BSTR allocate(const void *data, SIZE_T bytes)
{
	struct bstr *made;

	if (bytes > MOST)
		return NULL;
	/* An odd number of bytes has a whole zero behind it, too. */
	made = HeapAlloc(GetProcessHeap(), 0,
			 sizeof(*made) + bytes + sizeof(WCHAR) + 1);
	if (!made)
		return NULL;
	made->bytes = bytes;
	if (data)
		memcpy(made->text, data, bytes);
	memset((char *)made->text + bytes, 0, sizeof(WCHAR) + 1);
	return text_of(made);
}

/*
 * SysAllocString: a copy, up to the zero; NULL of NULL and when there is no memory.
 * Freed by SysFreeString.  (Microsoft: SysAllocString)
 */
BSTR WINAPI SysAllocString(const OLECHAR *text)
{
	return text ? SysAllocStringLen(text, lstrlenW(text)) : NULL;
}

/*
 * SysAllocStringLen: a copy of so many characters, zeros and all; not initialised if
 * there is nothing to copy.  (Microsoft: SysAllocStringLen)
 */
BSTR WINAPI SysAllocStringLen(const OLECHAR *text, UINT length)
{
	return allocate(text, (SIZE_T)length * sizeof(*text));
}

/*
 * SysAllocStringByteLen: a copy of so many bytes; not initialised if there is nothing
 * to copy.  (Microsoft: SysAllocStringByteLen)
 */
BSTR WINAPI SysAllocStringByteLen(LPCSTR data, UINT bytes)
{
	return allocate(data, bytes);
}

/*
 * SysReAllocString: a copy in the place of another one, which is freed: FALSE, and
 * as it was, without memory. The text may lie in the old one.
 * (Microsoft: SysReAllocString)
 */
INT WINAPI SysReAllocString(BSTR *place, const OLECHAR *text)
{
	BSTR made = SysAllocString(text);

	if (text && !made)
		return FALSE;
	SysFreeString(*place);
	*place = made;
	return TRUE;
}

/*
 * SysReAllocStringLen: likewise with so many characters; without text it keeps those
 * that it has.  (Microsoft: SysReAllocStringLen)
 */
INT WINAPI SysReAllocStringLen(BSTR *place, const OLECHAR *text, UINT length)
{
	BSTR made = SysAllocStringLen(text, length);
	SIZE_T keep = SysStringByteLen(*place);

	if (!made)
		return FALSE;
	if (keep > (SIZE_T)length * sizeof(*made))
		keep = (SIZE_T)length * sizeof(*made);
	if (!text && keep)
		memcpy(made, *place, keep);
	SysFreeString(*place);
	*place = made;
	return TRUE;
}

/*
 * SysFreeString: NULL too.  (Microsoft: SysFreeString)
 */
void WINAPI SysFreeString(BSTR text)
{
	if (text)
		HeapFree(GetProcessHeap(), 0, head_of(text));
}

/*
 * SysStringLen: in characters, 0 of NULL.  (Microsoft: SysStringLen)
 */
UINT WINAPI SysStringLen(BSTR text)
{
	return SysStringByteLen(text) / sizeof(*text);
}

/*
 * SysStringByteLen: in bytes, 0 of NULL.  (Microsoft: SysStringByteLen)
 */
UINT WINAPI SysStringByteLen(BSTR text)
{
	return text ? head_of(text)->bytes : 0;
}
