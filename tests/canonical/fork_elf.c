/*
 * Canonical case 13: a fork while something is pending. The parent's operations
 * end once, in the parent; the child takes nothing, delivers nothing, and is told
 * that the library is not for it.
 */
#include <windows.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "named_pipe.h"
#include "ranges.h"
#include "serial.h"

/* The child's verdict is its exit status: no message may be lost in it. */
static int wait_for_child(pid_t pid)
{
	int status = -1;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void with_a_read_pending(HANDLE rd, HANDLE wr)
{
	struct io io;
	int verdict;
	pid_t pid;

	io_init(&io);
	io_read(rd, &io);
	pid = fork();
	if (!pid) {
		DWORD moved;
		char c;

		if (HasOverlappedIoCompleted(&io.ov))
			_exit(1);
		if (CancelIoEx(rd, &io.ov) ||
		    GetLastError() != ERROR_NOT_SUPPORTED)
			_exit(2);
		if (ReadFile(rd, &c, 1, &moved, &io.ov) ||
		    GetLastError() != ERROR_NOT_SUPPORTED)
			_exit(3);
		_exit(0);
	}
	verdict = wait_for_child(pid);
	ok(verdict == 0, "the child says %d\n", verdict);
	io_waits(rd, &io);
	feed(wr, "parent", 6);
	io_ends(rd, &io, 0, 6);
	ok(!memcmp(io.buf, "parent", 6), "wrong bytes\n");
	io_read(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
}

static void overlapped(void)
{
	HANDLE rd, wr;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	with_a_read_pending(rd, wr);
}

static void named_pipe(void)
{
	struct pipe_ends p;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	with_a_read_pending(p.client, p.server);
	pipe_close(&p);
}

/* The server's waiting for a client is the parent's too. */
static void named_pipe_connect(void)
{
	struct pipe_ends p;
	struct io io;
	pid_t pid;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	io_init(&io);
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &io.ov));
	pid = fork();
	if (!pid)
		_exit(CancelIoEx(p.server, NULL) ||
		      GetLastError() != ERROR_NOT_SUPPORTED ||
		      ConnectNamedPipe(p.server, NULL) ||
		      GetLastError() != ERROR_NOT_SUPPORTED ||
		      WaitNamedPipeA(p.name, 0) ||
		      GetLastError() != ERROR_NOT_SUPPORTED);
	ok(wait_for_child(pid) == 0, "the child was served\n");
	io_waits(p.server, &io);
	pipe_client(&p, BOTH_WAYS, 0);
	io_ends(p.server, &io, 0, 0);
	io_fini(&io);
	pipe_close(&p);
}

/* A serial port's waiting for an event, too. */
static void serial_event(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	DWORD events, none;
	struct io io;
	pid_t pid;

	works(SetCommMask(port, EV_RXCHAR));
	io_init(&io);
	port_wait(port, &events, &io);
	pid = fork();
	if (!pid)
		_exit(CancelIoEx(port, NULL) ||
		      GetLastError() != ERROR_NOT_SUPPORTED ||
		      SetCommMask(port, 0) ||
		      GetLastError() != ERROR_NOT_SUPPORTED ||
		      WaitCommEvent(port, &none, NULL) ||
		      GetLastError() != ERROR_NOT_SUPPORTED);
	ok(wait_for_child(pid) == 0, "the child was served\n");
	io_waits(port, &io);
	port_feed("a", 1);
	port_told(port, &events, &io, EV_RXCHAR);
	io_fini(&io);
	CloseHandle(port);
}

static void blocking(void)
{
	struct blocked b = {0};
	HANDLE wr;
	int verdict;
	pid_t pid;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, blocked_read);
	pid = fork();
	if (!pid)
		_exit(CancelSynchronousIo(b.thread) ||
		      GetLastError() != ERROR_NOT_SUPPORTED);
	verdict = wait_for_child(pid);
	ok(verdict == 0, "the child says %d\n", verdict);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
}

static void in_the_engine(void)
{
	const char *path = slow_file("read-stall");
	HANDLE file;
	struct io io;
	pid_t pid;

	if (!path)
		return;
	file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   FILE_FLAG_OVERLAPPED, NULL);
	io_init(&io);
	io_read(file, &io);
	ok(fixture_fuse_wait("read-stall", 1), "%s\n", fixture_why());
	pid = fork();
	if (!pid)
		_exit(HasOverlappedIoCompleted(&io.ov));
	ok(wait_for_child(pid) == 0, "the child saw it end\n");
	io_waits(file, &io);
	ok(fixture_fuse_release(), "%s\n", fixture_why());
	io_ends(file, &io, 0, FIXTURE_FUSE_BYTES);
	io_fini(&io);
}

/* The child has the descriptor too: what the parent gives up is free all the same. */
static void byte_range(void)
{
	HANDLE a = ranges_file(0), file = ranges_file(FILE_FLAG_OVERLAPPED);
	struct io io;
	int go[2];
	pid_t pid;

	io_init(&io);
	ok(!pipe(go), "no pipe\n");
	locks(a, EXCLUSIVE, 0, 10);
	range_waits(file, EXCLUSIVE, 0, 10, &io);
	pid = fork();
	if (!pid) {
		char c;

		if (try_range(file, SHARED, 20, 10) ||
		    GetLastError() != ERROR_NOT_SUPPORTED)
			_exit(1);
		if (drop_range(a, 0, 10) ||
		    GetLastError() != ERROR_NOT_SUPPORTED)
			_exit(2);
		close(go[1]);
		_exit(read(go[0], &c, 1) != 0);
	}
	io_waits(file, &io);
	CloseHandle(a);
	io_ends(file, &io, 0, 0);
	CloseHandle(file);
	/* The child lives: another open of the file must not meet its locks. */
	a = ranges_file(0);
	locks(a, EXCLUSIVE, 0, 10);
	close(go[1]);
	ok(wait_for_child(pid) == 0, "the child was served\n");
	CloseHandle(a);
	close(go[0]);
	io_fini(&io);
}

START_TEST(fork_elf)
{
	RUN(overlapped);
	RUN(named_pipe);
	RUN(named_pipe_connect);
	RUN(serial_event);
	RUN(blocking);
	RUN(in_the_engine);
	RUN(byte_range);
}
