/*
 * UTF-8 and UTF-16: every A function of this library takes and gives UTF-8.
 */
#include "kernel32_cancel/kernel32.h"

#define REPLACEMENT 0xfffd

struct code_point {
	unsigned value;
	unsigned units; /* of the input it was made from */
	BOOL bad;
};

/* How many replacements a wrong sequence makes is as on Windows. */
static struct code_point from_utf8(const unsigned char *in, size_t left)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned lead = in[0];
	unsigned need = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 :
			lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	struct code_point point = { REPLACEMENT, 1, TRUE };

	if (need == 1)
		return (struct code_point){ lead, 1, FALSE };
	if (!need)
		return point;

	unsigned value = lead & (0x7f >> need);

	for (unsigned i = 1; i < need; i++) {
		if (i >= left || (in[i] & 0xc0) != 0x80)
			return point;
		point.units = i + 1;
		/* Overlong forms, surrogates and values above 10FFFF show in
		 * the second byte: what follows is then no part of it. */
		if (i == 1 && ((lead == 0xe0 && in[1] < 0xa0) ||
			       (lead == 0xed && in[1] > 0x9f) ||
			       (lead == 0xf0 && in[1] < 0x90) ||
			       (lead == 0xf4 && in[1] > 0x8f)))
			return point;
		value = value << 6 | (in[i] & 0x3f);
	}
	point.value = value;
	point.bad = value < least[need];
	return point;
}

static struct code_point from_utf16(const WCHAR *in, size_t left)
{
	unsigned high = in[0];

	if (high < 0xd800 || high > 0xdfff)
		return (struct code_point){ high, 1, FALSE };
	if (high > 0xdbff || left < 2 || in[1] < 0xdc00 || in[1] > 0xdfff)
		return (struct code_point){ REPLACEMENT, 1, TRUE };
	return (struct code_point){
		0x10000 + ((high - 0xd800) << 10) + (in[1] - 0xdc00u), 2, FALSE
	};
}

size_t utf8_to_utf16(const char *in, size_t bytes, WCHAR *out, size_t room,
		     BOOL *bad)
{
	size_t made = 0;

	for (size_t at = 0; at < bytes;) {
		struct code_point point =
			from_utf8((const unsigned char *)in + at, bytes - at);
		WCHAR units[2] = { (WCHAR)point.value, 0 };
		unsigned count = 1;

		if (point.value >= 0x10000) {
			units[0] = 0xd800 + ((point.value - 0x10000) >> 10);
			units[1] = 0xdc00 + ((point.value - 0x10000) & 0x3ff);
			count = 2;
		}
		for (unsigned i = 0; i < count; i++, made++)
			if (made < room)
				out[made] = units[i];
		*bad |= point.bad;
		at += point.units;
	}
	return made;
}

size_t utf16_to_utf8(const WCHAR *in, size_t units, char *out, size_t room,
		     BOOL *bad)
{
	size_t made = 0;

	for (size_t at = 0; at < units;) {
		struct code_point point = from_utf16(in + at, units - at);
		unsigned count = point.value < 0x80 ? 1 :
				 point.value < 0x800 ? 2 :
				 point.value < 0x10000 ? 3 : 4;
		unsigned lead = count == 1 ? 0 : 0xf00 >> count & 0xff;

		for (unsigned i = 0; i < count; i++, made++) {
			unsigned bits = point.value >> 6 * (count - 1 - i);

			if (made < room)
				out[made] = (char)(i ? 0x80 | (bits & 0x3f)
						     : lead | bits);
		}
		*bad |= point.bad;
		at += point.units;
	}
	return made;
}

size_t utf16_from(const char *in, WCHAR *out, size_t room, DWORD too_long)
{
	size_t bytes = 0;
	BOOL bad = FALSE;

	while (in[bytes])
		bytes++;

	size_t made = utf8_to_utf16(in, bytes + 1, out, room, &bad);

	if (made > room || bad) {
		RtlSetLastWin32Error(bad ? ERROR_NO_UNICODE_TRANSLATION
					 : too_long);
		return 0;
	}
	return made;
}

static BOOL is_utf8(UINT page)
{
	return page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP ||
	       page == CP_UTF8;
}

/*
 * MultiByteToWideChar: `in` has `bytes` bytes, or -1 for all up to and with
 * the NUL. Returns the number of WCHARs, or how many it takes if `room` is 0.
 * The code pages CP_ACP, CP_OEMCP, CP_THREAD_ACP and CP_UTF8 are all UTF-8;
 * others: ERROR_INVALID_PARAMETER. Also ERROR_INSUFFICIENT_BUFFER, and
 * ERROR_NO_UNICODE_TRANSLATION with MB_ERR_INVALID_CHARS.
 * (Microsoft: MultiByteToWideChar)
 */
int WINAPI MultiByteToWideChar(UINT page, DWORD flags, const char *in,
			       int bytes, WCHAR *out, int room)
{
	BOOL bad = FALSE;

	if (!is_utf8(page) || !in || !bytes || bytes < -1 || room < 0 ||
	    (room && !out))
		return fail_with(ERROR_INVALID_PARAMETER);
	if (flags & ~(MB_ERR_INVALID_CHARS | MB_PRECOMPOSED | MB_COMPOSITE |
		      MB_USEGLYPHCHARS))
		return fail_with(ERROR_INVALID_FLAGS);

	size_t length = (size_t)bytes;

	if (bytes == -1)
		for (length = 1; in[length - 1];)
			length++;

	size_t made = utf8_to_utf16(in, length, out, (size_t)room, &bad);

	if (bad && flags & MB_ERR_INVALID_CHARS)
		return fail_with(ERROR_NO_UNICODE_TRANSLATION);
	if (room && made > (size_t)room)
		return fail_with(ERROR_INSUFFICIENT_BUFFER);
	return (int)made;
}

/*
 * WideCharToMultiByte: the other way; WC_ERR_INVALID_CHARS refuses lone
 * surrogates. CP_UTF8 takes no default character.
 * (Microsoft: WideCharToMultiByte)
 */
int WINAPI WideCharToMultiByte(UINT page, DWORD flags, const WCHAR *in,
			       int units, char *out, int room,
			       const char *fallback, BOOL *used)
{
	BOOL bad = FALSE;

	if (!is_utf8(page) || !in || !units || units < -1 || room < 0 ||
	    (room && !out) || (page == CP_UTF8 && (fallback || used)))
		return fail_with(ERROR_INVALID_PARAMETER);

	size_t length = (size_t)units;

	if (units == -1)
		for (length = 1; in[length - 1];)
			length++;

	size_t made = utf16_to_utf8(in, length, out, (size_t)room, &bad);

	if (bad && flags & WC_ERR_INVALID_CHARS)
		return fail_with(ERROR_NO_UNICODE_TRANSLATION);
	if (room && made > (size_t)room)
		return fail_with(ERROR_INSUFFICIENT_BUFFER);
	if (used)
		*used = bad;
	return (int)made;
}
