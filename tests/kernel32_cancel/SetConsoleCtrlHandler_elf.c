/*
 * SetConsoleCtrlHandler, and Ctrl+C at a terminal that is the process's own: each
 * case is executed a second time with a session and a controlling terminal.
 */
#define _GNU_SOURCE
#include <windows.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "wine/test.h"
#include "blocked.h"

#define TYPED "\003"
#define BREAK "\034"

static int calls[2];
static DWORD last_event = UNTOUCHED;

static BOOL WINAPI first(DWORD event)
{
	__atomic_store_n(&last_event, event, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&calls[0], 1, __ATOMIC_SEQ_CST);
	return TRUE;
}

static BOOL WINAPI second(DWORD event)
{
	(void)event;
	__atomic_fetch_add(&calls[1], 1, __ATOMIC_SEQ_CST);
	return FALSE;
}

static void await_calls(int which)
{
	while (!__atomic_load_n(&calls[which], __ATOMIC_SEQ_CST))
		SwitchToThread();
}

static DWORD event_told(void)
{
	return __atomic_load_n(&last_event, __ATOMIC_SEQ_CST);
}

static int count(int which)
{
	return __atomic_load_n(&calls[which], __ATOMIC_SEQ_CST);
}

/*
 * This case once more, executed anew at a terminal of its own, where it is child
 * that runs; once it says so keys are typed, again and again, until it ends.
 */
static int at_terminal(const char *name_of_case, int (*child)(int ready),
		       const char *keys)
{
	const char *there = getenv("TEST_AT_TERMINAL"), *now = "";
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	int end[2], status = -1;
	char name[64], all[256];
	pid_t pid;

	if (there)
		exit(child(atoi(there)));
	if (master < 0 || grantpt(master) || unlockpt(master) ||
	    ptsname_r(master, name, sizeof(name)) || pipe2(end, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		char text[16];
		int tty;

		snprintf(text, sizeof(text), "%d", end[1]);
		setenv("TEST_AT_TERMINAL", text, 1);
		fcntl(end[1], F_SETFD, 0);
		setsid();
		tty = open(name, O_RDWR);
		ioctl(tty, TIOCSCTTY, 0);
		dup2(tty, 0);
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		execl("/proc/self/exe", "test", "--case", name_of_case, NULL);
		_exit(99);
	}
	close(end[1]);
	for (;;) {
		struct pollfd p[2] = {{.fd = end[0], .events = POLLIN},
				      {.fd = master, .events = POLLIN}};

		poll(p, 2, 20);
		if (p[1].revents & POLLIN && read(master, all, sizeof(all)) < 0)
			break;
		if (p[0].revents & POLLIN)
			now = read(end[0], all, 1) == 1 && *all == 'r' ?
				      "x\n" : keys;
		else if (p[0].revents)
			break;
		if (write(master, now, strlen(now)) < 0)
			break;
	}
	close(end[0]);
	waitpid(pid, &status, 0);
	close(master);
	return status;
}

/* The argument is a whole run of the case: once. */
#define ends_well(run)                                                   \
	do {                                                             \
		int status = (run);                                      \
		ok(WIFEXITED(status) && !WEXITSTATUS(status),            \
		   "status %#x\n", status);                              \
	} while (0)

/* From now on Ctrl+C does not end the process. */
static void ready_for_keys(int ready)
{
	ok(write(ready, "k", 1) == 1, "nobody types\n");
}

/* How a read ended by Ctrl+C has to look; which check failed. */
static int broken_read(HANDLE h)
{
	DWORD moved = UNTOUCHED;
	char buf[16];

	SetLastError(UNTOUCHED);
	if (!ReadFile(h, buf, sizeof(buf), &moved, NULL))
		return 1;
	if (moved)
		return 2;
	return GetLastError() == ERROR_OPERATION_ABORTED ? 0 : 3;
}

/* The next read is as any other. */
static int whole_read(HANDLE h, int ready)
{
	DWORD moved = 0;
	char buf[16];
	int wrong;

	if (write(ready, "r", 1) != 1)
		return 10;
	/* Those that were typed before may still come. */
	while (!(wrong = !ReadFile(h, buf, sizeof(buf), &moved, NULL)) &&
	       !moved)
		;
	return wrong || moved != 2 || buf[0] != 'x' ? 11 : 0;
}

static int read_std(int ready)
{
	HANDLE h = GetStdHandle(STD_INPUT_HANDLE);
	int wrong;

	if (!SetConsoleCtrlHandler(first, TRUE))
		return 20;
	ready_for_keys(ready);
	if ((wrong = broken_read(h)))
		return wrong;
	await_calls(0);
	if (event_told() != CTRL_C_EVENT)
		return 21;
	return whole_read(h, ready);
}

static int read_conin(int ready)
{
	HANDLE h = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE,
			       PAIR_SHARE, NULL, OPEN_EXISTING, 0, NULL);
	DWORD mode;
	int wrong;

	if (!SetConsoleCtrlHandler(first, TRUE))
		return 20;
	ready_for_keys(ready);
	if (!GetConsoleMode(h, &mode) || !(mode & ENABLE_PROCESSED_INPUT))
		return 22;
	if ((wrong = broken_read(h)))
		return wrong;
	return whole_read(h, ready);
}

/* K-102 */
static void ends_a_read(void)
{
	ends_well(at_terminal("ends_a_read", read_std, TYPED));
}

static void ends_a_read_of_conin(void)
{
	ends_well(at_terminal("ends_a_read_of_conin", read_conin, TYPED));
}

