/*
 * CreateProcess and Linux: where programs are looked for, what the child has of
 * signals and descriptors, and what the program's own children see of it.
 */
#include <windows.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"
#include "descriptors.h"

static void run(const char *line, DWORD expected)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	PROCESS_INFORMATION info = {0};
	struct child c = {0};
	char copy[4096];

	strcpy(copy, line);
	works(CreateProcessA(NULL, copy, NULL, NULL, TRUE, 0, NULL, NULL,
			     &startup, &info));
	c.process = info.hProcess;
	c.thread = info.hThread;
	child_ends(&c, expected);
}

static void write_script(const char *path, const char *text, int mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	ok(write(fd, text, strlen(text)) == (ssize_t)strlen(text), "write\n");
	close(fd);
}

/* P-010 P-012 */
static void places(void)
{
	char line[2000], path[3000];

	write_script(fixture_path("seven"), "#!/bin/sh\nexit 7\n", 0755);
	write_script(fixture_path("eight 8"), "#!/bin/sh\nexit 8\n", 0755);
	write_script(fixture_path("nine.exe"), "#!/bin/sh\nexit 9\n", 0755);
	sprintf(line, "%s", fixture_path("seven"));
	run(line, 7);
	/* programs of Linux have no .exe, and some have */
	sprintf(line, "\"%s\"", fixture_path("seven.EXE"));
	run(line, 7);
	sprintf(line, "%s", fixture_path("nine"));
	run(line, 9);
	/* not quoted: the shortest that is there */
	sprintf(line, "%s x y", fixture_path("eight 8"));
	run(line, 8);
	/* in PATH, and in the current directory before it */
	sprintf(path, "/nowhere:%s:%s", fixture_dir(), getenv("PATH"));
	SetEnvironmentVariableA("PATH", path);
	run("seven", 7);
	run("nine.exe a b", 9);
	run("  \"eight 8\" a", 8);
	ok(!chdir("/"), "no root\n");
	run("bin/true", 0);
	ok(!chdir(fixture_dir()), "no directory\n");
	write_script(fixture_path("true"), "#!/bin/sh\nexit 6\n", 0755);
	SetEnvironmentVariableA("PATH", "/bin");
	run("true", 6);
	/* Windows' form of a path, without regard to case */
	snprintf(path, sizeof(path), "\"Z:%s\\SeVeN\" x", fixture_dir());
	for (char *at = path; *at; at++)
		if (*at == '/')
			*at = '\\';
	run(path, 7);
}

static void fails_with(const char *application, DWORD error)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	PROCESS_INFORMATION info;

	fails(CreateProcessA(application, NULL, NULL, NULL, TRUE, 0, NULL, NULL,
			     &startup, &info),
	      error);
}

/* P-012 */
static void cannot_run(void)
{
	write_script(fixture_path("text"), "no program\n", 0755);
	write_script(fixture_path("data"), "#!/bin/sh\nexit 7\n", 0644);
	write_script(fixture_path("lost"), "#!/no/such/shell\n", 0755);
	fails_with(fixture_path("text"), ERROR_BAD_EXE_FORMAT);
	fails_with(fixture_path("data"), ERROR_ACCESS_DENIED);
	fails_with(fixture_path("lost"), ERROR_FILE_NOT_FOUND);
}

/* P-008: no descriptor and no zombie is left, whether it ran or not */
static void nothing_left(void)
{
	const char *none = fixture_path("none"), *text = fixture_path("text");
	int before;

	run("/bin/true", 0);
	before = count_descriptors();
	for (int i = 0; i < 40; i++) {
		run("/bin/sh -c \"exit 3\"", 3);
		fails_with(none, ERROR_FILE_NOT_FOUND);
	}
	write_script(text, "no program\n", 0755);
	for (int i = 0; i < 10; i++)
		fails_with(text, ERROR_BAD_EXE_FORMAT);
	ok(count_descriptors() == before, "%d descriptors, %d before\n",
	   count_descriptors(), before);
	ok(waitpid(-1, NULL, WNOHANG | __WALL) < 0 && errno == ECHILD, "a zombie\n");
}

