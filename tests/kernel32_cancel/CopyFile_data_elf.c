/*
 * CopyFile and the rest of Linux: holes, permissions, links, files that change
 * meanwhile, files that are none, a full disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <windows.h>
#include "wine/test.h"
#include "progress.h"

static struct stat stat_of(const char *path)
{
	struct stat st;

	memset(&st, 0, sizeof(st));
	ok(!lstat(path, &st), "%s: errno %d\n", path, errno);
	return st;
}

static void put_at(const char *path, long long at, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	ok(pwrite(fd, text, strlen(text), at) == (ssize_t)strlen(text),
	   "errno %d\n", errno);
	close(fd);
}

#define has_at(path, at, text) has_at_(__FILE__, __LINE__, path, at, text)
static void has_at_(const char *src, int line, const char *path, long long at,
		    const char *text)
{
	char buf[64] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	ok_(src, line)(pread(fd, buf, strlen(text), at) ==
				       (ssize_t)strlen(text) &&
			       !strcmp(buf, text),
		       "%s: %s at %lld\n", path, buf, at);
	close(fd);
}

#define GIB (1ll << 30)

/* F-311: 6 GiB of which little is there, and that beyond 4 GiB too */
static void holes(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	const char *other = other_volume("holes");
	struct stat st;

	put_at(from, 4096 * 5, "first");
	put_at(from, 5 * GIB + 12345, "last");
	ok(!truncate(from, 6 * GIB), "errno %d\n", errno);
	for (int i = 0; i < 2; i++) {
		struct progress p = { .at = 0 };

		if (!to)
			break;
		works(CopyFileExA(from, to, progress_routine, &p, NULL, 0));
		ok(!p.wrong && p.last == 6 * GIB, "%u wrong, %lld bytes\n",
		   p.wrong, (long long)p.last);
		st = stat_of(to);
		ok(st.st_size == 6 * GIB, "%lld bytes\n",
		   (long long)st.st_size);
		ok(st.st_blocks < 1000, "%lld blocks\n",
		   (long long)st.st_blocks);
		has_at(to, 4096 * 5, "first");
		has_at(to, 5 * GIB + 12345, "last");
		works(DeleteFileA(to));
		to = other;
	}
	/* nothing but a hole */
	to = fixture_path("to");
	ok(!truncate(from, 0) && !truncate(from, 77777), "errno %d\n", errno);
	works(CopyFileA(from, to, FALSE));
	ok(stat_of(to).st_size == 77777, "%d\n", (int)stat_of(to).st_size);
}

/* F-303, F-312: permissions, and a target that is never open to more than the
 * source */
static DWORD CALLBACK looks_at_mode(LARGE_INTEGER size, LARGE_INTEGER done,
				    LARGE_INTEGER stream_size,
				    LARGE_INTEGER stream_done, DWORD stream,
				    DWORD reason, HANDLE from, HANDLE to,
				    void *context)
{
	(void)size, (void)done, (void)stream_size, (void)stream_done;
	(void)stream, (void)reason, (void)from, (void)to;
	ok((stat_of(context).st_mode & 0777) == 0600, "mode %o\n",
	   stat_of(context).st_mode);
	return PROGRESS_CONTINUE;
}

static void permissions(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	struct stat a, b;

	new_file(from, 100, 1);
	chmod(from, 0400);
	works(CopyFileExA(from, to, looks_at_mode, (void *)to, NULL, 0));
	a = stat_of(from);
	b = stat_of(to);
	ok((b.st_mode & 07777) == 0400, "mode %o\n", b.st_mode);
	ok(a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
		   a.st_mtim.tv_nsec == b.st_mtim.tv_nsec,
	   "another time\n");
	chmod(from, 04755);
	chmod(to, 0666);
	works(CopyFileA(from, to, FALSE));
	b = stat_of(to);
	ok((b.st_mode & 07777) == 0755, "mode %o\n", b.st_mode);
}

