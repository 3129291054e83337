/*
 * CancelIoEx and other processes: what a child waits for on an inherited
 * description is none of our operations.
 */
#include <windows.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "pair.h"

/* The descriptor that reads from the FIFO at path; -1 if there is none. */
static int reader_of(const char *path)
{
	char link[64], target[600];

	for (int fd = 3; fd < 1024; fd++) {
		ssize_t n;

		sprintf(link, "/proc/self/fd/%d", fd);
		n = readlink(link, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[n] = 0;
		if (!strcmp(target, path) &&
		    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
			return fd;
	}
	return -1;
}

/* Waits for a byte and ends with it as its code, 255 for trouble. */
static void child(int fd, int ready)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	unsigned char byte = 255;

	if (write(ready, "r", 1) != 1 || poll(&wait, 1, 20000) != 1 ||
	    read(fd, &byte, 1) != 1)
		byte = 255;
	_exit(byte);
}

/* K-024 K-171: ours ends with STATUS_CANCELLED, theirs waits on. */
static void spares_the_child(void)
{
	const char *path = fixture_fifo(0);
	HANDLE rd, wr;
	int ready[2], status;
	struct io io;
	char c;
	pid_t pid;

	/* The first pair lies on the first FIFO. */
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	ok(reader_of(path) >= 0, "no descriptor reads %s\n", path);
	ok(!pipe(ready), "no pipe\n");
	pid = fork();
	if (!pid)
		child(reader_of(path), ready[1]);
	ok(pid > 0 && read(ready[0], &c, 1) == 1, "no child\n");
	io_init(&io);
	io_read(rd, &io);
	works(CancelIoEx(rd, NULL));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	ok((DWORD)io.ov.Internal == 0xc0000120 && !io.ov.InternalHigh,
	   "status %#x\n", (DWORD)io.ov.Internal);
	fails(CancelIoEx(rd, NULL), ERROR_NOT_FOUND);
	works(CancelIo(rd));
	ok(waitpid(pid, &status, WNOHANG) == 0, "the child was stopped\n");
	feed(wr, "x", 1);
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		   WEXITSTATUS(status) == 'x',
	   "status %#x\n", status);
	io_fini(&io);
	close(ready[0]);
	close(ready[1]);
	CloseHandle(rd);
	CloseHandle(wr);
}

START_TEST(CancelIoEx_process_elf)
{
	RUN(spares_the_child);
}
