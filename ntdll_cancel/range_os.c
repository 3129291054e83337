/*
 * Ranges held against other processes: locks of the open file description, which
 * Linux merges where they touch and splits where one is given up. So they are
 * never moved along with single ranges; over the range in question they are made
 * anew what the file's held ranges say.
 *
 * Linux counts to 2^63 and knows no range without a byte: beyond and of those our
 * own table alone knows. A lock needs the access that it is about: without it a
 * weaker one is taken, or none (docs/limits.md).
 */
#define _GNU_SOURCE
#include "range.h"
#include <fcntl.h>

#define OFFSET_END ((uint64_t)INT64_MAX) /* the last there is */

/* Type of lock at one offset, and up to which offset that is so. */
static short strongest(const struct ranges *s, const struct file *f,
		       uint64_t at, uint64_t *to) HOLDS(s->lock)
{
	short type = F_UNLCK;
	for (const struct range *r = s->held.first; r; r = r->next) {
		if (r->file != f || !r->length)
			continue;
		uint64_t last = r->first + (r->length - 1);
		if (r->first > at && r->first <= *to)
			*to = r->first - 1;
		if (r->first > at || last < at)
			continue;
		if (last < *to)
			*to = last;
		if (type != F_WRLCK)
			type = r->exclusive ? F_WRLCK : F_RDLCK;
	}
	return type;
}

static struct flock described(short type, uint64_t first, uint64_t last)
{
	return (struct flock){
		.l_type = type,
		.l_whence = SEEK_SET,
		.l_start = (off_t)first,
		.l_len = last >= OFFSET_END ? 0 : (off_t)(last - first + 1),
	};
}

/* What file systems without locks say, and a child's end of the process. */
static bool unknown(int error)
{
	return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP ||
	       error == EBADF;
}

static int set(int fd, short type, uint64_t first, uint64_t last)
{
	for (;;) {
		struct flock l = described(type, first, last);
		if (!fcntl(fd, F_OFD_SETLK, &l))
			return 0;
		int error = errno;
		if (error == EINTR)
			continue;
		if (error == EBADF && type == F_WRLCK)
			type = F_RDLCK;
		else
			return unknown(error) ? 0 : -error;
	}
}

int range_os_apply(struct ranges *s, struct file *f, uint64_t first,
		   uint64_t length, struct range *lacks)
{
	uint64_t last = first + (length - 1), to;
	if (!length || first > OFFSET_END)
		return 0;
	if (last > OFFSET_END)
		last = OFFSET_END;
	for (uint64_t at = first; at <= last; at = to + 1) {
		to = last;
		short type = strongest(s, f, at, &to);
		int error = set(f->fd, type, at, to);
		if (!error)
			continue;
		if (lacks) {
			lacks->piece = at;
			lacks->piece_length = to - at + 1;
			lacks->piece_type = type;
		}
		return error;
	}
	return 0;
}

long range_os_wait(struct call *c, const struct range *r)
{
	short type = r->piece_type;
	for (;;) {
		struct flock l = described(type, r->piece,
					   r->piece + r->piece_length - 1);
		long n = call_labelled(c, SYS_fcntl, r->file->fd, F_OFD_SETLKW,
				       (long)&l, 0, 0, 0);
		if (n == -EBADF && type == F_WRLCK)
			type = F_RDLCK;
		else if (n != -EINTR)
			return n;
		else if (call_asked(c))
			return -ECANCELED;
	}
}
