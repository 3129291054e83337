/*
 * How a process is started: a child that shares our memory until it has called
 * exec (so that it costs the same however large we are), and that makes nothing
 * but system calls. Its descriptors are a copy: what is to cross loses its
 * close-on-exec there, so no other thread's child can get it.
 *
 * No signal of the program is handled in the child: all are blocked before it is
 * born, its handlers are taken away before the mask is restored. What is ignored
 * stays so, the mask is the caller's.
 *
 * One that is to begin suspended asks to be traced by us, so that it stops in
 * exec, and is let go with SIGSTOP.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "inherit.h"
#include "path.h"
#include "private.h"
#include "process.h"
#include "sys_elf_x86_64.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define CHILD_STACK 65536
#define SIGNALS 64

/* Shared with the child. */
struct birth {
	const struct process_start *start;
	const struct passing *passing;
	char **envp;
	uint64_t mask;
	int error; /* errno of what failed; 0 once it has called exec */
	bool in_directory;
};

/* What runs in the child. It never returns from its frames, so a sanitizer that
 * watches them would hold that against whoever has the stack next. */
#define IN_CHILD                                                         \
	__attribute__((no_sanitize("thread", "address", "undefined")))

IN_CHILD static void no_handlers(void)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} act;
	for (int sig = 1; sig <= SIGNALS; sig++) {
		if (sys6(SYS_rt_sigaction, sig, 0, (long)&act, sizeof act.mask,
			 0, 0) ||
		    act.handler == SIG_DFL || act.handler == SIG_IGN)
			continue;
		act.handler = SIG_DFL;
		act.flags = 0;
		sys6(SYS_rt_sigaction, sig, (long)&act, 0, sizeof act.mask, 0,
		     0);
	}
}

/* 0, or -errno; so do the next. */
IN_CHILD static long hand_over(const struct passing *p)
{
	long r = 0;
	for (uint32_t i = 0; i < p->count && !r; i++)
		r = sys3(SYS_fcntl, p->handle[i].as.fd, F_SETFD, 0);
	for (int i = 0; i < 3 && r >= 0; i++)
		if (p->std_fd[i] >= 0)
			r = sys3(SYS_dup2, p->std_fd[i], i, 0);
	return r < 0 ? r : sys3(SYS_fcntl, p->memory, F_SETFD, 0);
}

IN_CHILD static long become(struct birth *b)
{
	const struct process_start *s = b->start;
	long r = 0;
	no_handlers();
	if (s->new_session)
		sys3(SYS_setsid, 0, 0, 0);
	else if (s->new_group)
		sys3(SYS_setpgid, 0, 0, 0);
	if (s->nice) /* a wish */
		sys3(SYS_setpriority, PRIO_PROCESS, 0, s->nice);
	b->in_directory = s->directory;
	if (s->directory)
		r = sys3(SYS_chdir, (long)s->directory, 0, 0);
	if (r)
		return r;
	b->in_directory = false;
	r = hand_over(b->passing);
	if (!r && s->suspended)
		r = sys6(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0, 0, 0);
	if (r)
		return r;
	sys6(SYS_rt_sigprocmask, SIG_SETMASK, (long)&b->mask, 0, sizeof b->mask,
	     0, 0);
	return sys3(SYS_execve, (long)s->path, (long)s->argv, (long)b->envp);
}

IN_CHILD static void child_main(void *arg)
{
	struct birth *b = arg;
	b->error = -become(b);
	sys3(SYS_exit, 127, 0, 0);
}

/* The child's number and descriptor, or -errno. */
static pid_t bear(struct birth *b, int *pidfd)
{
	uint64_t all = ~0ull;
	char *stack = mmap(NULL, CHILD_STACK, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (stack == MAP_FAILED)
		return -ENOMEM;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &b->mask, sizeof all);
	/* No signal when it ends, as long as it is not the new program. */
	pid_t pid = sys_clone(CLONE_VM | CLONE_VFORK | CLONE_PIDFD,
			      stack + CHILD_STACK, pidfd, child_main, b);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &b->mask, NULL, sizeof all);
	munmap(stack, CHILD_STACK);
	if (pid < 0)
		return pid;
	if (!b->error)
		return pid;
	siginfo_t info;
	waitid(P_PIDFD, *pidfd, &info, WEXITED | __WALL);
	close(*pidfd);
	return -b->error;
}

/* It is in exec, or about to stop there; false: it has ended meanwhile. */
static bool leave_stopped(pid_t pid, int pidfd)
{
	while (ptrace(PTRACE_DETACH, pid, NULL, (void *)SIGSTOP)) {
		if (errno != ESRCH || process_has_ended(pidfd))
			return false;
		sched_yield();
	}
	return true;
}