/* F-313: what it leads to, or with COPY_FILE_COPY_SYMLINK the link */
static void links(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	const char *link = fixture_path("link");
	char text[300] = "";

	new_file(from, 100, 1);
	ok(!symlink("from", link), "errno %d\n", errno);
	works(CopyFileA(link, to, TRUE));
	has_contents(to, 100, 1);
	ok(S_ISREG(stat_of(to).st_mode), "no file\n");
	fails(CopyFileExA(link, to, NULL, NULL, NULL,
			  COPY_FILE_COPY_SYMLINK | COPY_FILE_FAIL_IF_EXISTS),
	      ERROR_FILE_EXISTS);
	works(CopyFileExA(link, to, NULL, NULL, NULL, COPY_FILE_COPY_SYMLINK));
	ok(readlink(to, text, sizeof(text)) == 4 && !strcmp(text, "from"),
	   "%s\n", text);
	fails(CopyFileExA(link, link, NULL, NULL, NULL,
			  COPY_FILE_COPY_SYMLINK),
	      ERROR_SHARING_VIOLATION);
	/* one that leads nowhere can be copied as a link only */
	ok(!unlink(from), "errno %d\n", errno);
	fails(CopyFileA(link, fixture_path("x"), TRUE), ERROR_FILE_NOT_FOUND);
	works(CopyFileExA(link, fixture_path("x"), NULL, NULL, NULL,
			  COPY_FILE_COPY_SYMLINK));
	/* the flag means nothing to a file */
	new_file(from, 100, 2);
	works(CopyFileExA(from, fixture_path("y"), NULL, NULL, NULL,
			  COPY_FILE_COPY_SYMLINK));
	has_contents(fixture_path("y"), 100, 2);
}

struct changing {
	const char *path;
	long long size; /* that it gets with the first report */
};

static DWORD CALLBACK changes(LARGE_INTEGER size, LARGE_INTEGER done,
			      LARGE_INTEGER stream_size,
			      LARGE_INTEGER stream_done, DWORD stream,
			      DWORD reason, HANDLE from, HANDLE to,
			      void *context)
{
	struct changing *c = context;

	(void)stream_size, (void)stream_done, (void)stream, (void)from;
	(void)to;
	if (reason == CALLBACK_CHUNK_FINISHED && c->size >= 0) {
		ok(!truncate(c->path, c->size), "errno %d\n", errno);
		c->size = -1;
	}
	ok(done.QuadPart <= size.QuadPart, "%lld of %lld\n",
	   (long long)done.QuadPart, (long long)size.QuadPart);
	return PROGRESS_CONTINUE;
}

/* F-314: it grows: as much as there was; it shrinks: what is left */
static void changing(void)
{
	static const struct {
		long long size, copied;
	} rows[] = { { 9 * MIB, 5 * MIB }, { MIB, MIB }, { 10, -1 } };
	const char *from = fixture_path("from"), *to = fixture_path("to");

	for (int i = 0; i < 3; i++) {
		struct changing c = { from, rows[i].size };

		new_file(from, 5 * MIB, i);
		works(CopyFileExA(from, to, changes, &c, NULL, 0));
		if (rows[i].copied >= 0)
			has_contents(to, rows[i].copied, i);
		else
			ok(file_size(to) < 5 * MIB, "%d bytes\n",
			   (int)file_size(to));
	}
}

static DWORD WINAPI copies(void *to)
{
	works(CopyFileA(fixture_fifo(0), to, FALSE));
	return 0;
}

/* F-315: to and from what is no file; none of it is cut or removed */
static void no_files(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	const char *null = fixture_path("null");
	struct progress p = { .at = 1, .answer = PROGRESS_CANCEL };
	HANDLE thread;
	int fd, left;

	new_file(from, MIB, 1);
	/* its own: the machine's would be gone if this went wrong */
	if (mknod(null, S_IFCHR | 0666, makedev(1, 3))) {
		skip("no device can be made here\n");
	} else {
		works(CopyFileA(from, null, FALSE));
		fails(CopyFileExA(from, null, progress_routine, &p, NULL, 0),
		      ERROR_REQUEST_ABORTED);
		ok(S_ISCHR(stat_of(null).st_mode), "no device any more\n");
		works(CopyFileA(null, to, FALSE));
		ok(!file_size(to), "%d bytes\n", (int)file_size(to));
	}
	works(CopyFileA("/proc/self/status", to, FALSE));
	ok(file_size(to) > 100, "%d bytes\n", (int)file_size(to));
	to = fixture_path("from_a_pipe"); /* the other one is read-only now */
	fd = open(fixture_fifo(0), O_RDWR | O_CLOEXEC);
	ok(write(fd, "from a pipe", 11) == 11, "errno %d\n", errno);
	thread = CreateThread(NULL, 0, copies, (void *)to, 0, NULL);
	/* once it has read what there is its writer may go */
	while (!ioctl(fd, FIONREAD, &left) && left)
		SwitchToThread();
	close(fd);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	has_at(to, 0, "from a pipe");
	ok(file_size(to) == 11, "%d bytes\n", (int)file_size(to));
}

