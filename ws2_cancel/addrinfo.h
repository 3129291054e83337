/*
 * What getaddrinfo, GetAddrInfoW and GetAddrInfoExW have in common: what is wanted,
 * and lists of what was found.
 */
#ifndef WINCANCEL_ADDRINFO_H
#define WINCANCEL_ADDRINFO_H

#include "ws2_cancel/resolver.h"
#include "ws2_cancel/ws2.h"

#define HOST_ROOM 256

struct hints {
	int flags, family, socktype, protocol;
	u_short port; /* network order */
	char name[HOST_ROOM];
	bool local; /* no name was given */
};

/* hints may be NULL; the first four fields of all three structures are alike. 0 or
 * Winsock's code. */
int hints_read(struct hints *h, const char *name, const char *service,
	       const ADDRINFOA *hints);
/* What of it a look-up has to find; not for a local one. */
struct lookup_wanted hints_wanted(const struct hints *h);
/* The answer for a local one. NULL: no memory. */
struct answer *hints_local(const struct hints *h);

enum list_form { LIST_A, LIST_W, LIST_EX_A, LIST_EX_W };
/* 0 and *list, or Winsock's code. */
int list_make(enum list_form form, const struct hints *h,
	      const struct answer *a, void **list);
void list_free(enum list_form form, void *list);

/* UTF-8 from the program's text; false: it is too long or none. NULL stays NULL. */
bool text_from_wide(const WCHAR *wide, char room[HOST_ROOM], const char **text);

#endif
