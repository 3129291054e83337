/*
 * Arrays and strings from memory to a message: where a length is known, offset and
 * number of what is sent, and the elements.
 */
#include "ndr_engine.h"

static void write_elements(struct ndr *n, const struct ndr_array *a, BYTE *mem, ULONG count)
{
	size_t size = (size_t)count * a->size;
	BYTE *to;

	if (!a->element) {
		to = ndr_room(n, a->align, size);
		if (to && size)
			memcpy(to, mem, size);
		return;
	}
	ndr_room(n, a->align, 0);
	for (; count && !n->error; count--, mem += a->size)
		ndr_write_value(n, a->element, mem);
}

static void write_string(struct ndr *n, const struct ndr_array *a, const BYTE *type,
			 BYTE *mem, ULONG room)
{
	ULONG count = ndr_string_length(type, mem, room) + 1;
	BYTE *to;

	if (count > room) {	/* no zero where there should be one */
		ndr_fail(n, NDR_BAD_BOUND);
		return;
	}
	ndr_put_long(n, 0);
	ndr_put_long(n, count);
	to = ndr_room(n, a->align, (size_t)count * a->size);
	if (to)
		memcpy(to, mem, (size_t)count * a->size);
}

void ndr_write_array(struct ndr *n, const BYTE *type, BYTE *mem)
{
	bool hoisted = ndr_conformant(type) == type;
	struct ndr_array a;
	ULONG count;

	if (!ndr_parse_array(n, type, &a))
		return;
	count = hoisted ? n->max_count : a.count;
	if (a.string) {
		write_string(n, &a, type, mem, count);
		return;
	}
	if (a.variance) {
		ULONG room = count;

		count = ndr_count(n, a.variance, n->tail);
		if (count > room) {
			ndr_fail(n, NDR_BAD_BOUND);
			return;
		}
		ndr_put_long(n, 0);
		ndr_put_long(n, count);
	}
	write_elements(n, &a, mem, count);
}
