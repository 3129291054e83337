/*
 * I/O whose ends are callbacks. A file is bound to its pool's port for good, with
 * the number of the task as its key. Notices are counted, not named: each
 * StartThreadpoolIo lets one packet through. A packet that nobody expects, or whose
 * notice was withdrawn, is taken and dropped; it stores its operation's status all
 * the same.
 */
#include "kernel32_cancel/threadpool.h"

struct io {
	struct task task; /* first */
	ULONG_PTR id;
	union {
		PTP_WIN32_IO_CALLBACK io;
		LPOVERLAPPED_COMPLETION_ROUTINE bound;
	} call;
	struct io *next_bound; /* of BindIoCompletionCallback */
	BOOL unasked;	       /* every packet is a callback */
};

static struct io *all_bound;

static void run_io(struct task *task, struct callback *c)
{
	struct io *io = (struct io *)task;

	io->call.io((PTP_CALLBACK_INSTANCE)c, task->context, c->overlapped,
		    c->result, c->bytes, (PTP_IO)task);
}

static void run_bound(struct task *task, struct callback *c)
{
	struct io *io = (struct io *)task;

	io->call.bound(c->result, c->bytes, c->overlapped);
}

static void io_ended(struct task *task, struct after *after)
{
	struct io *io = (struct io *)task;

	(void)after;
	id_free(io->id);
	task->pool->bound--;
}

static struct io *io_new(const TP_CALLBACK_ENVIRON *environment, void *context)
{
	struct io *io = task_new(sizeof(*io), environment, context);
	struct after after;

	if (!io)
		return NULL;
	pool_lock(&after);
	io->id = id_new(io, ID_IO);
	if (io->id) {
		io->task.ended = io_ended;
		io->task.pool->bound++;
	}
	pool_unlock(&after);
	if (io->id)
		return io;
	task_discard(&io->task);
	return no_memory();
}

static BOOL bind_file(HANDLE file, const struct io *io)
{
	struct after after;

	if (file == INVALID_HANDLE_VALUE)
		return fail_with(ERROR_INVALID_HANDLE);
	if (!CreateIoCompletionPort(file, io->task.pool->port, io->id, 0))
		return FALSE;
	/* There is to be a thread for its packets. */
	pool_lock(&after);
	pool_stir(io->task.pool, &after);
	pool_unlock(&after);
	return TRUE;
}

struct task *io_arrived(ULONG_PTR key, struct callback *callback,
			struct after *after)
{
	struct io *io = id_find(key, ID_IO);
	struct task *task;

	if (!io)
		return NULL;
	task = &io->task;
	if (!io->unasked) {
		if (task->skipped) {
			task->skipped--;
			task_settle(task, after);
			return NULL;
		}
		if (!task->expected)
			return NULL;
		task->expected--;
	}
	task_begin(task, callback, after);
	return task;
}

/*
 * CreateThreadpoolIo: binds an overlapped file to the pool. NULL on failure:
 * ERROR_INVALID_PARAMETER for a synchronous file, or one that belongs to a port
 * already.  (Microsoft: CreateThreadpoolIo)
 */
TP_IO *WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK callback,
				 void *context,
				 TP_CALLBACK_ENVIRON *environment)
{
	struct io *io;

	if (!callback) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	io = io_new(environment, context);
	if (!io)
		return NULL;
	io->task.run = run_io;
	io->call.io = callback;
	if (bind_file(file, io)) {
		task_known(&io->task);
		return (TP_IO *)io;
	}
	DWORD error = GetLastError();

	task_close_now(&io->task);
	SetLastError(error);
	return NULL;
}

/*
 * StartThreadpoolIo: one notice is expected; before each operation.
 * (Microsoft: StartThreadpoolIo)
 */
void WINAPI StartThreadpoolIo(TP_IO *handle)
{
	struct task *task = (struct task *)handle;
	struct after after;

	pool_lock(&after);
	task->expected++;
	pool_unlock(&after);
}

/*
 * CancelThreadpoolIo: one notice fewer is expected: the operation has failed at
 * once, or succeeded at once on a file that posts no packet then. Cancels no I/O.
 * (Microsoft: CancelThreadpoolIo)
 */
void WINAPI CancelThreadpoolIo(TP_IO *handle)
{
	struct task *task = (struct task *)handle;
	struct after after;

	pool_lock(&after);
	/* It may have been withdrawn meanwhile: then no packet is to be dropped. */
	if (task->expected)
		task->expected--;
	else if (task->skipped)
		task->skipped--;
	task_settle(task, &after);
	pool_unlock(&after);
}

/*
 * WaitForThreadpoolIoCallbacks: until all that is expected has come and its
 * callbacks are over. With `cancel` the callbacks that have not begun are dropped,
 * those of I/O still pending too: the I/O goes on, and is waited for by its
 * OVERLAPPED.  (Microsoft: WaitForThreadpoolIoCallbacks)
 */
void WINAPI WaitForThreadpoolIoCallbacks(TP_IO *io, BOOL cancel)
{
	task_wait((struct task *)io, cancel);
}

/*
 * CloseThreadpoolIo: at once; what is expected still has its callbacks, and then it
 * goes.  (Microsoft: CloseThreadpoolIo)
 */
void WINAPI CloseThreadpoolIo(TP_IO *io)
{
	task_close_now((struct task *)io);
}

/* One for each function, for ever: nobody says when a file has gone. */
static struct io *bound_to(LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	struct io *io, *other;
	struct after after;

	pool_lock(&after);
	for (io = all_bound; io && io->call.bound != routine;)
		io = io->next_bound;
	pool_unlock(&after);
	if (io)
		return io;
	io = io_new(NULL, NULL);
	if (!io)
		return NULL;
	io->task.run = run_bound;
	io->call.bound = routine;
	io->unasked = TRUE;
	pool_lock(&after);
	for (other = all_bound; other && other->call.bound != routine;)
		other = other->next_bound;
	if (!other) {
		io->next_bound = all_bound;
		all_bound = io;
	}
	pool_unlock(&after);
	if (other)
		task_close_now(&io->task);
	return other ? other : io;
}

/*
 * BindIoCompletionCallback: routine(error, bytes, overlapped) for each end of an
 * operation on the file, on a thread of the default pool. `flags` is 0.
 * (Microsoft: BindIoCompletionCallback)
 */
BOOL WINAPI BindIoCompletionCallback(HANDLE file,
				     LPOVERLAPPED_COMPLETION_ROUTINE routine,
				     ULONG flags)
{
	struct io *io;

	if (!routine || flags)
		return fail_with(ERROR_INVALID_PARAMETER);
	io = bound_to(routine);
	return io && bind_file(file, io);
}
