/*
 * The name servers of names.h. Raw system calls: in a program that links ws2_32 the
 * plain names of sockets are Winsock's.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "names.h"

#define FORWARDS "20000"

static int silent = -1;

static int udp_socket(unsigned short *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t length = sizeof(at);
	int fd = syscall(SYS_socket, AF_INET,
			 SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int room = 32 << 20;

	at.sin_addr.s_addr = __builtin_bswap32(INADDR_LOOPBACK);
	if (fd < 0 || syscall(SYS_bind, fd, &at, sizeof(at)) ||
	    syscall(SYS_getsockname, fd, &at, &length))
		return -1;
	/* As root it gets more than the machine allows others. */
	syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVBUFFORCE, &room,
		sizeof(room));
	*port = __builtin_bswap16(at.sin_port);
	return fd;
}

static void use_server(unsigned short port)
{
	char text[32];

	snprintf(text, sizeof(text), "127.0.0.1:%u", port);
	setenv("WINCANCEL_DNS", text, 1);
	/* A packet that is lost or refused is missed soon. */
	if (!getenv("RES_OPTIONS"))
		setenv("RES_OPTIONS", "retrans:300", 1);
	setenv("LOCALDOMAIN", "test.example", 1);
}

BOOL names_silent(void)
{
	unsigned short port;

	silent = udp_socket(&port);
	if (silent < 0)
		return FALSE;
	use_server(port);
	return TRUE;
}

void names_by_system(void)
{
	setenv("WINCANCEL_RESOLVER", "system", 1);
}

static void serve(unsigned short port, unsigned short forward)
{
	static char many[40][64];
	char own[32], hang[64];
	char *argv[64] = {
		"dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null",
		"--pid-file=", "--listen-address=127.0.0.1",
		"--bind-interfaces", "--no-resolv", "--no-hosts", "--user=",
		"--dns-forward-max=" FORWARDS, "--local=/test.example/",
		"--host-record=www.test.example,10.9.8.7,fd00::7",
		"--host-record=other.test.example,10.9.8.8", own, hang,
	};
	int n = 0, null;

	while (argv[n])
		n++;
	snprintf(own, sizeof(own), "--port=%u", port);
	snprintf(hang, sizeof(hang), "--server=/hang.example/127.0.0.1#%u",
		 forward);
	argv[13] = own;
	argv[14] = hang;
	for (int i = 0; i < 40; i++) {
		snprintf(many[i], sizeof(many[i]),
			 "--host-record=many.test.example,10.9.7.%d", i + 1);
		argv[n++] = many[i];
	}
	argv[n] = NULL;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(argv[0], argv);
	execv("/usr/sbin/dnsmasq", argv);
	_exit(127);
}

/* A question for its own sake; TRUE: it was answered. */
static BOOL server_answers(int fd, unsigned short port)
{
	static const unsigned char question[] =
		"\1\2\1\0\0\1\0\0\0\0\0\0\3www\4test\7example\0\0\1\0\1";
	struct sockaddr_in to = { .sin_family = AF_INET };
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char reply[512];

	to.sin_addr.s_addr = __builtin_bswap32(INADDR_LOOPBACK);
	to.sin_port = __builtin_bswap16(port);
	syscall(SYS_sendto, fd, question, sizeof(question) - 1, 0, &to,
		sizeof(to));
	return poll(&p, 1, 20) == 1 &&
	       syscall(SYS_recvfrom, fd, reply, sizeof(reply), 0, NULL, NULL) >
		       12;
}

BOOL names_real(void)
{
	unsigned short port, forward;
	int probe = udp_socket(&port);
	BOOL answers = FALSE;

	silent = udp_socket(&forward);
	if (probe < 0 || silent < 0)
		return FALSE;
	close(probe);
	if (!vfork())
		serve(port, forward);
	probe = udp_socket(&forward);
	for (int i = 0; i < 500 && !answers; i++)
		answers = server_answers(probe, port);
	close(probe);
	use_server(port);
	return answers;
}

int names_packets(void)
{
	char packet[512];
	int n = 0;

	while (syscall(SYS_recvfrom, silent, packet, sizeof(packet), 0, NULL,
		       NULL) >= 0)
		n++;
	return n;
}

int names_packets_wait(int many, int ms)
{
	struct pollfd p = { .fd = silent, .events = POLLIN };
	struct timespec now;
	long long end;
	int n = names_packets();

	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec * 1000LL + now.tv_nsec / 1000000 + ms;
	while (n < many) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		long long left = end - now.tv_sec * 1000LL -
				 now.tv_nsec / 1000000;
		if (left <= 0 || poll(&p, 1, left) < 0)
			break;
		n += names_packets();
	}
	return n;
}

BOOL names_answer(int flags, int answers, const void *rest, int size)
{
	struct pollfd p = { .fd = silent, .events = POLLIN };
	unsigned char packet[70000];
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	long n;

	if (poll(&p, 1, 5000) != 1)
		return FALSE;
	n = syscall(SYS_recvfrom, silent, packet, 512, 0, &from, &length);
	if (n < 12)
		return FALSE;
	packet[2] = flags >> 8;
	packet[3] = flags;
	packet[6] = answers >> 8;
	packet[7] = answers;
	memcpy(packet + n, rest, size);
	return syscall(SYS_sendto, silent, packet, n + size, 0, &from,
		       length) == n + size;
}