static NTSTATUS status_of(const struct birth *b, int error)
{
	if (b->in_directory)
		return STATUS_NOT_A_DIRECTORY;
	switch (error) {
	case ENOEXEC:
	case ELIBBAD:
	case EINVAL: /* two interpreters */
		return STATUS_INVALID_IMAGE_FORMAT;
	case E2BIG:
		return STATUS_NAME_TOO_LONG;
	default:
		return status_from_errno(error);
	}
}

/* The environment, and in it where the inheritance lies. */
static char **with_inheritance(char *const *envp, char *variable)
{
	size_t n = 0, kept = 0, name = sizeof INHERIT_VARIABLE - 1;
	while (envp[n])
		n++;
	char **all = mem_new((n + 2) * sizeof *all);
	for (size_t i = 0; all && i < n; i++)
		if (strncmp(envp[i], INHERIT_VARIABLE, name) ||
		    envp[i][name] != '=')
			all[kept++] = envp[i];
	if (all) {
		all[kept++] = variable;
		all[kept] = NULL;
	}
	return all;
}

static NTSTATUS run(struct process *p, const struct process_start *s,
		    struct passing *passing)
{
	char variable[sizeof INHERIT_VARIABLE + 16];
	int pidfd = -1;
	snprintf(variable, sizeof variable, INHERIT_VARIABLE "=%d",
		 passing->memory);
	struct birth b = { .start = s, .passing = passing };
	b.envp = with_inheritance(s->envp, variable);
	if (!b.envp)
		return STATUS_NO_MEMORY;
	POINT("start:born");
	pid_t pid = bear(&b, &pidfd);
	mem_free(b.envp);
	if (pid < 0)
		return status_of(&b, -pid);
	if (s->suspended) {
		leave_stopped(pid, pidfd);
		lock_take(&p->lock);
		p->suspended = 1;
		lock_drop(&p->lock);
	}
	lock_take(&p->lock);
	p->report = passing->report;
	passing->report = NULL;
	lock_drop(&p->lock);
	p->child = true;
	if (process_watch(p, pidfd, pid))
		return STATUS_SUCCESS;
	/* Nobody would ever learn of its end. */
	siginfo_t info;
	syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
	waitid(P_PIDFD, pidfd, &info, WEXITED | __WALL);
	close(pidfd);
	return STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS start_with(struct process *p, const struct process_start *s,
			   HANDLE *process, HANDLE *thread, CLIENT_ID *id)
{
	struct passing passing;
	/* Handles first: they can fail, and nothing has happened yet. */
	NTSTATUS status = handle_make(&p->obj, PROCESS_ALL_ACCESS,
				      s->process_attributes, process);
	if (status) {
		object_unref(&p->obj);
		return status;
	}
	object_ref(&p->obj); /* the thread's */
	status = handle_make(&p->thread, THREAD_ALL_ACCESS,
			     s->thread_attributes, thread);
	if (status) {
		object_unref(&p->obj);
		NtClose(*process);
		*process = NULL;
		return status;
	}
	status = passing_begin(&passing, s);
	if (!status)
		status = run(p, s, &passing);
	passing_end(&passing);
	if (status) {
		NtClose(*thread);
		NtClose(*process);
		*thread = *process = NULL;
		return status;
	}
	id->UniqueProcess = id->UniqueThread = (HANDLE)(ULONG_PTR)p->pid;
	return STATUS_SUCCESS;
}

NTSTATUS process_start(const struct process_start *s, HANDLE *process,
		       HANDLE *thread, CLIENT_ID *id)
{
	*process = *thread = NULL;
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	locks_held++; /* for a child that is nobody's yet */
	struct process *p = process_new();
	NTSTATUS status = p ? start_with(p, s, process, thread, id) :
			      STATUS_NO_MEMORY;
	locks_unhold();
	return status;
}

NTSTATUS program_find(const UNICODE_STRING *name, char path[PATH_MAX])
{
	struct stat st;
	bool windows;
	NTSTATUS status = path_from_name(name, path, &windows);
	if (status)
		return status;
	if (stat(path, &st) &&
	    !(windows && path_fix_case(path) && !stat(path, &st)))
		return path_failed(path, errno);
	if (S_ISDIR(st.st_mode))
		return STATUS_FILE_IS_A_DIRECTORY;
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ?
		       status_from_errno(errno) :
		       STATUS_SUCCESS;
}

NTSTATUS directory_find(const UNICODE_STRING *name, char path[PATH_MAX])
{
	struct stat st;
	bool windows;
	NTSTATUS status = path_from_name(name, path, &windows);
	if (status)
		return status;
	if ((stat(path, &st) &&
	     !(windows && path_fix_case(path) && !stat(path, &st))) ||
	    !S_ISDIR(st.st_mode))
		return STATUS_NOT_A_DIRECTORY;
	return STATUS_SUCCESS;
}
