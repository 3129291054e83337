/*
 * Addresses of sockets, in and out. Windows and Linux have the same structures, but
 * for the number of AF_INET6.
 */
#include "sockets.h"
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#define WINDOWS_INET6 23

socklen_t address_in(struct sockaddr_storage *to, const void *from, int length)
{
	if (!from || length < (int)sizeof(sa_family_t) ||
	    length > (int)sizeof *to)
		return 0;
	memset(to, 0, sizeof *to);
	memcpy(to, from, length);
	switch (to->ss_family) {
	case WINDOWS_INET6:
		to->ss_family = AF_INET6;
		return length < (int)sizeof(struct sockaddr_in6) ?
			       0 : sizeof(struct sockaddr_in6);
	case AF_INET:
		return length < (int)sizeof(struct sockaddr_in) ?
			       0 : sizeof(struct sockaddr_in);
	case AF_UNIX: {
		/* As far as the name goes: on Windows it ends with a zero, and one
		 * that begins with it is abstract. */
		const char *name = ((struct sockaddr_un *)to)->sun_path;
		const socklen_t head = offsetof(struct sockaddr_un, sun_path);
		if (length <= (int)head || !*name)
			return length;
		return head + strnlen(name, length - head) + 1;
	}
	}
	return length;
}

void address_out(void *to, INT *length, struct sockaddr_storage *from,
		 socklen_t from_length)
{
	if (!to || !length)
		return;
	if (from_length >= sizeof(sa_family_t) && from->ss_family == AF_INET6)
		from->ss_family = WINDOWS_INET6;
	INT room = *length > 0 ? *length : 0;
	if (from_length > sizeof *from)
		from_length = sizeof *from;
	memcpy(to, from, (socklen_t)room < from_length ? (socklen_t)room :
							  from_length);
	*length = (INT)from_length;
}