/* P-008: also if its handles were closed while it ran */
static void forgotten(void)
{
	struct child c;
	siginfo_t info;
	int before = 0;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	for (int i = 0; i < 2; i++) {
		child_start(&c, "forgotten");
		child_says(&c, 'r');
		CloseHandle(c.process);
		CloseHandle(c.thread);
		CloseHandle(c.to);
		ok(child_hear(&c) == 0, "it is there\n");
		CloseHandle(c.from);
		/* It is there until somebody has taken its status. */
		while (!waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT))
			SwitchToThread();
		/* Its descriptor goes a moment after that. */
		while (i && count_descriptors() > before)
			SwitchToThread();
		before = count_descriptors();
	}
}

static volatile sig_atomic_t signals;

static void on_signal(int sig)
{
	(void)sig;
	signals++;
}

/* P-016: the mask and what is ignored cross over, handlers do not */
static void signals_in_child(void)
{
	struct child c;
	sigset_t set;
	struct sigaction act;

	if (child_role(&c)) {
		ok(!sigaction(SIGUSR1, NULL, &act) && act.sa_handler == SIG_DFL,
		   "a handler\n");
		ok(!sigaction(SIGHUP, NULL, &act) && act.sa_handler == SIG_IGN,
		   "not ignored\n");
		sigprocmask(SIG_BLOCK, NULL, &set);
		ok(sigismember(&set, SIGUSR2), "not blocked\n");
		for (int sig = 1; sig < SIGRTMAX; sig++)
			ok(sig == SIGUSR2 || sigismember(&set, sig) != 1,
			   "%d is blocked\n", sig);
		return;
	}
	signal(SIGUSR1, on_signal);
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, on_signal);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	child_start(&c, "signals");
	child_ends(&c, 0);
	sigprocmask(SIG_BLOCK, NULL, &set);
	ok(sigismember(&set, SIGUSR2) && !sigismember(&set, SIGUSR1),
	   "our own mask\n");
	raise(SIGUSR1);
	ok(signals >= 1, "our own handler\n");
	ok(!sigaction(SIGCHLD, NULL, &act) && act.sa_handler == on_signal,
	   "SIGCHLD is the program's\n");
}

/* P-008: the program's own children are its own, and its waits do no harm */
static void own_children(void)
{
	struct child c;
	DWORD code = UNTOUCHED;
	int status = -1;
	pid_t pid;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		ExitProcess(5);
	}
	pid = fork();
	if (!pid)
		_exit(11);
	child_start(&c, "run");
	child_says(&c, 'r');
	ok(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 11,
	   "status %#x\n", status);
	/* One that waits for any takes the status away from us. */
	child_say(&c, 'g');
	while ((pid = waitpid(-1, &status, 0)) > 0)
		ok(pid == (pid_t)c.id, "%d, not %u\n", pid, c.id);
	waits(c.process, CHILD_WAIT, WAIT_OBJECT_0);
	works(GetExitCodeProcess(c.process, &code));
	/* Linux 6.15 tells all the same. */
	ok(code == 5 || code == 0xffffffff, "code %#x\n", code);
	CloseHandle(c.process);
	CloseHandle(c.thread);
	CloseHandle(c.to);
	CloseHandle(c.from);
}

/* P-003: a crash has the code of a crash */
static void crashes(void)
{
	run("/bin/sh -c \"kill -SEGV $$\"", 0xc0000005);
	run("/bin/sh -c \"kill -ILL $$\"", 0xc000001d);
	run("/bin/sh -c \"kill -FPE $$\"", 0xc0000094);
	run("/bin/sh -c \"kill -INT $$\"", 0xc000013a);
	run("/bin/sh -c \"kill -ABRT $$\"", 3);
	run("/bin/sh -c \"kill -KILL $$\"", 128 + 9);
	run("/bin/sh -c \"kill -TERM $$\"", 128 + 15);
	run("/bin/sh -c \"exit 300\"", 300 & 255);
}