static DWORD WINAPI copies_to_pipe(void *from)
{
	fails(CopyFileA(from, fixture_fifo(0), FALSE), ERROR_NO_DATA);
	return 0;
}

/* F-315: whoever read has gone; that is an error, and no signal */
static void reader_goes(void)
{
	const char *from = fixture_path("from");
	struct stat st;
	HANDLE thread;
	char byte;
	int fd;

	new_file(from, MIB, 1);
	thread = CreateThread(NULL, 0, copies_to_pipe, (void *)from, 0, NULL);
	fd = open(fixture_fifo(0), O_RDONLY | O_CLOEXEC);
	ok(read(fd, &byte, 1) == 1, "errno %d\n", errno);
	close(fd);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	ok(!stat(fixture_fifo(0), &st) && S_ISFIFO(st.st_mode), "it has gone\n");
}

/* F-316: no room: the error says so, and what was copied is gone */
static void full_disk(void)
{
	const char *from = fixture_path("from"), *dir = fixture_path("small");
	struct progress p = { .at = 0 };
	char to[600];

	mkdir(dir, 0700);
	if (mount("none", dir, "tmpfs", 0, "size=1m")) {
		skip("nothing can be mounted here\n");
		return;
	}
	snprintf(to, sizeof(to), "%s/to", dir);
	new_file(from, 5 * MIB, 1);
	fails(CopyFileExA(from, to, progress_routine, &p, NULL, 0),
	      ERROR_DISK_FULL);
	not_there(to);
	fails(CopyFileA(from, to, FALSE), ERROR_DISK_FULL);
	not_there(to);
	/* F-310: but not if it is to be gone on with */
	fails(CopyFileExA(from, to, NULL, NULL, NULL, COPY_FILE_RESTARTABLE),
	      ERROR_DISK_FULL);
	ok(file_size(to) > 0, "%d bytes\n", (int)file_size(to));
	ok(!mount("none", dir, "tmpfs", MS_REMOUNT, "size=9m"), "errno %d\n",
	   errno);
	p = (struct progress){ .at = 0 };
	works(CopyFileExA(from, to, progress_routine, &p, NULL,
			  COPY_FILE_RESTARTABLE));
	ok(p.first > 0, "begun anew\n");
	has_contents(to, 5 * MIB, 1);
	umount2(dir, MNT_DETACH);
}

/* What a partial copy remembers: another copy over it must not look like its
 * beginning, even if that one is killed in the middle. */
static DWORD CALLBACK looks_for_mark(LARGE_INTEGER size, LARGE_INTEGER done,
				     LARGE_INTEGER stream_size,
				     LARGE_INTEGER stream_done, DWORD stream,
				     DWORD reason, HANDLE from, HANDLE to,
				     void *context)
{
	char mark[256];

	(void)size, (void)done, (void)stream_size, (void)stream_done;
	(void)stream, (void)reason, (void)from, (void)to;
	ok(getxattr(context, "user.wincancel.copy", mark, sizeof(mark)) < 0,
	   "the mark is there\n");
	return PROGRESS_CONTINUE;
}

/* F-308 */
static void marks(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	struct progress p = { .at = 2, .answer = PROGRESS_STOP };
	char mark[256];

	new_file(from, 5 * MIB, 1);
	fails(CopyFileExA(from, to, progress_routine, &p, NULL, 0),
	      ERROR_REQUEST_ABORTED);
	if (getxattr(to, "user.wincancel.copy", mark, sizeof(mark)) < 0) {
		skip("no extended attributes here\n");
		return;
	}
	works(CopyFileExA(from, to, looks_for_mark, (void *)to, NULL, 0));
	ok(getxattr(to, "user.wincancel.copy", mark, sizeof(mark)) < 0,
	   "the mark is there\n");
}

START_TEST(CopyFile_data_elf)
{
	RUN(holes);
	RUN(permissions);
	RUN(links);
	RUN(changing);
	RUN(no_files);
	RUN(reader_goes);
	RUN(full_disk);
	RUN(marks);
}
