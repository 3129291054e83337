/*
 * The changes that nobody has asked for yet, as a request will get them.
 *
 * There is as much room as the first request had, or as the one that waits has. One
 * change too many and all are forgotten: that is told instead.
 */
#include "notify.h"
#include <string.h>

#define FIXED offsetof(FILE_NOTIFY_INFORMATION, FileName)

void kept_overflow(struct notify *n)
{
	n->overflow = true;
	n->used = 0;
}

static bool grow(struct notify *n, uint32_t need)
{
	uint32_t room = n->room ? n->room : 1024;
	while (room < need)
		room *= 2;
	if (room == n->room)
		return true;
	char *more = mem_new(room);
	if (!more)
		return false;
	if (n->used)
		memcpy(more, n->kept, n->used);
	mem_free(n->kept);
	n->kept = more;
	n->room = room;
	return true;
}

void kept_add(struct notify *n, ULONG action, const WCHAR *name,
	      unsigned length)
{
	const struct io_op *waits = n->file->queue[OP_READ].list.first;
	uint32_t limit = n->limit;
	uint32_t at = (n->used + 3) & ~3u;
	uint32_t end = at + FIXED + length * sizeof(WCHAR);
	FILE_NOTIFY_INFORMATION info = {
		.Action = action,
		.FileNameLength = length * sizeof(WCHAR),
	};
	if (n->overflow)
		return;
	if (waits && waits->length > limit)
		limit = waits->length;
	if (end > limit || (end > n->room && !grow(n, end))) {
		kept_overflow(n);
		return;
	}
	if (n->used) {
		ULONG next = at - n->last;
		memcpy(n->kept + n->last, &next, sizeof next);
		memset(n->kept + n->used, 0, at - n->used);
	}
	memcpy(n->kept + at, &info, FIXED);
	memcpy(n->kept + at + FIXED, name, length * sizeof(WCHAR));
	n->last = at;
	n->used = end;
}

NTSTATUS kept_give(struct notify *n, void *buffer, ULONG length,
		   ULONG_PTR *information)
{
	*information = 0;
	if (n->ended)
		return n->ended;
	if (!n->used && !n->overflow)
		return STATUS_PENDING;
	bool fits = !n->overflow && n->used <= length;
	if (fits) {
		memcpy(buffer, n->kept, n->used);
		*information = n->used;
	}
	n->used = 0;
	n->overflow = false;
	return fits ? STATUS_SUCCESS : STATUS_NOTIFY_ENUM_DIR;
}
