/*
 * The protocol of named pipes spoken by hand, for peers that do not keep to it:
 * plain sockets in the names' folder, the greeting, and the shared memory as
 * docs/pipes.md has it. Such a peer knows the layout, so it includes it.
 */
#ifndef TESTS_PIPE_WIRE_H
#define TESTS_PIPE_WIRE_H

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include "peer.h"
#include "../../ntdll_cancel/npipe_ring.h"

/* fcntl.h has them for GNU's own programs only. */
#define WIRE_ADD_SEALS 1033
#define WIRE_SEAL_SEAL 1
#define WIRE_SEAL_SHRINK 2
#define WIRE_SEAL_GROW 4
#define WIRE_SEAL_WRITE 8
#define WIRE_SEALS (WIRE_SEAL_SEAL | WIRE_SEAL_SHRINK | WIRE_SEAL_GROW)
#define WIRE_MAGIC 0x70637731u
#define WIRE_FDS 250

struct wire_greeting {
	unsigned magic, welcome, quota[2];
	unsigned long long size;
};

static inline void wire_path(char path[600], const char *what)
{
	snprintf(path, 600, "%s/wincancel/%s", getenv("XDG_RUNTIME_DIR"), what);
}

static inline int wire_memory(size_t size, int seals)
{
	int fd = syscall(SYS_memfd_create, "hostile", 3);

	if (fd < 0 || ftruncate(fd, size) ||
	    (seals && fcntl(fd, WIRE_ADD_SEALS, seals)))
		abort();
	return fd;
}

static inline BOOL wire_address(struct sockaddr_un *at, const char *name)
{
	char path[600];

	wire_path(path, name);
	memset(at, 0, sizeof(*at));
	at->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(at->sun_path))
		return FALSE;
	strcpy(at->sun_path, path);
	return TRUE;
}

/* ---- as a server ------------------------------------------------------------ */

/* An instance that looks alive; its listener, or -1. */
static inline int wire_serve(void)
{
	char path[600], entry[64];
	struct sockaddr_un at;
	int held, s;

	wire_path(path, "");
	mkdir(path, 0700);
	wire_path(path, "peer");
	mkdir(path, 0700);
	sprintf(entry, "peer/i1-%d-2-1-255-50", getpid());
	wire_path(path, entry);
	held = open(path, O_CREAT | O_RDWR, 0600);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	if (held < 0 || flock(held, LOCK_EX) || s < 0 ||
	    !wire_address(&at, "peer/l1") ||
	    bind(s, (struct sockaddr *)&at, sizeof(at)) || listen(s, 16))
		return -1;
	return s;
}

static inline BOOL wire_send(int socket, const void *data, size_t size,
			     const int *fds, unsigned n)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(WIRE_FDS * sizeof(int))];
	} control;
	struct iovec part = { (void *)data, size };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };

	if (n) {
		memset(&control, 0, sizeof(control));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(&control.header), fds, n * sizeof(int));
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
	}
	return sendmsg(socket, &m, MSG_NOSIGNAL) == (ssize_t)size;
}

static inline struct wire_greeting wire_hello(void)
{
	return (struct wire_greeting){ WIRE_MAGIC, 1, { QUOTA, QUOTA },
				       sizeof(struct np_shared) };
}

/* ---- as a client ------------------------------------------------------------ */

static inline int wire_connect(const char *name)
{
	struct sockaddr_un at;
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (!wire_address(&at, name) ||
	    connect(s, (struct sockaddr *)&at, sizeof(at))) {
		close(s);
		return -1;
	}
	return s;
}

/* The memory's descriptor; -1: none came. */
static inline int wire_receive(int socket)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct wire_greeting g;
	struct iovec part = { &g, sizeof(g) };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1,
			    .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	int fd = -1;

	if (recvmsg(socket, &m, 0) == sizeof(g) && CMSG_FIRSTHDR(&m))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fd));
	return fd;
}

static inline struct np_shared *wire_map(int fd)
{
	void *at = mmap(NULL, sizeof(struct np_shared), PROT_READ | PROT_WRITE,
			MAP_SHARED, fd, 0);

	return at == MAP_FAILED ? NULL : at;
}

#endif
