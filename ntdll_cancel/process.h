/*
 * Processes that have a handle here, and how one is started.
 *
 * A struct process is two objects: the process, and its first thread, which only
 * a process that we started has. Both are signalled when it ends. Its memory is
 * recycled, never unmapped, as a file's is: a late event of its descriptor finds
 * another process there and looks whether that has ended, which is harmless.
 *
 *   pidfd >= 0   it runs, the descriptor is in the readiness loop, which holds one
 *                reference; changes under the lock, as all does that uses it
 *   pidfd = -1   it has ended and code is its exit code; or it is none of our
 *                children, its last handle has gone, and nobody waited then
 *
 * A child of ours is watched until it ends whether it has handles or not, because
 * somebody has to take its exit status. Until then it is in the list of children,
 * so OpenProcess finds the same object again, with the code that TerminateProcess
 * was given. SIGCHLD and wait(2) are the program's, we touch neither.
 */
#ifndef WINCANCEL_PROCESS_H
#define WINCANCEL_PROCESS_H

#include "ntdll_cancel.h"

struct process_report;

struct process {
	struct object obj;
	struct object thread __attribute__((aligned(OBJECT_ALIGN)));
	struct lock lock;
	int pidfd GUARDED_BY(lock);
	pid_t pid;
	bool child;
	bool ended GUARDED_BY(lock); /* by NtTerminateProcess, with this code */
	uint32_t end_code GUARDED_BY(lock);
	struct process_report *report GUARDED_BY(lock); /* NULL: no page of it */
	uint32_t suspended GUARDED_BY(lock);
	_Atomic uint32_t code;
	struct process *next; /* child of ours, or free; processes_lock's */
} __attribute__((aligned(OBJECT_ALIGN)));

static inline struct process *process_of(struct object *o)
{
	return (struct process *)((char *)o - offsetof(struct process, obj));
}

static inline struct process *process_of_thread(struct object *o)
{
	return (struct process *)((char *)o - offsetof(struct process, thread));
}

/* process.c. process_new: one reference, nothing running yet. */
struct process *process_new(void);
/* It runs. From here on the loop has a reference; false: it can't be watched. */
bool process_watch(struct process *p, int pidfd, pid_t pid);
void process_event(struct process *p); /* from ready.c */
void process_closed(struct object *o);
void process_destroy(struct object *o);
void process_thread_destroy(struct object *o);
bool process_has_ended(int pidfd);

struct process *process_child(pid_t pid);

/* process_nt.c, for a thread's handle that is a child's first thread. */
COLD NTSTATUS process_thread_suspend(HANDLE h, ULONG *previous);
COLD NTSTATUS process_thread_resume(HANDLE h, ULONG *previous);
COLD NTSTATUS process_thread_query(HANDLE h, THREAD_BASIC_INFORMATION *info);

/* exit_code.c: how a process ended, as Windows would put it. Takes the status of
 * a child of ours. */
uint32_t exit_code_take(struct process *p) HOLDS(p->lock);

#endif
