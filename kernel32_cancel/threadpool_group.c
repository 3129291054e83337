/*
 * Cleanup groups: all that was made with one is closed at once. A task is a member
 * from when it is complete until it is over, or closed by its group. The group is
 * the program's; it must outlive its members, which
 * CloseThreadpoolCleanupGroupMembers sees to.
 */
#include "kernel32_cancel/threadpool.h"

struct group {
	struct task *first;
	BOOL closed;
};

void group_enter(struct group *group, struct task *task)
{
	task->group = group;
	task->group_next = group->first;
	if (group->first)
		group->first->group_link = &task->group_next;
	task->group_link = &group->first;
	group->first = task;
}

void group_leave(struct task *task)
{
	struct group *group = task->group;

	if (!task->group_link)
		return; /* it could not be made */
	*task->group_link = task->group_next;
	if (task->group_next)
		task->group_next->group_link = task->group_link;
	task->group = NULL;
	if (group->closed && !group->first)
		HeapFree(GetProcessHeap(), 0, group);
}

/*
 * CreateThreadpoolCleanupGroup: NULL on failure.
 * (Microsoft: CreateThreadpoolCleanupGroup)
 */
TP_CLEANUP_GROUP *WINAPI CreateThreadpoolCleanupGroup(void)
{
	struct group *group = zeroed(sizeof(*group));

	return group ? (TP_CLEANUP_GROUP *)group : no_memory();
}

/*
 * CloseThreadpoolCleanupGroup: what members are left go on by themselves.
 * (Microsoft: CloseThreadpoolCleanupGroup)
 */
void WINAPI CloseThreadpoolCleanupGroup(TP_CLEANUP_GROUP *handle)
{
	struct group *group = (struct group *)handle;
	struct after after;

	pool_lock(&after);
	group->closed = TRUE;
	if (!group->first)
		HeapFree(GetProcessHeap(), 0, group);
	pool_unlock(&after);
}

/* A member that nobody has closed yet, or a callback of its own that is on: this
 * section closes it. */
static void close_member(struct task *task, BOOL cancel, void *context,
			 struct after *after)
{
	PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled = task->cancelled;
	void *own_context = task->context;
	BOOL was_closed = task->closed, withdrawn;

	task->held++;
	task_close(task, after);
	withdrawn = cancel && task_withdraw(task);
	task_settle(task, after);
	task_await(task, TRUE, after);
	if (!cancel || !cancelled || (was_closed && !withdrawn)) {
		cancelled = NULL;
	} else {
		pool_unlock(after);
		cancelled(own_context, context);
		pool_lock(after);
	}
	task->held--;
	task_settle(task, after);
	pool_unlock(after);
	pool_lock(after);
}

/*
 * CloseThreadpoolCleanupGroupMembers: closes every member and waits for its
 * callbacks; with `cancel` those that have not begun are dropped, and each
 * member's cancel callback is told, with its own context and this one. The group
 * can be used again.  (Microsoft: CloseThreadpoolCleanupGroupMembers)
 */
void WINAPI CloseThreadpoolCleanupGroupMembers(TP_CLEANUP_GROUP *handle,
					       BOOL cancel, void *context)
{
	struct group *group = (struct group *)handle, members = { 0 };
	struct task *task;
	struct after after;

	pool_lock(&after);
	/* Those of this moment; made meanwhile are another time's. */
	while ((task = group->first)) {
		*task->group_link = task->group_next;
		if (task->group_next)
			task->group_next->group_link = task->group_link;
		group_enter(&members, task);
	}
	while ((task = members.first)) {
		BOOL own = task_own(task, TRUE);

		/* It may outlast this: a packet that was withdrawn may be to come. */
		group_leave(task);
		if (own) {
			/* It can't be over before this returns. */
			task_withdraw(task);
			task_close(task, &after);
			pool_unlock(&after);
			pool_lock(&after);
		} else {
			close_member(task, cancel, context, &after);
		}
	}
	pool_unlock(&after);
}
