/*
 * The table of inodes that are open, and the check of what an opener wants
 * against what the others allow, and the other way round: the rule of
 * IoCheckShareAccess.
 */
#include "share.h"
#include "ntdll_cancel.h"
#include <string.h>

#define BUCKETS 1024

struct lock share_lock;
_Atomic uint32_t share_makers;
static struct shared *table[BUCKETS] GUARDED_BY(share_lock);
static struct making *makers GUARDED_BY(share_lock);
static bool makers_awaited GUARDED_BY(share_lock);
static _Atomic uint32_t removals;

static struct shared **bucket(dev_t dev, ino_t ino)
{
	uint64_t h = (ino ^ (uint64_t)dev << 32) * 0x9e3779b97f4a7c15;
	return &table[h >> 54];
}

static struct shared *find(const struct stat *st) HOLDS(share_lock)
{
	struct shared *i = *bucket(st->st_dev, st->st_ino);
	while (i && (i->ino != st->st_ino || i->dev != st->st_dev))
		i = i->next;
	return i;
}

static void take_out(struct shared *inode) HOLDS(share_lock)
{
	struct shared **at = bucket(inode->dev, inode->ino);
	while (*at != inode)
		at = &(*at)->next;
	*at = inode->next;
}

static unsigned kinds_of(ACCESS_MASK access)
{
	unsigned kinds = 0;
	if (access & (FILE_READ_DATA | FILE_EXECUTE))
		kinds |= FILE_SHARE_READ;
	if (access & (FILE_WRITE_DATA | FILE_APPEND_DATA))
		kinds |= FILE_SHARE_WRITE;
	if (access & DELETE)
		kinds |= FILE_SHARE_DELETE;
	return kinds;
}

static bool conflicts(const struct shared *inode, unsigned access,
		      unsigned sharing) HOLDS(share_lock)
{
	for (unsigned k = 0; access && k < SHARE_KINDS; k++) {
		if ((access >> k & 1) && inode->tolerant[k] < inode->taking_part)
			return true;
		if (!(sharing >> k & 1) && inode->users[k])
			return true;
	}
	return false;
}

/* Files that take no part in sharing are counted for the deletion's sake. */
static void count(struct shared *inode, const struct share *s, int by)
	HOLDS(share_lock)
{
	inode->files += by;
	if (!s->access)
		return;
	inode->taking_part += by;
	for (unsigned k = 0; k < SHARE_KINDS; k++) {
		inode->users[k] += s->access >> k & 1 ? by : 0;
		inode->tolerant[k] += s->sharing >> k & 1 ? by : 0;
	}
}

static bool made_by_another(const struct share_request *q) HOLDS(share_lock)
{
	for (const struct making *m = makers; m; m = m->next)
		if (m != q->own && !strcmp(m->path, q->path))
			return true;
	return false;
}

static NTSTATUS enter(struct share *s, struct shared *inode,
		      const struct share_request *q) HOLDS(share_lock)
{
	unsigned asked = s->access | kinds_of(q->once);
	if (inode->doomed)
		return STATUS_DELETE_PENDING;
	if (conflicts(inode, asked, s->sharing))
		return STATUS_SHARING_VIOLATION;
	count(inode, s, 1);
	s->inode = inode;
	return STATUS_SUCCESS;
}

NTSTATUS share_enter(struct share *s, const struct stat *st,
		     const struct share_request *q, uint32_t *seen, bool *look)
{
	*look = false;
	s->inode = NULL;
	if (!S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode))
		return STATUS_SUCCESS;
	s->access = kinds_of(q->access);
	s->sharing = q->sharing;
	struct shared *fresh = mem_zeroed(1, sizeof *fresh), *inode;
	if (!fresh)
		return STATUS_NO_MEMORY;
	fresh->dev = st->st_dev;
	fresh->ino = st->st_ino;
	lock_take(&share_lock);
	NTSTATUS status = STATUS_RETRY;
	*seen = atomic_load(&share_makers);
	inode = find(st);
	if (inode || !made_by_another(q))
		status = enter(s, inode ? inode : fresh, q);
	else
		makers_awaited = true;
	if (s->inode == fresh) {
		struct shared **at = bucket(fresh->dev, fresh->ino);
		fresh->next = *at;
		*at = fresh;
		fresh = NULL;
	}
	*look = q->removals != atomic_load(&removals);
	lock_drop(&share_lock);
	mem_free(fresh);
	return status;
}

uint32_t share_removals(void)
{
	return atomic_load(&removals);
}

void share_making(struct making *m, const char *path)
{
	m->path = path;
	lock_take(&share_lock);
	m->next = makers;
	makers = m;
	lock_drop(&share_lock);
}

void share_made(struct making *m)
{
	if (!m->path)
		return;
	lock_take(&share_lock);
	struct making **at = &makers;
	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	atomic_fetch_add(&share_makers, 1);
	bool awaited = makers_awaited;
	makers_awaited = false;
	lock_drop(&share_lock);
	m->path = NULL;
	if (awaited)
		futex_rouse(&share_makers, INT32_MAX);
}

bool share_leave(struct share *s)
{
	struct shared *inode = s->inode;
	if (!inode)
		return false;
	lock_take(&share_lock);
	s->inode = NULL;
	count(inode, s, -1);
	bool last = !inode->files, gone = last && !inode->doomed;
	if (gone)
		take_out(inode);
	lock_drop(&share_lock);
	if (gone)
		mem_free(inode);
	return last && !gone;
}

void share_replaced(struct share *s, bool replaced)
{
	if (replaced)
		atomic_fetch_add(&removals, 1);
	share_leave(s);
}

void share_gone(struct shared *inode)
{
	lock_take(&share_lock);
	take_out(inode);
	atomic_fetch_add(&removals, 1);
	lock_drop(&share_lock);
	mem_free(inode->doomed);
	mem_free(inode);
}
