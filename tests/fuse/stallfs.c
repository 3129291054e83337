/*
 * A FUSE file system of slow files, a program of its own so that no test
 * process ever holds /dev/fuse. Every regular file has 1 MiB of 'r'.
 *
 *   stallfs MOUNTPOINT     prints "ready" once it is mounted
 *
 * Besides the slow files: "control" (any write releases every stalled call)
 * and "wait-FILE-N" (its read returns once N calls are stalled on FILE).
 */
#include "stall.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FILE_SIZE (1 << 20)
#define READ_BYTES 16
#define CONTROL_INO 2
#define SLOW_INO 10
#define WAIT_INO 1000	/* + index * MAX_WAIT + count */
#define MAX_WAIT 100

const struct slow_file slow_files[] = {
	{ "open-stall", STALL_OPEN, 0, 0 },
	{ "open-stall-deaf", STALL_OPEN, 1, 0 },
	{ "read-stall", STALL_READ, 0, 0 },
	{ "read-stall-deaf", STALL_READ, 1, 0 },
	{ "read-stall-cached", STALL_READ, 0, 1 },
	{ "write-stall", STALL_WRITE, 0, 0 },
	{ "write-stall-deaf", STALL_WRITE, 1, 0 },
	{ "fsync-stall", STALL_FSYNC, 0, 0 },
	{ "fsync-stall-deaf", STALL_FSYNC, 1, 0 },
};
const unsigned int slow_file_count = sizeof(slow_files) / sizeof(*slow_files);

static const struct slow_file *slow(fuse_ino_t ino)
{
	return ino >= SLOW_INO && ino < SLOW_INO + slow_file_count ?
		&slow_files[ino - SLOW_INO] : NULL;
}

static void fill_stat(fuse_ino_t ino, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_ino = ino;
	st->st_nlink = 1;
	st->st_mode = ino == FUSE_ROOT_ID ? S_IFDIR | 0777 : S_IFREG | 0666;
	if (ino != FUSE_ROOT_ID)
		st->st_size = FILE_SIZE;
	st->st_blksize = 4096;
}

static fuse_ino_t find_name(const char *name)
{
	unsigned int i, count;
	size_t n;

	if (!strcmp(name, "control"))
		return CONTROL_INO;
	for (i = 0; i < slow_file_count; i++) {
		n = strlen(slow_files[i].name);
		if (!strcmp(name, slow_files[i].name))
			return SLOW_INO + i;
		if (!strncmp(name, "wait-", 5) &&
		    !strncmp(name + 5, slow_files[i].name, n) &&
		    sscanf(name + 5 + n, "-%u", &count) == 1 &&
		    count && count < MAX_WAIT)
			return WAIT_INO + i * MAX_WAIT + count;
	}
	return 0;
}

static void fs_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct fuse_entry_param e;

	memset(&e, 0, sizeof(e));
	if (parent == FUSE_ROOT_ID)
		e.ino = find_name(name);
	if (!e.ino) {
		fuse_reply_err(req, ENOENT);
		return;
	}
	e.attr_timeout = e.entry_timeout = 3600;
	fill_stat(e.ino, &e.attr);
	fuse_reply_entry(req, &e);
}

static void fs_getattr(fuse_req_t req, fuse_ino_t ino,
		       struct fuse_file_info *fi)
{
	struct stat st;

	(void)fi;
	fill_stat(ino, &st);
	fuse_reply_attr(req, &st, 3600);
}

static void fs_setattr(fuse_req_t req, fuse_ino_t ino, struct stat *attr,
		       int to_set, struct fuse_file_info *fi)
{
	(void)attr;
	(void)to_set;
	fs_getattr(req, ino, fi);
}

static void open_done(fuse_req_t req, void *arg)
{
	struct fuse_file_info fi;

	memset(&fi, 0, sizeof(fi));
	fi.direct_io = arg == NULL;
	/* an answer nobody takes any more: there is nothing to undo here */
	fuse_reply_open(req, &fi);
}

static void fs_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	const struct slow_file *file = slow(ino);

	(void)fi;
	if (file && file->call == STALL_OPEN)
		stall_request(req, ino - SLOW_INO, open_done, NULL);
	else
		open_done(req, file && file->cached ? (void *)file : NULL);
}

