/*
 * Arrays and strings from a message to memory, and how much memory that takes: the
 * places where a message could lie about a length.
 */
#include "ndr_engine.h"

/* MIDL's [range] on a length: a flag, the least, the most. */
static bool in_range(const struct ndr *n, const BYTE *correlation, ULONG count)
{
	return n->corr < 16 || !(correlation[6] & 1) ||
		(count >= ndr_long(correlation + 8) && count <= ndr_long(correlation + 12));
}

static void check_conformance(struct ndr *n, const BYTE *correlation, ULONG count)
{
	if (!in_range(n, correlation, count))
		ndr_fail(n, NDR_BAD_BOUND);
	else if ((correlation[0] & 0xf0) != FC_POINTER_CONFORMANCE)
		ndr_check_later(n, correlation, count);
	else if (ndr_count(n, correlation, NULL) != count)	/* it has been read */
		ndr_fail(n, NDR_BAD_BOUND);
}

BYTE *ndr_read_whole(struct ndr *n, const BYTE *type, BYTE *mem, bool scratch)
{
	const BYTE *array = ndr_conformant(type);
	BYTE *object = n->object, *tail = n->tail;
	size_t size = array == type ? 0 : ndr_size(n, type), least;
	struct ndr_array a;

	if (array && ndr_parse_array(n, array, &a)) {
		n->max_count = ndr_get_long(n);
		least = a.variance || a.string ? 0 : (size_t)n->max_count * (a.element ? 1 : a.size);
		if (!n->error && least > (size_t)(n->end - n->at))
			ndr_fail(n, NDR_BAD_DATA);
		if (n->max_count > 0x7fffffff || (mem && n->limited && n->max_count > n->limit))
			ndr_fail(n, NDR_BAD_BOUND);
		size += (size_t)n->max_count * a.size;
	}
	if (!mem && !n->error)
		mem = ndr_allocate(n, size, scratch);
	if (n->error)
		return NULL;
	if (array && a.conformance) {
		if (array != type) {
			n->object = mem;
			n->tail = mem + ndr_size(n, type);
		}
		check_conformance(n, a.conformance, n->max_count);
		n->object = object;
		n->tail = tail;
	}
	ndr_read_value(n, type, mem);
	return mem;
}

static void read_string(struct ndr *n, const struct ndr_array *a, BYTE *mem, ULONG room)
{
	ULONG offset = ndr_get_long(n), count = ndr_get_long(n);
	const BYTE *from;
	WCHAR last = 0;

	if (!n->error && (offset || !count || count > room))
		ndr_fail(n, NDR_BAD_BOUND);
	from = n->error ? NULL : ndr_take(n, a->align, (size_t)count * a->size);
	if (!from)
		return;
	memcpy(&last, from + (size_t)(count - 1) * a->size, a->size);
	if (last)
		ndr_fail(n, NDR_BAD_DATA);
	else
		memcpy(mem, from, (size_t)count * a->size);
}

void ndr_read_array(struct ndr *n, const BYTE *type, BYTE *mem)
{
	bool hoisted = ndr_conformant(type) == type;
	ULONG count, room, i;
	struct ndr_array a;
	const BYTE *from;

	if (!ndr_parse_array(n, type, &a))
		return;
	count = room = hoisted ? n->max_count : a.count;
	if (a.string) {
		read_string(n, &a, mem, room);
		return;
	}
	if (a.variance) {
		if (ndr_get_long(n))	/* first_is: no such array is written */
			ndr_fail(n, NDR_BAD_BOUND);
		count = ndr_get_long(n);
		if (count > room)
			ndr_fail(n, NDR_BAD_BOUND);
		if (!n->error)
			ndr_check_later(n, a.variance, count);
	}
	if (n->error)
		return;
	if (a.element) {
		ndr_take(n, a.align, 0);
		for (i = 0; i < count && !n->error; i++)
			ndr_read_value(n, a.element, mem + (size_t)i * a.size);
	} else {
		from = ndr_take(n, a.align, (size_t)count * a.size);
		if (from)
			memcpy(mem, from, (size_t)count * a.size);
	}
	n->actual = count;
}