/* P-021: of events and named pipes a child has nothing; fork's children of another
 * thread have nothing of what crosses here */
static void what_stays(void)
{
	SECURITY_ATTRIBUTES heir = {sizeof(heir), NULL, TRUE};
	struct child c;
	const char *role = child_role(&c);
	HANDLE event, pipe;
	char text[64], *end;
	DWORD flags;

	if (role) {
		event = (HANDLE)(ULONG_PTR)strtoul(role, &end, 10);
		pipe = (HANDLE)(ULONG_PTR)strtoul(end + 1, &end, 10);
		fails(GetHandleInformation(event, &flags),
		      ERROR_INVALID_HANDLE);
		fails(GetHandleInformation(pipe, &flags), ERROR_INVALID_HANDLE);
		return;
	}
	SetEnvironmentVariableA("XDG_RUNTIME_DIR", fixture_dir());
	event = CreateEventA(&heir, TRUE, FALSE, NULL);
	pipe = CreateNamedPipeA("\\\\.\\pipe\\child", PIPE_ACCESS_DUPLEX, 0, 1,
				100, 100, 0, &heir);
	sprintf(text, "%u,%u", HandleToULong(event), HandleToULong(pipe));
	child_start(&c, text);
	child_ends(&c, 0);
	CloseHandle(event);
	CloseHandle(pipe);
}

/* P-022: input that is read ahead would hold the output up */
static void named_pipe_both_ways(void)
{
	SECURITY_ATTRIBUTES heir = {sizeof(heir), NULL, TRUE};
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	PROCESS_INFORMATION info;

	SetEnvironmentVariableA("XDG_RUNTIME_DIR", fixture_dir());
	startup.dwFlags = STARTF_USESTDHANDLES;
	startup.hStdInput = startup.hStdOutput =
		CreateNamedPipeA("\\\\.\\pipe\\out",
					      PIPE_ACCESS_DUPLEX, 0, 1, 100,
					      100, 0, &heir);
	fails(CreateProcessA("/bin/true", NULL, NULL, NULL, TRUE, 0, NULL, NULL,
			     &startup, &info),
	      ERROR_NOT_SUPPORTED);
	CloseHandle(startup.hStdOutput);
}

/* P-023: by way of a program that knows nothing of us */
static void through_a_shell(void)
{
	struct child c;
	HANDLE rd, wr;
	char line[3000], own[1024], text[64], buf[8];
	DWORD moved;

	if (child_role(&c)) {
		child_say(&c, 's');
		ExitProcess(0x1234);
	}
	child_pipe(&rd, &wr, &wr);
	sprintf(text, "0,%u,x", HandleToULong(wr));
	SetEnvironmentVariableA(CHILD_VARIABLE, text);
	child_line(own);
	for (char *q = own; *q; q++)
		if (*q == '"')
			*q = '\'';
	/* The shell's own code, not what its child has left in the page. */
	sprintf(line, "/bin/sh -c \"%s; exit 52\"", own);
	run(line, 52);
	works(ReadFile(rd, buf, 1, &moved, NULL));
	ok(*buf == 's', "%c\n", *buf);
	CloseHandle(wr);
	fails(ReadFile(rd, buf, 1, &moved, NULL), ERROR_BROKEN_PIPE);
	CloseHandle(rd);
}

START_TEST(CreateProcess_elf)
{
	RUN(places);
	RUN(cannot_run);
	RUN_LIMIT(nothing_left, 60);
	RUN(forgotten);
	RUN(signals_in_child);
	RUN(own_children);
	RUN(crashes);
	RUN(what_stays);
	RUN(named_pipe_both_ways);
	RUN(through_a_shell);
}
