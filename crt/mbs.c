/*
 * Owns mbstowcs and wcstombs: UTF-8 whatever the locale, as for the A calls.
 * A character that does not fit whole is left out.
 */
#include "crt.h"

#include <string.h>

size_t wincrt_mbstowcs(wchar_t *to, const char *s, size_t room)
{
	if (to && room)
		to[room - 1] = 0;
	size_t len = wincrt_widen(to, room, s, strlen(s));
	if (!to)
		return len;
	if (len < room)
		to[len] = 0;
	else if (len > room)
		len = room && !to[room - 1] ? room - 1 : room;
	return len;
}

size_t wincrt_wcstombs(char *to, const wchar_t *s, size_t room)
{
	size_t longest = 4, len;

	if (to)
		memset(to + room - (room < longest ? room : longest), 0,
		       room < longest ? room : longest);
	len = wincrt_narrow(to, room, s, units_of(s, UNITS_ALL));
	if (!to)
		return len;
	if (len < room)
		to[len] = 0;
	else if (len > room)
		for (len = room; len && !to[len - 1]; )
			len--;
	return len;
}
