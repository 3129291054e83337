/*
 * The data of one file copied into another, in pieces. A piece is one
 * synchronous call on the source: it takes the source's turn, is labelled, and
 * so can be stopped. How the data go is found out by trying, best way first:
 *
 *   copy_file_range   the kernel copies; not between all file systems
 *   sendfile          the same by way of a pipe inside the kernel
 *   a buffer          whatever the two may be
 *
 * A way that refuses, or claims the end while there is more, is not tried again.
 * Holes are passed over, so they stay holes in a new file. What has been copied
 * is in c->at alone: the position of neither handle is looked at, but both
 * handles' move.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "private.h"
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define BUFFER_BYTES (256u << 10)

enum way { BY_RANGE, BY_SEND, BY_BUFFER };

/* One piece on its way. */
struct piece {
	struct call *call;
	struct copying *c;
	int from, to;
	bool pipe; /* to is one: a write must not raise SIGPIPE */
	size_t most;
};

/* Two handles looked up, the target's descriptor in use; the source's is by its
 * turn, or by a use of its own. */
struct both {
	struct handle_ref from_ref, to_ref;
	struct file *from, *to;
};

static NTSTATUS both_find(struct both *b, HANDLE from, HANDLE to)
{
	NTSTATUS status = handle_find(from, OBJ_FILE, FILE_READ_DATA,
				      &b->from_ref);
	if (status)
		return status;
	status = handle_find(to, OBJ_FILE, FILE_WRITE_DATA, &b->to_ref);
	if (status) {
		handle_done(&b->from_ref);
		return status;
	}
	b->from = file_of(b->from_ref.object);
	b->to = file_of(b->to_ref.object);
	if (b->from->fd >= 0 && b->to->fd >= 0 && file_use(b->to))
		return STATUS_SUCCESS;
	handle_done(&b->to_ref);
	handle_done(&b->from_ref);
	return STATUS_INVALID_HANDLE;
}

static void both_done(struct both *b)
{
	file_unuse(b->to);
	handle_done(&b->to_ref);
	handle_done(&b->from_ref);
}

/* Where calls wait for other processes, and a signal ends them. */
static bool is_remote(int fd)
{
	static const uint32_t magics[] = {
		FUSE_SUPER_MAGIC, NFS_SUPER_MAGIC, SMB_SUPER_MAGIC,
		CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC, V9FS_MAGIC,
		CEPH_SUPER_MAGIC, AFS_SUPER_MAGIC, CODA_SUPER_MAGIC,
	};
	struct statfs fs;
	if (fstatfs(fd, &fs))
		return true;
	for (unsigned i = 0; i < sizeof magics / sizeof *magics; i++)
		if ((uint32_t)fs.f_type == magics[i])
			return true;
	return false;
}

static NTSTATUS look(struct both *b, struct copying *c)
{
	struct stat from, to;
	if (fstat(b->from->fd, &from) || fstat(b->to->fd, &to))
		return status_from_errno(errno);
	bool files = S_ISREG(from.st_mode) && S_ISREG(to.st_mode);
	c->slow = !files || is_remote(b->from->fd) || is_remote(b->to->fd);
	c->stays = !S_ISREG(to.st_mode);
	/* Files of /proc and the like say 0 whatever is in them. */
	c->end = files && from.st_size ? (uint64_t)from.st_size : UINT64_MAX;
	c->size = S_ISREG(from.st_mode) ? from.st_size : 0;
	c->way = files && from.st_size && !c->slow ? BY_RANGE : BY_BUFFER;
	c->sparse = files && from.st_blocks * 512 < from.st_size;
	/* Nobody reads what the source's owner keeps to himself; writable, so
	 * that it can be removed. */
	if (files)
		(void)!fchmod(b->to->fd, (from.st_mode & 0777) | 0200);
	return STATUS_SUCCESS;
}

