/*
 * What an ndr has in hand: the buffer it writes or reads, the memory of a call, its
 * lists.
 */
#include "ndr_engine.h"

void ndr_init(struct ndr *n, const MIDL_STUB_DESC *desc, BYTE *frame, BYTE corr)
{
	memset(n, 0, offsetof(struct ndr, space));
	n->desc = desc;
	n->frame = frame;
	n->corr = corr;
	n->memory = NDR_MEMORY;
	n->scratch = n->space;
	n->scratch_end = n->space + sizeof(n->space);
}

static void drop_list(struct ndr_list *list)
{
	if (list->items)
		HeapFree(GetProcessHeap(), 0, list->items);
	memset(list, 0, sizeof(*list));
}

void ndr_end(struct ndr *n)
{
	struct ndr_chunk *next;

	if (n->full)		/* it is scratch itself */
		ndr_full_end(n);
	for (; n->chunks; n->chunks = next) {
		next = n->chunks->next;
		HeapFree(GetProcessHeap(), 0, n->chunks);
	}
	drop_list(&n->later);
	drop_list(&n->checks);
	drop_list(&n->owned);
	drop_list(&n->packets);
	if (n->owns_buffer)
		HeapFree(GetProcessHeap(), 0, n->start);
	n->owns_buffer = false;
}

void ndr_read_from(struct ndr *n, void *buffer, ULONG length)
{
	n->reading = true;
	n->start = n->at = buffer;
	n->end = n->at + (buffer ? length : 0);
	n->memory = NDR_MEMORY + 16 * (size_t)length;
}

void ndr_fail(struct ndr *n, HRESULT error)
{
	if (!n->error)
		n->error = error;
}

/* A message's length is a ULONG, and some of that is left to who carries it. */
BYTE *ndr_grow(struct ndr *n, size_t align, size_t size)
{
	size_t used = n->at - n->start, room = n->end - n->start;
	BYTE *grown;

	if (n->error)
		return NULL;
	if (size > 0x7fffffff || used + size > 0x7fffffff) {
		ndr_fail(n, E_OUTOFMEMORY);
		return NULL;
	}
	room = max(max(2 * room, (size_t)1024), used + align + size);
	grown = HeapAlloc(GetProcessHeap(), 0, room);
	if (!grown) {
		ndr_fail(n, E_OUTOFMEMORY);
		return NULL;
	}
	if (used)
		memcpy(grown, n->start, used);
	if (n->owns_buffer)
		HeapFree(GetProcessHeap(), 0, n->start);
	n->owns_buffer = true;
	n->start = grown;
	n->at = grown + used;
	n->end = grown + room;
	return ndr_room(n, align, size);
}

static bool spend(struct ndr *n, size_t size)
{
	if (n->error)
		return false;
	if (size > n->memory) {
		ndr_fail(n, E_OUTOFMEMORY);
		return false;
	}
	n->memory -= size;
	return true;
}

/* Cleared, and aligned to 16. */
void *ndr_scratch(struct ndr *n, size_t size)
{
	struct ndr_chunk *chunk;
	size_t room;
	BYTE *block;

	size = (size + !size + 15) & ~(size_t)15;
	if (!spend(n, size))
		return NULL;
	if ((size_t)(n->scratch_end - n->scratch) < size) {
		room = size > 2048 ? size : 8192;
		/* A large one comes cleared, as memory that nobody has touched. */
		chunk = HeapAlloc(GetProcessHeap(), size > 2048 ? HEAP_ZERO_MEMORY : 0,
				  room + 16);
		if (!chunk) {
			ndr_fail(n, E_OUTOFMEMORY);
			return NULL;
		}
		chunk->next = n->chunks;
		n->chunks = chunk;
		block = (BYTE *)chunk + 16;
		if (size > 2048)	/* the chunk in use stays so */
			return block;
		n->scratch = block;
		n->scratch_end = block + room;
	}
	block = n->scratch;
	n->scratch += size;
	return memset(block, 0, size);
}

/* Cleared. Not scratch: the program's, as soon as all is read. */
void *ndr_allocate(struct ndr *n, size_t size, bool scratch)
{
	void *block;

	if (scratch)
		return ndr_scratch(n, size);
	if (!spend(n, size))
		return NULL;
	block = n->desc->pfnAllocate(size + !size);
	if (!block) {
		ndr_fail(n, E_OUTOFMEMORY);
		return NULL;
	}
	memset(block, 0, size);
	ndr_own(n, block, NULL, false);
	return n->error ? NULL : block;
}

/* Another item at the end of a list, or NULL. */
void *ndr_push(struct ndr *n, struct ndr_list *list, size_t size)
{
	void *grown;
	ULONG room;

	if (list->count == list->room) {
		room = list->room ? 2 * list->room : 16;
		if (!spend(n, (room - list->room) * size))
			return NULL;
		grown = list->items ?
			HeapReAlloc(GetProcessHeap(), 0, list->items, room * size) :
			HeapAlloc(GetProcessHeap(), 0, room * size);
		if (!grown) {
			ndr_fail(n, E_OUTOFMEMORY);
			return NULL;
		}
		list->items = grown;
		list->room = room;
	}
	return (BYTE *)list->items + size * list->count++;
}

static void give_back(struct ndr *n, const struct ndr_owned *item)
{
	ULONG flags = MAKELONG(MSHCTX_INPROC, NDR_LOCAL_DATA_REPRESENTATION);

	if (item->user)
		item->user->pfnFree(&flags, item->block);
	else if (item->object)
		IUnknown_Release((IUnknown *)item->block);
	else
		n->desc->pfnFree(item->block);
}

/* What cannot be noted is given back at once, and that is an error, too. */
void ndr_own(struct ndr *n, void *block, const USER_MARSHAL_ROUTINE_QUADRUPLE *user,
	     bool object)
{
	struct ndr_owned item = { block, user, object };
	struct ndr_owned *noted = ndr_push(n, &n->owned, sizeof(item));

	if (noted)
		*noted = item;
	else
		give_back(n, &item);
}

/* A bad message: nothing of it was seen by anybody. Backwards, as a user's object
 * lies in memory that was allocated before it. */
void ndr_give_back(struct ndr *n)
{
	struct ndr_owned *items = n->owned.items;

	while (n->owned.count)
		give_back(n, &items[--n->owned.count]);
}
