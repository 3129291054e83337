/*
 * BSTRs in a message (wireBSTR): words it would need, bytes it has or -1 for NULL,
 * words again, then they. The functions that proxy files name for them.
 */
#include "ndr.h"
#include <oleauto.h>
#include <rpcproxy.h>
#include <string.h>

#define IS_NULL 0xffffffff

static ULONG words_of(BSTR text)
{
	return (SysStringByteLen(text) + 1) / 2;
}

/* Where the buffer ends, if it is our interpreter's. */
static const BYTE *end_of(const ULONG *flags)
{
	const USER_MARSHAL_CB *cb = CONTAINING_RECORD(flags, USER_MARSHAL_CB, Flags);

	if (!(*flags & NDR_USER_CB))
		return NULL;
	return cb->Signature == USER_MARSHAL_CB_SIGNATURE && cb->pStubMsg ?
		cb->pStubMsg->BufferEnd : NULL;
}

static BYTE *align(BYTE *at)
{
	return (BYTE *)(((ULONG_PTR)at + 3) & ~(ULONG_PTR)3);
}

/* start: so many bytes are in the buffer; the result: with this one as well. */
ULONG WINAPI BSTR_UserSize(ULONG *flags, ULONG start, BSTR *text)
{
	(void)flags;
	return ((start + 3) & ~3u) + 12 + 2 * words_of(*text);
}

/* Behind it. */
BYTE *WINAPI BSTR_UserMarshal(ULONG *flags, BYTE *buffer, BSTR *text)
{
	ULONG head[3] = { words_of(*text), *text ? SysStringByteLen(*text) : IS_NULL,
			  words_of(*text) };
	BYTE *at = align(buffer);

	(void)flags;
	memcpy(at, head, sizeof(head));
	at += sizeof(head);
	if (!head[0])
		return at;
	at[2 * head[0] - 1] = 0;
	memcpy(at, *text, head[1]);
	return at + 2 * head[0];
}

/* *text is a BSTR before, too, perhaps NULL. NULL: no BSTR is there; *text stays. */
BYTE *WINAPI BSTR_UserUnmarshal(ULONG *flags, BYTE *buffer, BSTR *text)
{
	const BYTE *end = end_of(flags);
	BYTE *at = align(buffer);
	ULONG head[3];
	BSTR new = NULL;

	if (end && (at > end || (size_t)(end - at) < sizeof(head)))
		return NULL;
	memcpy(head, at, sizeof(head));
	at += sizeof(head);
	if (head[0] != head[2] || (end && head[0] > (size_t)(end - at) / 2) ||
	    (head[1] == IS_NULL ? head[0] != 0 : ((ULONG64)head[1] + 1) / 2 != head[0]))
		return NULL;
	if (head[1] != IS_NULL) {
		new = SysAllocStringByteLen((const char *)at, head[1]);
		if (!new)
			return NULL;
	}
	SysFreeString(*text);
	*text = new;
	return at + 2 * (size_t)head[0];
}

void WINAPI BSTR_UserFree(ULONG *flags, BSTR *text)
{
	(void)flags;
	SysFreeString(*text);
	*text = NULL;
}