NTSTATUS copy_begin(HANDLE from, HANDLE to, struct copying *c)
{
	struct both b;
	*c = (struct copying){ .at = 0 };
	NTSTATUS status = both_find(&b, from, to);
	if (status)
		return status;
	if (file_use(b.from)) {
		status = look(&b, c);
		file_unuse(b.from);
	} else {
		status = STATUS_INVALID_HANDLE;
	}
	both_done(&b);
	return status;
}

static bool is_refusal(long r)
{
	return !r || r == -EXDEV || r == -EINVAL || r == -ENOSYS ||
	       r == -EOPNOTSUPP || r == -EBADF || r == -EPERM ||
	       r == -ETXTBSY || r == -ESPIPE || r == -EISDIR;
}

static long write_some(struct piece *p, const char *data, size_t length,
		       uint64_t at)
{
	if (p->pipe)
		return write_quietly(p->call, p->to, data, length);
	if (p->c->stays)
		return call_labelled(p->call, SYS_write, p->to, (long)data,
				     length, 0, 0, 0);
	return call_labelled(p->call, SYS_pwrite64, p->to, (long)data, length,
			     at, 0, 0);
}

/* All of it, or -errno. */
static long write_all(struct piece *p, const char *data, size_t length)
{
	size_t done = 0;
	while (done < length) {
		long r = write_some(p, data + done, length - done,
				    p->c->at + done);
		if (r > 0)
			done += r;
		else if (r != -EINTR)
			return r ? r : -EIO;
		else if (call_asked(p->call))
			return -ECANCELED;
	}
	return done;
}