/* K-102: the same by Ctrl+Break. */
static int read_for_break(int ready)
{
	int wrong;

	SetConsoleCtrlHandler(first, TRUE);
	ready_for_keys(ready);
	wrong = broken_read(GetStdHandle(STD_INPUT_HANDLE));
	await_calls(0);
	return wrong ? wrong : event_told() != CTRL_BREAK_EVENT;
}

static void ctrl_break(void)
{
	ends_well(at_terminal("ctrl_break", read_for_break, BREAK));
}

/* S-043: the youngest first, the older ones if that did not take care of it. */
static int in_order(int ready)
{
	SetConsoleCtrlHandler(second, TRUE);
	SetConsoleCtrlHandler(first, TRUE);
	ready_for_keys(ready);
	await_calls(0);
	if (count(1))
		return 1;
	if (!SetConsoleCtrlHandler(second, TRUE))
		return 2;
	await_calls(1);
	return 0;
}

static void order(void)
{
	ends_well(at_terminal("order", in_order, TYPED));
}

/* S-043: nobody takes care of it, and the process ends by the signal. */
static int unhandled(int ready)
{
	SetConsoleCtrlHandler(second, TRUE);
	ready_for_keys(ready);
	for (;;)
		Sleep(INFINITE);
	return 0;
}

static void default_end(void)
{
	int status = at_terminal("default_end", unhandled, TYPED);

	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT, "status %#x\n",
	   status);
}

static int taken_away(int ready)
{
	SetConsoleCtrlHandler(first, TRUE);
	SetConsoleCtrlHandler(first, FALSE);
	ready_for_keys(ready);
	for (;;)
		Sleep(INFINITE);
	return 0;
}

static void handler_gone(void)
{
	int status = at_terminal("handler_gone", taken_away, TYPED);

	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT, "status %#x\n",
	   status);
}

/* S-043: ignored, Ctrl+C disturbs nobody. */
static int ignoring(int ready)
{
	int wrong;

	SetConsoleCtrlHandler(first, TRUE);
	SetConsoleCtrlHandler(NULL, TRUE);
	ready_for_keys(ready);
	wrong = whole_read(GetStdHandle(STD_INPUT_HANDLE), ready);
	return wrong ? wrong : count(0);
}

static void ignored(void)
{
	ends_well(at_terminal("ignored", ignoring, TYPED));
}

/* K-019: a cancel is no Ctrl+C. */
static int cancelling(int ready)
{
	struct blocked b = {.file = GetStdHandle(STD_INPUT_HANDLE)};

	(void)ready;
	SetConsoleCtrlHandler(first, TRUE);
	blocked_start(&b, blocked_read);
	blocked_cancel(&b);
	WaitForSingleObject(b.thread, INFINITE);
	return b.ret || b.err != ERROR_OPERATION_ABORTED;
}

static void a_cancel(void)
{
	ends_well(at_terminal("a_cancel", cancelling, ""));
}

static int other_masks;

/* Keys are typed again and again, so this may run in several threads. */
static DWORD WINAPI look_at_mask(void *arg)
{
	sigset_t mask;
	int blocked = 0;

	(void)arg;
	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	for (int sig = 1; sig < 32; sig++)
		blocked += sigismember(&mask, sig);
	if (blocked != 1 || !sigismember(&mask, SIGUSR1))
		__atomic_fetch_add(&other_masks, 1, __ATOMIC_SEQ_CST);
	return 0;
}

static BOOL WINAPI look_at_masks(DWORD event)
{
	HANDLE thread;

	look_at_mask(NULL);
	thread = CreateThread(NULL, 0, look_at_mask, NULL, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	return first(event);
}

/* S-043: a handler's thread, and those it makes, can be sent signals as the thread
 * that asked for the handler. */
static int masks(int ready)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &one, NULL);
	SetConsoleCtrlHandler(look_at_masks, TRUE);
	SetConsoleCtrlHandler(NULL, FALSE);
	ready_for_keys(ready);
	await_calls(0);
	/* Handlers of later keys may be running: no orderly end. */
	_exit(__atomic_load_n(&other_masks, __ATOMIC_SEQ_CST));
}

static void signal_mask(void)
{
	ends_well(at_terminal("signal_mask", masks, TYPED));
}

/* S-043: a child that never called exec has no handlers; it ends by the signal, and
 * its parent hears nothing of it. */
static void forked_child(void)
{
	int status = -1;
	pid_t pid;

	signal(SIGINT, SIG_DFL);
	works(SetConsoleCtrlHandler(first, TRUE));
	pid = fork();
	if (!pid) {
		raise(SIGINT);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT, "status %#x\n",
	   status);
	ok(!count(0), "a handler ran\n");
}

/* S-043 */
static void arguments(void)
{
	fails(SetConsoleCtrlHandler(first, FALSE), ERROR_INVALID_PARAMETER);
	works(SetConsoleCtrlHandler(first, TRUE));
	works(SetConsoleCtrlHandler(first, TRUE));
	works(SetConsoleCtrlHandler(first, FALSE));
	works(SetConsoleCtrlHandler(first, FALSE));
	fails(SetConsoleCtrlHandler(first, FALSE), ERROR_INVALID_PARAMETER);
	works(SetConsoleCtrlHandler(NULL, FALSE));
}

START_TEST(SetConsoleCtrlHandler_elf)
{
	RUN(ends_a_read);
	RUN(ends_a_read_of_conin);
	RUN(ctrl_break);
	RUN(order);
	RUN(default_end);
	RUN(handler_gone);
	RUN(ignored);
	RUN(a_cancel);
	RUN(signal_mask);
	RUN(forked_child);
	RUN(arguments);
}
