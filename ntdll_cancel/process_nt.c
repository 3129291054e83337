/*
 * The Nt calls on processes, and those on the first thread of a child.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "inherit.h"
#include "private.h"
#include "process.h"
#include <signal.h>

static int pidfd_signal(int pidfd, int sig)
{
	return syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0);
}

static NTSTATUS watch_foreign(pid_t pid, ACCESS_MASK access, struct object **out)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	/* EINVAL: a thread's number. */
	if (pidfd < 0)
		return errno == ESRCH || errno == EINVAL ?
			       STATUS_INVALID_CID :
			       status_from_errno(errno);
	if ((access & PROCESS_TERMINATE) && pidfd_signal(pidfd, 0) &&
	    errno == EPERM) {
		close(pidfd);
		return STATUS_ACCESS_DENIED;
	}
	struct process *p = process_new();
	if (p && process_watch(p, pidfd, pid)) {
		*out = &p->obj;
		return STATUS_SUCCESS;
	}
	close(pidfd);
	if (p)
		object_unref(&p->obj);
	return STATUS_NO_MEMORY;
}

NTSTATUS WINAPI NtOpenProcess(HANDLE *out, ACCESS_MASK access,
			      const OBJECT_ATTRIBUTES *attr, const CLIENT_ID *id)
{
	if (!out || !id)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	pid_t pid = (pid_t)(ULONG_PTR)id->UniqueProcess;
	if (pid <= 0)
		return STATUS_INVALID_CID;
	access = object_access(OBJ_PROCESS, access);
	struct object *o = NULL;
	struct process *p;
	NTSTATUS status = STATUS_SUCCESS;
	locks_held++; /* for the reference */
	if (pid == getpid())
		object_ref(o = &object_process);
	else if ((p = process_child(pid)))
		o = &p->obj;
	else
		status = watch_foreign(pid, access, &o);
	if (!status) {
		status = handle_make(o, access, attr ? attr->Attributes : 0,
				     out);
		if (status) {
			/* As its last handle would: it had none. */
			if (!atomic_load(&o->handles))
				process_closed(o);
			object_unref(o);
		}
	}
	locks_unhold();
	return status;
}

static void terminate_self(LONG code)
{
	report_leave(code);
	files_end();
	_exit(code);
}

NTSTATUS WINAPI NtTerminateProcess(HANDLE h, LONG code)
{
	struct handle_ref ref;
	if (!h)
		return STATUS_SUCCESS; /* all threads but this: none of ours */
	NTSTATUS status = handle_find(h, OBJ_PROCESS, PROCESS_TERMINATE, &ref);
	if (status)
		return status;
	if (ref.object == &object_process) {
		handle_done(&ref);
		terminate_self(code);
	}
	struct process *p = process_of(ref.object);
	lock_take(&p->lock);
	if (p->pidfd < 0 || process_has_ended(p->pidfd)) {
		status = STATUS_PROCESS_IS_TERMINATING;
	} else {
		/* Who asks first: the other's code would come too late. */
		bool first = !p->ended;
		if (first) {
			p->ended = true;
			p->end_code = code;
		}
		if (pidfd_signal(p->pidfd, SIGKILL)) {
			status = errno == ESRCH ?
					 STATUS_PROCESS_IS_TERMINATING :
					 status_from_errno(errno);
			p->ended = !first && p->ended;
		}
	}
	lock_drop(&p->lock);
	handle_done(&ref);
	return status;
}

NTSTATUS WINAPI NtQueryInformationProcess(HANDLE h, PROCESSINFOCLASS class,
					  void *data, ULONG length, ULONG *used)
{
	struct handle_ref ref;
	if (class != ProcessBasicInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (length != sizeof(PROCESS_BASIC_INFORMATION))
		return STATUS_INFO_LENGTH_MISMATCH;
	NTSTATUS status = handle_find(h, OBJ_PROCESS,
				      PROCESS_QUERY_LIMITED_INFORMATION, &ref);
	if (status == STATUS_ACCESS_DENIED)
		status = handle_find(h, OBJ_PROCESS, PROCESS_QUERY_INFORMATION,
				     &ref);
	if (status)
		return status;
	bool self = ref.object == &object_process;
	struct process *p = process_of(ref.object);
	bool over = !self && (atomic_load(&p->obj.state) & OBJ_SIGNALLED);
	*(PROCESS_BASIC_INFORMATION *)data = (PROCESS_BASIC_INFORMATION){
		/* ExitStatus, in Wine's name for it */
		.Reserved1 = (void *)(ULONG_PTR)(over ? atomic_load(&p->code) :
							STATUS_PENDING),
		.UniqueProcessId = self ? getpid() : p->pid,
	};
	if (used)
		*used = sizeof(PROCESS_BASIC_INFORMATION);
	handle_done(&ref);
	return STATUS_SUCCESS;
}

/* The process is stopped and goes on as a whole: from outside Linux knows no
 * other way. */
static NTSTATUS suspend_by(HANDLE h, int by, ULONG *previous)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_PROCESS_THREAD,
				      THREAD_SUSPEND_RESUME, &ref);
	if (status)
		return status;
	struct process *p = process_of_thread(ref.object);
	lock_take(&p->lock);
	uint32_t count = p->suspended;
	if (p->pidfd < 0)
		status = STATUS_ACCESS_DENIED;
	else if (by > 0 && count >= MAXIMUM_SUSPEND_COUNT)
		status = STATUS_SUSPEND_COUNT_EXCEEDED;
	else if (by > 0 || count)
		p->suspended += by;
	if (!status && by > 0 && !count)
		pidfd_signal(p->pidfd, SIGSTOP);
	if (!status && by < 0 && count == 1)
		pidfd_signal(p->pidfd, SIGCONT);
	lock_drop(&p->lock);
	if (!status && previous)
		*previous = count;
	handle_done(&ref);
	return status;
}

COLD NTSTATUS process_thread_suspend(HANDLE h, ULONG *previous)
{
	return suspend_by(h, 1, previous);
}

COLD NTSTATUS process_thread_resume(HANDLE h, ULONG *previous)
{
	return suspend_by(h, -1, previous);
}

COLD NTSTATUS process_thread_query(HANDLE h, THREAD_BASIC_INFORMATION *info)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_PROCESS_THREAD,
				      THREAD_QUERY_LIMITED_INFORMATION, &ref);
	if (status == STATUS_ACCESS_DENIED)
		status = handle_find(h, OBJ_PROCESS_THREAD,
				     THREAD_QUERY_INFORMATION, &ref);
	if (status)
		return status;
	struct process *p = process_of_thread(ref.object);
	HANDLE id = (HANDLE)(ULONG_PTR)p->pid;
	bool over = atomic_load(&p->thread.state) & OBJ_SIGNALLED;
	*info = (THREAD_BASIC_INFORMATION){
		.ExitStatus = over ? (LONG)atomic_load(&p->code) :
				     STATUS_PENDING,
		.ClientId = { id, id },
	};
	handle_done(&ref);
	return STATUS_SUCCESS;
}
