/*
 * Owns <strsafe.h>: copying, joining and printing into a buffer of known room, counted
 * in characters (Cch) or bytes (Cb), always terminated. What does not fit is cut off
 * and told by STRSAFE_E_INSUFFICIENT_BUFFER.
 */
#ifndef WINCC_STRSAFE_H
#define WINCC_STRSAFE_H

#include <windows.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define STRSAFE_MAX_CCH 2147483647
#ifndef STRSAFE_E_INSUFFICIENT_BUFFER
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007AL)
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057L)
#define STRSAFE_E_END_OF_FILE ((HRESULT)0x80070026L)
#endif
#define STRSAFE_INLINE static inline __attribute__((unused))

STRSAFE_INLINE HRESULT StringCchLengthA(const char *text, size_t most,
					size_t *length)
{
	size_t n = 0;

	if (length)
		*length = 0;
	if (!text || most > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	while (n < most && text[n])
		n++;
	if (n == most)
		return STRSAFE_E_INVALID_PARAMETER;
	if (length)
		*length = n;
	return S_OK;
}

STRSAFE_INLINE HRESULT StringCchCopyNA(char *to, size_t room, const char *from,
				       size_t most)
{
	size_t n = 0;

	if (!room || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	while (n < room - 1 && n < most && from[n]) {
		to[n] = from[n];
		n++;
	}
	to[n] = 0;
	return n < most && from[n] ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}

STRSAFE_INLINE HRESULT StringCchCopyA(char *to, size_t room, const char *from)
{
	return StringCchCopyNA(to, room, from, STRSAFE_MAX_CCH);
}

STRSAFE_INLINE HRESULT StringCchCatNA(char *to, size_t room, const char *from,
				      size_t most)
{
	size_t n;
	HRESULT result = StringCchLengthA(to, room, &n);

	return result ? result : StringCchCopyNA(to + n, room - n, from, most);
}

STRSAFE_INLINE HRESULT StringCchCatA(char *to, size_t room, const char *from)
{
	return StringCchCatNA(to, room, from, STRSAFE_MAX_CCH);
}

STRSAFE_INLINE HRESULT StringCchVPrintfA(char *to, size_t room,
					 const char *format, va_list args)
{
	int n;

	if (!room || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	n = _vsnprintf(to, room, format, args);
	if (n >= 0 && (size_t)n < room)
		return S_OK;
	to[room - 1] = 0;
	return STRSAFE_E_INSUFFICIENT_BUFFER;
}

STRSAFE_INLINE HRESULT StringCchPrintfA(char *to, size_t room,
					const char *format, ...)
{
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = StringCchVPrintfA(to, room, format, args);
	va_end(args);
	return result;
}

STRSAFE_INLINE HRESULT StringCbLengthA(const char *text, size_t most,
				       size_t *length)
{
	HRESULT result = StringCchLengthA(text, most / sizeof(char), length);

	if (!result && length)
		*length *= sizeof(char);
	return result;
}

STRSAFE_INLINE HRESULT StringCbCopyA(char *to, size_t room, const char *from)
{
	return StringCchCopyA(to, room / sizeof(char), from);
}

STRSAFE_INLINE HRESULT StringCbCatA(char *to, size_t room, const char *from)
{
	return StringCchCatA(to, room / sizeof(char), from);
}

STRSAFE_INLINE HRESULT StringCbVPrintfA(char *to, size_t room,
					const char *format, va_list args)
{
	return StringCchVPrintfA(to, room / sizeof(char), format, args);
}

STRSAFE_INLINE HRESULT StringCbPrintfA(char *to, size_t room,
				       const char *format, ...)
{
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = StringCbVPrintfA(to, room, format, args);
	va_end(args);
	return result;
}

STRSAFE_INLINE HRESULT StringCchLengthW(const WCHAR *text, size_t most,
					size_t *length)
{
	size_t n = 0;

	if (length)
		*length = 0;
	if (!text || most > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	while (n < most && text[n])
		n++;
	if (n == most)
		return STRSAFE_E_INVALID_PARAMETER;
	if (length)
		*length = n;
	return S_OK;
}

STRSAFE_INLINE HRESULT StringCchCopyNW(WCHAR *to, size_t room, const WCHAR *from,
				       size_t most)
{
	size_t n = 0;

	if (!room || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	while (n < room - 1 && n < most && from[n]) {
		to[n] = from[n];
		n++;
	}
	to[n] = 0;
	return n < most && from[n] ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}

STRSAFE_INLINE HRESULT StringCchCopyW(WCHAR *to, size_t room, const WCHAR *from)
{
	return StringCchCopyNW(to, room, from, STRSAFE_MAX_CCH);
}

STRSAFE_INLINE HRESULT StringCchCatNW(WCHAR *to, size_t room, const WCHAR *from,
				      size_t most)
{
	size_t n;
	HRESULT result = StringCchLengthW(to, room, &n);

	return result ? result : StringCchCopyNW(to + n, room - n, from, most);
}

STRSAFE_INLINE HRESULT StringCchCatW(WCHAR *to, size_t room, const WCHAR *from)
{
	return StringCchCatNW(to, room, from, STRSAFE_MAX_CCH);
}

STRSAFE_INLINE HRESULT StringCchVPrintfW(WCHAR *to, size_t room,
					 const WCHAR *format, va_list args)
{
	int n;

	if (!room || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	n = _vsnwprintf(to, room, format, args);
	if (n >= 0 && (size_t)n < room)
		return S_OK;
	to[room - 1] = 0;
	return STRSAFE_E_INSUFFICIENT_BUFFER;
}

STRSAFE_INLINE HRESULT StringCchPrintfW(WCHAR *to, size_t room,
					const WCHAR *format, ...)
{
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = StringCchVPrintfW(to, room, format, args);
	va_end(args);
	return result;
}

STRSAFE_INLINE HRESULT StringCbLengthW(const WCHAR *text, size_t most,
				       size_t *length)
{
	HRESULT result = StringCchLengthW(text, most / sizeof(WCHAR), length);

	if (!result && length)
		*length *= sizeof(WCHAR);
	return result;
}

STRSAFE_INLINE HRESULT StringCbCopyW(WCHAR *to, size_t room, const WCHAR *from)
{
	return StringCchCopyW(to, room / sizeof(WCHAR), from);
}

STRSAFE_INLINE HRESULT StringCbCatW(WCHAR *to, size_t room, const WCHAR *from)
{
	return StringCchCatW(to, room / sizeof(WCHAR), from);
}

STRSAFE_INLINE HRESULT StringCbVPrintfW(WCHAR *to, size_t room,
					const WCHAR *format, va_list args)
{
	return StringCchVPrintfW(to, room / sizeof(WCHAR), format, args);
}

STRSAFE_INLINE HRESULT StringCbPrintfW(WCHAR *to, size_t room,
				       const WCHAR *format, ...)
{
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = StringCbVPrintfW(to, room, format, args);
	va_end(args);
	return result;
}

#ifdef UNICODE
#define StringCchLength StringCchLengthW
#define StringCchCopyN StringCchCopyNW
#define StringCchCopy StringCchCopyW
#define StringCchCatN StringCchCatNW
#define StringCchCat StringCchCatW
#define StringCchVPrintf StringCchVPrintfW
#define StringCchPrintf StringCchPrintfW
#define StringCbLength StringCbLengthW
#define StringCbCopy StringCbCopyW
#define StringCbCat StringCbCatW
#define StringCbVPrintf StringCbVPrintfW
#define StringCbPrintf StringCbPrintfW
#else
#define StringCchLength StringCchLengthA
#define StringCchCopyN StringCchCopyNA
#define StringCchCopy StringCchCopyA
#define StringCchCatN StringCchCatNA
#define StringCchCat StringCchCatA
#define StringCchVPrintf StringCchVPrintfA
#define StringCchPrintf StringCchPrintfA
#define StringCbLength StringCbLengthA
#define StringCbCopy StringCbCopyA
#define StringCbCat StringCbCatA
#define StringCbVPrintf StringCbVPrintfA
#define StringCbPrintf StringCbPrintfA
#endif

#endif