static void reply_bytes(fuse_req_t req, size_t size)
{
	char *buf = malloc(size + !size);

	if (!buf) {
		fuse_reply_err(req, ENOMEM);
		return;
	}
	memset(buf, 'r', size);
	fuse_reply_buf(req, buf, size);
	free(buf);
}

struct transfer {
	size_t size;
};

static struct transfer *new_transfer(size_t size)
{
	struct transfer *t = malloc(sizeof(*t));

	if (!t)
		abort();
	t->size = size;
	return t;
}

static void read_done(fuse_req_t req, void *arg)
{
	struct transfer *t = arg;

	reply_bytes(req, t->size);
	free(t);
}

static void fs_read(fuse_req_t req, fuse_ino_t ino, size_t size, off_t off,
		    struct fuse_file_info *fi)
{
	const struct slow_file *file = slow(ino);

	(void)fi;
	if (ino >= WAIT_INO) {
		if (off)
			fuse_reply_buf(req, NULL, 0);
		else
			stall_wait(req, (ino - WAIT_INO) / MAX_WAIT,
				   (ino - WAIT_INO) % MAX_WAIT);
		return;
	}
	if (off >= FILE_SIZE)
		size = 0;
	else if (size > (size_t)(FILE_SIZE - off))
		size = FILE_SIZE - off;
	if (!file || file->call != STALL_READ) {
		reply_bytes(req, size);
		return;
	}
	if (!file->cached && size > READ_BYTES)
		size = READ_BYTES;
	stall_request(req, ino - SLOW_INO, read_done, new_transfer(size));
}

static void write_done(fuse_req_t req, void *arg)
{
	struct transfer *t = arg;

	fuse_reply_write(req, t->size);
	free(t);
}

static void fs_write(fuse_req_t req, fuse_ino_t ino, const char *buf,
		     size_t size, off_t off, struct fuse_file_info *fi)
{
	const struct slow_file *file = slow(ino);

	(void)buf;
	(void)off;
	(void)fi;
	if (ino == CONTROL_INO)
		stall_release_all();
	if (file && file->call == STALL_WRITE)
		stall_request(req, ino - SLOW_INO, write_done,
			      new_transfer(size));
	else
		fuse_reply_write(req, size);
}

static void fsync_done(fuse_req_t req, void *arg)
{
	(void)arg;
	fuse_reply_err(req, 0);
}

static void fs_fsync(fuse_req_t req, fuse_ino_t ino, int datasync,
		     struct fuse_file_info *fi)
{
	const struct slow_file *file = slow(ino);

	(void)datasync;
	(void)fi;
	if (file && file->call == STALL_FSYNC)
		stall_request(req, ino - SLOW_INO, fsync_done, NULL);
	else
		fsync_done(req, NULL);
}

static const struct fuse_lowlevel_ops fs_ops = {
	.lookup = fs_lookup,
	.getattr = fs_getattr,
	.setattr = fs_setattr,
	.open = fs_open,
	.read = fs_read,
	.write = fs_write,
	.fsync = fs_fsync,
};

static void serve(struct fuse_session *session)
{
	struct pollfd pfd = { .fd = fuse_session_fd(session),
			      .events = POLLIN };
	struct fuse_buf buf = { .mem = NULL };
	int n;

	while (!fuse_session_exited(session)) {
		n = poll(&pfd, 1, stall_expire());
		if (n <= 0)
			continue;
		n = fuse_session_receive_buf(session, &buf);
		if (n == -EINTR)
			continue;
		if (n <= 0)
			break;
		fuse_session_process_buf(session, &buf);
	}
	free(buf.mem);
}

int main(int argc, char **argv)
{
	char *fuse_argv[] = { argv[0], "-o", "fsname=stallfs", NULL };
	struct fuse_args args = FUSE_ARGS_INIT(3, fuse_argv);
	struct fuse_session *session;

	if (argc != 2) {
		fprintf(stderr, "usage: %s MOUNTPOINT\n", argv[0]);
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	session = fuse_session_new(&args, &fs_ops, sizeof(fs_ops), NULL);
	if (!session || fuse_set_signal_handlers(session) ||
	    fuse_session_mount(session, argv[1]))
		return 1;
	fcntl(fuse_session_fd(session), F_SETFD, FD_CLOEXEC);
	puts("ready");
	fflush(stdout);
	serve(session);
	fuse_session_unmount(session);
	fuse_remove_signal_handlers(session);
	fuse_session_destroy(session);
	fuse_opt_free_args(&args);
	return 0;
}
