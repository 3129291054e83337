/* Owns the layouts of hostent, servent and protoent (pack.h). W-021 … W-025. */
#include "ws2_cancel/pack.h"
#include <string.h>

/* The structure, its lists of pointers, addresses, then text: each as aligned as the
 * buffer, which programs count on that read an address as a DWORD. */
struct layout {
	char *at; /* in the list part */
	char *bytes;
	char *text;
};

static size_t text_size(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

static void put_pointer(struct layout *l, const void *p)
{
	memcpy(l->at, &p, sizeof(p));
	l->at += sizeof(p);
}

static char *put(char **where, const void *data, size_t size)
{
	char *at = *where;

	memcpy(at, data, size);
	*where += size;
	return at;
}

static char *put_text(struct layout *l, const char *text)
{
	return put(&l->text, text, text_size(text));
}

static char **put_aliases(struct layout *l, const struct answer *a)
{
	char **list = (char **)l->at;

	for (size_t i = 0; i < a->alias_count; i++)
		put_pointer(l, put_text(l, a->aliases[i]));
	put_pointer(l, NULL);
	return list;
}

/* A hostent is of one family: its first address'. */
static size_t of_family(const struct answer *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->address_count; i++)
		n += a->addresses[i].length == a->addresses[0].length;
	return n;
}

static char **put_addresses(struct layout *l, const struct answer *a)
{
	char **list = (char **)l->at;

	for (size_t i = 0; i < a->address_count; i++)
		if (a->addresses[i].length == a->addresses[0].length)
			put_pointer(l, put(&l->bytes, a->addresses[i].bytes,
					   a->addresses[i].length));
	put_pointer(l, NULL);
	return list;
}

static void put_host(struct layout *l, const struct answer *a, char *buffer)
{
	HOSTENT h = { .h_length = 4, .h_addrtype = WS_AF_INET };

	if (a->address_count && a->addresses[0].length == 16) {
		h.h_length = 16;
		h.h_addrtype = WS_AF_INET6;
	}
	h.h_name = put_text(l, a->name);
	h.h_aliases = put_aliases(l, a);
	h.h_addr_list = put_addresses(l, a);
	memcpy(buffer, &h, sizeof(h));
}

static void put_service(struct layout *l, const struct answer *a, char *buffer)
{
	SERVENT s = { .s_port = (short)a->number };

	s.s_name = put_text(l, a->name);
	s.s_aliases = put_aliases(l, a);
	s.s_proto = put_text(l, a->proto);
	memcpy(buffer, &s, sizeof(s));
}

static void put_protocol(struct layout *l, const struct answer *a, char *buffer)
{
	PROTOENT p = { .p_proto = (short)a->number };

	p.p_name = put_text(l, a->name);
	p.p_aliases = put_aliases(l, a);
	memcpy(buffer, &p, sizeof(p));
}

size_t pack(enum record kind, const struct answer *a, char *buffer, size_t room)
{
	static const size_t sizes[] = { sizeof(HOSTENT), sizeof(SERVENT),
					sizeof(PROTOENT) };
	size_t lists = (a->alias_count + 1) * sizeof(char *);
	size_t bytes = 0, text = text_size(a->name) + text_size(a->proto);

	for (size_t i = 0; i < a->alias_count; i++)
		text += text_size(a->aliases[i]);
	if (kind == RECORD_HOST) {
		size_t n = of_family(a);
		lists += (n + 1) * sizeof(char *);
		bytes = n ? n * a->addresses[0].length : 0;
	}
	size_t needed = sizes[kind] + lists + bytes + text;
	if (needed > room)
		return needed;
	struct layout l = { buffer + sizes[kind], buffer + sizes[kind] + lists,
			    buffer + sizes[kind] + lists + bytes };
	if (kind == RECORD_HOST)
		put_host(&l, a, buffer);
	else if (kind == RECORD_SERVICE)
		put_service(&l, a, buffer);
	else
		put_protocol(&l, a, buffer);
	return needed;
}
