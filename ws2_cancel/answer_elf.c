/* Owns the way from libc's hostent to an answer. */
#include "ws2_cancel/resolver_elf.h"
#include <netdb.h>

bool answer_add_host(struct answer *a, const struct hostent *h)
{
	if (h->h_length != 4 && h->h_length != 16)
		return false;
	for (char **alias = h->h_aliases; alias && *alias; alias++)
		if (!answer_add_alias(a, *alias))
			return false;
	for (char **p = h->h_addr_list; *p; p++)
		if (!answer_add_address(a, *p, h->h_length, 0))
			return false;
	return true;
}

struct answer *answer_of_host(const struct hostent *h)
{
	struct answer *a = answer_new(0);
	if (a && answer_set_name(a, h->h_name) && answer_add_host(a, h))
		return a;
	answer_free(a);
	return NULL;
}
