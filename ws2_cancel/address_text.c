/* Addresses to text and back; see address_text.h. */
#include "ws2_cancel/address_text.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return 16;
}

/* One number; NULL: there is none, or more than 32 bits. */
static const char *part_read(const char *text, bool strict, uint64_t *part)
{
	int base = 10;
	const char *begin;

	if (*text == '0' && strict && text[1] >= '0' && text[1] <= '9')
		return NULL;
	if (*text == '0' && !strict) {
		bool hex = (text[1] | 32) == 'x';
		base = hex ? 16 : 8;
		text += hex ? 2 : 0;
	}
	begin = text;
	for (*part = 0; digit(*text) < base; text++) {
		*part = *part * base + digit(*text);
		if (*part > UINT32_MAX)
			return NULL;
	}
	return text == begin ? NULL : text;
}

const char *four_read(const char *text, bool strict, uint8_t four[4])
{
	uint64_t part, value = 0;
	int parts = 0, left;

	for (;; text++) {
		text = part_read(text, strict, &part);
		if (!text)
			return NULL;
		if (parts == 3 || *text != '.')
			break;
		if (part > 255)
			return NULL;
		value = value << 8 | part;
		parts++;
	}
	if (strict && parts != 3)
		return NULL;
	left = 8 * (4 - parts);
	if (part >> left)
		return NULL;
	value = value << left | part;
	for (int i = 0; i < 4; i++)
		four[i] = (uint8_t)(value >> (24 - 8 * i));
	return text;
}

bool six_read(const char *text, uint8_t six[16])
{
	return inet_pton(AF_INET6, text, six) == 1;
}

void four_write(const uint8_t four[4], char room[ADDRESS_ROOM])
{
	snprintf(room, ADDRESS_ROOM, "%u.%u.%u.%u", four[0], four[1], four[2],
		 four[3]);
}

void six_write(const uint8_t six[16], char room[ADDRESS_ROOM])
{
	inet_ntop(AF_INET6, six, room, ADDRESS_ROOM);
}

bool text_narrow(const WCHAR *wide, char room[ADDRESS_ROOM])
{
	for (unsigned i = 0; i < ADDRESS_ROOM; i++) {
		if (wide[i] > 126)
			return false;
		room[i] = (char)wide[i];
		if (!wide[i])
			return true;
	}
	return false;
}
