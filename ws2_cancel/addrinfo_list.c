/*
 * Owns the lists of the getaddrinfo family: each node one block with its address and
 * name behind it. The three structures are alike as far as ai_addr.
 */
#include "ws2_cancel/addrinfo.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

union node {
	ADDRINFOA a;
	ADDRINFOW w;
	ADDRINFOEXW ex;
};

union address {
	struct WS_sockaddr_in four;
	struct WS_sockaddr_in6 six;
};

struct block {
	union node node;
	union address address;
	char name[];
};

_Static_assert(offsetof(ADDRINFOA, ai_addr) == offsetof(ADDRINFOEXW, ai_addr),
	       "alike so far");

static void **next_of(enum list_form form, void *list)
{
	union node *n = list;

	return form == LIST_EX_W || form == LIST_EX_A ? (void **)&n->ex.ai_next :
				   (void **)&n->a.ai_next;
}

void list_free(enum list_form form, void *list)
{
	while (list) {
		void *next = *next_of(form, list);
		free(list);
		list = next;
	}
}

static bool is_narrow(enum list_form form)
{
	return form == LIST_A || form == LIST_EX_A;
}

static size_t name_size(enum list_form form, const char *name)
{
	return is_narrow(form) ? strlen(name) + 1 :
				2 * (size_t)MultiByteToWideChar(
					    CP_UTF8, 0, name, -1, NULL, 0);
}

static void set_address(struct block *b, const struct hints *h,
			const struct host_address *from)
{
	ADDRINFOA *n = &b->node.a;

	n->ai_addr = (void *)&b->address;
	if (from->length == 4 && h->family != WS_AF_INET6) {
		n->ai_family = b->address.four.sin_family = WS_AF_INET;
		n->ai_addrlen = sizeof(b->address.four);
		b->address.four.sin_port = h->port;
		memcpy(&b->address.four.sin_addr, from->bytes, 4);
		return;
	}
	n->ai_family = b->address.six.sin6_family = WS_AF_INET6;
	n->ai_addrlen = sizeof(b->address.six);
	b->address.six.sin6_port = h->port;
	b->address.six.sin6_scope_id = from->scope;
	uint8_t *bytes = (uint8_t *)&b->address.six.sin6_addr;
	if (from->length == 16) {
		memcpy(bytes, from->bytes, 16);
	} else {
		bytes[10] = bytes[11] = 0xff;
		memcpy(bytes + 12, from->bytes, 4);
	}
}

static struct block *block_new(enum list_form form, const struct hints *h,
			       const struct host_address *from,
			       const char *name)
{
	size_t size = name ? name_size(form, name) : 0;
	struct block *b = calloc(1, sizeof(*b) + size);

	if (!b)
		return NULL;
	b->node.a.ai_socktype = h->socktype;
	b->node.a.ai_protocol = h->protocol;
	set_address(b, h, from);
	if (!name)
		return b;
	b->node.a.ai_flags = WS_AI_CANONNAME;
	b->node.a.ai_canonname = b->name;
	if (is_narrow(form))
		memcpy(b->name, name, size);
	else
		MultiByteToWideChar(CP_UTF8, 0, name, -1, (WCHAR *)b->name,
				    (int)(size / 2));
	return b;
}

/* AI_V4MAPPED without AI_ALL: only where there is nothing else. */
static bool wanted(const struct hints *h, const struct answer *a,
		   const struct host_address *one)
{
	if (h->family == WS_AF_INET)
		return one->length == 4;
	if (h->family != WS_AF_INET6 || one->length == 16 ||
	    (h->flags & WS_AI_ALL))
		return true;
	for (size_t i = 0; i < a->address_count; i++)
		if (a->addresses[i].length == 16)
			return false;
	return true;
}

int list_make(enum list_form form, const struct hints *h,
	      const struct answer *a, void **list)
{
	void *first = NULL, **end = &first;
	const char *name = h->flags & WS_AI_CANONNAME ?
				   (a->name ? a->name : h->name) :
				   NULL;

	for (size_t i = 0; i < a->address_count; i++) {
		if (!wanted(h, a, &a->addresses[i]))
			continue;
		struct block *b = block_new(form, h, &a->addresses[i], name);
		if (!b) {
			list_free(form, first);
			return WSA_NOT_ENOUGH_MEMORY;
		}
		*end = b;
		end = next_of(form, b);
		name = NULL;
	}
	*list = first;
	return first ? 0 : WSANO_DATA;
}
