/*
 * Blocking hooks in the child of a fork, which Winsock is not for: WSAEOPNOTSUPP, from
 * these functions as from the others.
 */
#include <winsock2.h>
#include <windows.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "hooked.h"

static BOOL WINAPI hook(void)
{
	return FALSE;
}

static BOOL not_supported(BOOL failed)
{
	return failed && WSAGetLastError() == WSAEOPNOTSUPP;
}

/* 0: all is as it should be. */
static int child(void)
{
	alarm(10);
	if (!not_supported(WSACancelBlockingCall() == SOCKET_ERROR))
		return 1;
	if (!not_supported(!WSASetBlockingHook((FARPROC)(void *)hook)))
		return 2;
	if (!not_supported(WSAUnhookBlockingHook() == SOCKET_ERROR))
		return 3;
	return WSAIsBlocking() ? 4 : 0;
}

static void forked(void)
{
	int status = -1;
	pid_t pid;

	sock_start();
	set_hook(hook);
	pid = fork();
	if (!pid)
		_exit(child());
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && !WEXITSTATUS(status), "status %#x\n", status);
	/* the parent's is as it was */
	ok(WSASetBlockingHook((FARPROC)(void *)hook) == (FARPROC)(void *)hook,
	   "another one\n");
}

START_TEST(WSACancelBlockingCall_fork_elf)
{
	RUN(forked);
}
