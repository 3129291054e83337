/*
 * The table of byte-range locks: which inodes have any, what is held, what
 * conflicts with what; and the look that reads and writes take at it.
 *
 * An inode's ranges are made when the first of its files asks for them and go with
 * the last file that did. As long as nothing is held in the whole process,
 * ranges_held is 0 and transfers look at nothing else.
 */
#define _GNU_SOURCE
#include "range.h"
#include <sys/stat.h>
#include <unistd.h>

#define BUCKETS 64

_Atomic uint32_t ranges_held;
static struct lock ranges_lock;
static struct ranges *table[BUCKETS] GUARDED_BY(ranges_lock);

static struct ranges **bucket(dev_t dev, ino_t ino)
{
	uint64_t h = (ino ^ (uint64_t)dev << 32) * 0x9e3779b97f4a7c15;
	return &table[h >> 58];
}

static struct ranges *find_inode(const struct stat *st) HOLDS(ranges_lock)
{
	struct ranges *s = *bucket(st->st_dev, st->st_ino);
	while (s && (s->ino != st->st_ino || s->dev != st->st_dev))
		s = s->next;
	return s;
}

struct range *range_new(struct file *f, const struct range_request *q)
{
	struct range *r = mem_zeroed(1, sizeof *r);
	if (!r)
		return NULL;
	r->refs = 1;
	r->file = f;
	r->first = q->first;
	r->length = q->length;
	r->key = q->key;
	r->exclusive = q->exclusive;
	return r;
}

void range_unref(struct range *r)
{
	if (atomic_fetch_sub(&r->refs, 1) == 1)
		mem_free(r);
}

struct ranges *ranges_of(struct file *f)
{
	struct ranges *s = atomic_load(&f->ranges), *fresh;
	struct stat st;
	if (likely(s != NULL))
		return s;
	if (fstat(f->fd, &st) || !(fresh = mem_zeroed(1, sizeof *fresh)))
		return NULL;
	fresh->dev = st.st_dev;
	fresh->ino = st.st_ino;
	lock_take(&ranges_lock);
	s = atomic_load(&f->ranges);
	if (!s) {
		s = find_inode(&st);
		if (!s) {
			struct ranges **at = bucket(st.st_dev, st.st_ino);
			s = fresh;
			fresh = NULL;
			s->next = *at;
			*at = s;
		}
		s->files++;
		atomic_store(&f->ranges, s);
	}
	lock_drop(&ranges_lock);
	mem_free(fresh);
	return s;
}

void ranges_detach(struct file *f)
{
	struct ranges *s = atomic_load(&f->ranges);
	lock_take(&ranges_lock);
	atomic_store(&f->ranges, NULL);
	bool last = !--s->files;
	if (last) {
		struct ranges **at = bucket(s->dev, s->ino);
		while (*at != s)
			at = &(*at)->next;
		*at = s->next;
	}
	lock_drop(&ranges_lock);
	if (last)
		mem_free(s);
}

void range_list_add(struct range_list *l, struct range *r)
{
	r->next = NULL;
	r->prev = l->last;
	*(l->last ? &l->last->next : &l->first) = r;
	l->last = r;
}

void range_list_remove(struct range_list *l, struct range *r)
{
	*(r->prev ? &r->prev->next : &l->first) = r->next;
	*(r->next ? &r->next->prev : &l->last) = r->prev;
}

/* Lengths reach to 2^64 itself, so ends are compared by what is left. */
static bool overlap(uint64_t a, uint64_t a_length, uint64_t b, uint64_t b_length)
{
	return a == b ? a_length && b_length :
	       a < b  ? b - a < a_length :
			a - b < b_length;
}

static bool same_owner(const struct range *r, const struct range *with)
{
	return r->file == with->file && r->key == with->key;
}

bool ranges_conflict(const struct ranges *s, const struct range *with)
{
	for (const struct range *r = s->held.first; r; r = r->next)
		if (overlap(r->first, r->length, with->first, with->length) &&
		    (with->exclusive || (r->exclusive && !same_owner(r, with))))
			return true;
	return false;
}

NTSTATUS range_try(struct ranges *s, struct range *r)
{
	if (ranges_conflict(s, r))
		return STATUS_LOCK_NOT_GRANTED;
	range_list_add(&s->held, r);
	int error = range_os_apply(s, r->file, r->first, r->length, r);
	if (error) {
		range_list_remove(&s->held, r);
		range_os_apply(s, r->file, r->first, r->length, NULL);
		return error == -EAGAIN || error == -EACCES ?
			       STATUS_RETRY :
			       STATUS_INSUFFICIENT_RESOURCES;
	}
	atomic_fetch_add(&s->count, 1);
	atomic_fetch_add(&ranges_held, 1);
	atomic_store(&r->state, RANGE_HELD);
	return STATUS_SUCCESS;
}

void range_give_up(struct ranges *s, struct range *r)
{
	range_list_remove(&s->held, r);
	range_os_apply(s, r->file, r->first, r->length, NULL);
	atomic_fetch_sub(&s->count, 1);
	atomic_fetch_sub(&ranges_held, 1);
}

/* Of equal ones an exclusive first, as the page says of unlocking. It is the older
 * one, unless they are of no bytes: these do not conflict with each other. */
struct range *range_find(struct ranges *s, const struct file *f, uint64_t first,
			 uint64_t length, uint32_t key)
{
	struct range *found = NULL;
	for (struct range *r = s->held.first; r; r = r->next) {
		if (r->file != f || r->key != key || r->first != first ||
		    r->length != length)
			continue;
		if (r->exclusive)
			return r;
		if (!found)
			found = r;
	}
	return found;
}

/* A write is kept out by every shared range, its own file's too; by exclusive ones
 * of others; a read by the latter. */
static bool keeps_out(const struct range *r, enum op_kind kind,
		      const struct range *transfer)
{
	if (!overlap(r->first, r->length, transfer->first, transfer->length))
		return false;
	return r->exclusive ? !same_owner(r, transfer) : kind == OP_WRITE;
}

COLD NTSTATUS ranges_check(struct file *f, enum op_kind kind, uint64_t offset,
			   ULONG length, uint32_t key)
{
	struct ranges *s;
	struct stat st;
	if (!length)
		return STATUS_SUCCESS;
	if (!(s = ranges_of(f)))
		return STATUS_NO_MEMORY;
	if (!atomic_load(&s->count))
		return STATUS_SUCCESS;
	if (offset == OFFSET_NONE)
		offset = (uint64_t)lseek(f->fd, 0, SEEK_CUR);
	else if (offset == OFFSET_APPEND)
		offset = fstat(f->fd, &st) ? 0 : (uint64_t)st.st_size;
	const struct range transfer = { .file = f, .key = key, .first = offset,
					.length = length };
	bool out = false;
	lock_take(&s->lock);
	for (struct range *r = s->held.first; r && !out; r = r->next)
		out = keeps_out(r, kind, &transfer);
	lock_drop(&s->lock);
	return out ? STATUS_FILE_LOCK_CONFLICT : STATUS_SUCCESS;
}
