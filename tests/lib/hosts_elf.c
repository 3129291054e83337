/*
 * The two hosts of hosts.h. Raw system calls, as in names_elf.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "hosts.h"

#define FAR_MAC "02:00:00:00:00:02"

static int far_end = -1, near_end = -1; /* their namespaces */
static int arrivals = -1, server = -1;

static int own_namespace(void)
{
	return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

/* TRUE: done. */
static BOOL run(int where, const char *command)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 1);
		dup2(null, 2);
		if (setns(where, CLONE_NEWNET))
			_exit(1);
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return !status;
}

static BOOL connect_hosts(void)
{
	char command[300];

	/* with the far end's address known, nobody has to ask for it */
	snprintf(command, sizeof(command),
		 "PATH=$PATH:/sbin:/usr/sbin; ip link add there address " FAR_MAC
		 " type veth peer name here netns %d && ip link set there up && "
		 "ip addr add " HOST_MUTE "/24 dev there && ip link set lo up",
		 (int)getpid());
	return run(far_end, command) &&
	       run(near_end, "PATH=$PATH:/sbin:/usr/sbin; ip link set here up && "
			     "ip addr add " HOST_NEAR "/24 dev here && "
			     "ip link set lo up && "
			     "ip neigh add " HOST_GONE " lladdr " FAR_MAC
			     " dev here nud permanent && "
			     "ip neigh add " HOST_MUTE " lladdr " FAR_MAC
			     " dev here nud permanent");
}

/* What is to be at the far end, made there. */
static BOOL open_far(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };

	at.sin_port = __builtin_bswap16(53);
	if (setns(far_end, CLONE_NEWNET))
		return FALSE;
	arrivals = syscall(SYS_socket, AF_PACKET,
			   SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			   __builtin_bswap16(ETH_P_IP));
	server = syscall(SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return !syscall(SYS_bind, server, &at, sizeof(at)) && arrivals >= 0 &&
	       !setns(near_end, CLONE_NEWNET);
}

BOOL hosts_begin(const char **why)
{
	static char text[80];
	int before = own_namespace();

	*why = text;
	if (unshare(CLONE_NEWNET)) {
		snprintf(text, sizeof(text), "no network namespaces: %s",
			 strerror(errno));
		return FALSE;
	}
	far_end = own_namespace();
	if (unshare(CLONE_NEWNET) || (near_end = own_namespace()) < 0 ||
	    !connect_hosts()) {
		setns(before, CLONE_NEWNET);
		snprintf(text, sizeof(text), "no pair of hosts: ip or veth is missing");
		return FALSE;
	}
	if (!open_far()) {
		snprintf(text, sizeof(text), "the far host: %s", strerror(errno));
		return FALSE;
	}
	close(before);
	return TRUE;
}

void hosts_name_server(const char *host)
{
	char text[32];

	snprintf(text, sizeof(text), "%s:53", host);
	setenv("WINCANCEL_DNS", text, 1);
	setenv("RES_OPTIONS", "retrans:300", 1);
	setenv("LOCALDOMAIN", "test.example", 1);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* What is there; others than those of this protocol are forgotten. */
static int count(int protocol)
{
	unsigned char packet[2048];
	long size;
	int n = 0;

	while ((size = syscall(SYS_recvfrom, arrivals, packet, sizeof(packet), 0,
			       NULL, NULL)) >= 0)
		n += size >= 20 && packet[9] == protocol;
	return n;
}

int hosts_packets(int protocol, int ms)
{
	struct pollfd p = { .fd = arrivals, .events = POLLIN };
	long long end = now_ms() + ms, left;
	int n;

	while (!(n = count(protocol)) && (left = end - now_ms()) > 0)
		poll(&p, 1, left);
	return n;
}