static long by_buffer(struct piece *p)
{
	struct copying *c = p->c;
	if (!c->buffer) {
		void *room = mmap(NULL, BUFFER_BYTES, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (room == MAP_FAILED)
			return -ENOMEM;
		c->buffer = room;
	}
	size_t most = p->most < BUFFER_BYTES ? p->most : BUFFER_BYTES;
	long r = call_repeat(p->call, SYS_pread64, p->from, (long)c->buffer,
			     most, c->at);
	if (r == -ESPIPE)
		r = call_repeat(p->call, SYS_read, p->from, (long)c->buffer,
				most, 0);
	return r > 0 ? write_all(p, c->buffer, r) : r;
}

/* Bytes that were copied, 0 at the source's end, or -errno. */
static long step(struct piece *p)
{
	struct copying *c = p->c;
	uint64_t in = c->at;
	long r;
	if (c->way == BY_RANGE) {
		uint64_t out = in;
		r = call_labelled(p->call, SYS_copy_file_range, p->from,
				  (long)&in, p->to, (long)&out, p->most, 0);
		if (!is_refusal(r))
			return r;
		c->way = BY_SEND;
	}
	if (c->way == BY_SEND) {
		r = lseek(p->to, c->at, SEEK_SET) < 0 ?
			    -ESPIPE :
			    call_labelled(p->call, SYS_sendfile, p->to, p->from,
					  (long)&in, p->most, 0, 0);
		if (!is_refusal(r))
			return r;
		c->way = BY_BUFFER;
	}
	return by_buffer(p);
}

/* Cuts the piece at the next hole, or passes over one. False: nothing but a hole
 * is left. */
static bool pass_holes(struct piece *p)
{
	struct copying *c = p->c;
	long data = call_repeat(p->call, SYS_lseek, p->from, c->at, SEEK_DATA, 0);
	if (data == -ENXIO) {
		long size = call_repeat(p->call, SYS_lseek, p->from, 0, SEEK_END,
					0);
		c->at = size < 0 || (uint64_t)size > c->end ? c->end :
			(uint64_t)size > c->at		    ? (uint64_t)size :
							      c->at;
		return false;
	}
	if (data < 0) {
		c->sparse = false;
		return true;
	}
	long hole = call_repeat(p->call, SYS_lseek, p->from, data, SEEK_HOLE, 0);
	c->at = (uint64_t)data < c->end ? (uint64_t)data : c->end;
	if (hole > data && (uint64_t)(hole - data) < p->most)
		p->most = hole - data;
	return c->at < c->end;
}

/* What was copied does not stay in the cache; the piece before the last one is on
 * its way to the disk already, so waiting for it is short. */
static void leave_cache(struct piece *p, uint64_t at, uint64_t length)
{
	struct copying *c = p->c;
	sync_file_range(p->to, at, length, SYNC_FILE_RANGE_WRITE);
	if (at > c->cached) {
		sync_file_range(p->to, c->cached, at - c->cached,
				SYNC_FILE_RANGE_WAIT_BEFORE |
					SYNC_FILE_RANGE_WRITE |
					SYNC_FILE_RANGE_WAIT_AFTER);
		posix_fadvise(p->to, c->cached, at - c->cached,
			      POSIX_FADV_DONTNEED);
		posix_fadvise(p->from, c->cached, at - c->cached,
			      POSIX_FADV_DONTNEED);
	}
	c->cached = at;
}

/* 0, or -errno; what was copied by then stays copied. */
static long copy_on(struct piece *p)
{
	struct copying *c = p->c;
	if (c->sparse && !pass_holes(p)) {
		c->over = true;
		return 0;
	}
	if (p->most > c->end - c->at)
		p->most = c->end - c->at;
	long r = step(p);
	if (r == -EINTR)
		return 0; /* whether it was asked to stop is seen at the end */
	if (r < 0)
		return r;
	if (c->uncached)
		leave_cache(p, c->at, r);
	c->at += r;
	c->over = !r || c->at >= c->end;
	return 0;
}

NTSTATUS copy_piece(HANDLE from, HANDLE to, struct copying *c, ULONG most)
{
	struct both b;
	struct thread *t = thread_self();
	IO_STATUS_BLOCK iosb;
	if (!t)
		return STATUS_NOT_SUPPORTED;
	NTSTATUS status = both_find(&b, from, to);
	if (status)
		return status;
	status = file_enter(b.from, t, &iosb);
	if (!status) {
		bool pause = port_pause_if(t);
		struct piece p = { .call = &t->call, .c = c, .from = b.from->fd,
				   .to = b.to->fd, .most = most,
				   .pipe = b.to->kind == FILE_PIPE };
		POINT("copy:piece");
		long r = copy_on(&p);
		/* Whoever asked has stopped the whole copy, not this piece. */
		if (file_leave(b.from, t) && !r && !c->over)
			r = -ECANCELED;
		port_resume_if(t, pause);
		if (r)
			status = status_from_errno(-r);
	}
	both_done(&b);
	thread_heed();
	return status;
}

/* The length, times and permissions that the source has. */
static NTSTATUS finish(struct both *b, const struct copying *c)
{
	struct stat st;
	if (c->stays)
		return STATUS_SUCCESS;
	if (!fstat(b->to->fd, &st) && (uint64_t)st.st_size != c->at &&
	    ftruncate(b->to->fd, c->at))
		return status_from_errno(errno);
	if (!fstat(b->from->fd, &st) && S_ISREG(st.st_mode)) {
		struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
					     st.st_mtim };
		/* Not every file system has them; the copy is good without. */
		(void)futimens(b->to->fd, times);
		(void)!fchmod(b->to->fd, st.st_mode & 0777);
	}
	return STATUS_SUCCESS;
}

NTSTATUS copy_finish(HANDLE from, HANDLE to, struct copying *c)
{
	struct both b;
	NTSTATUS status = both_find(&b, from, to);
	if (status)
		return status;
	if (file_use(b.from)) {
		status = finish(&b, c);
		file_unuse(b.from);
	} else {
		status = STATUS_INVALID_HANDLE;
	}
	both_done(&b);
	return status;
}

void copy_end(struct copying *c)
{
	if (c->buffer)
		munmap(c->buffer, BUFFER_BYTES);
	c->buffer = NULL;
}

void calls_hide(BOOL hide)
{
	struct thread *t = thread_self();
	if (t)
		atomic_fetch_add(&t->hidden, hide ? 1 : -1);
}
