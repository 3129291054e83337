/*
 * Files, operations and engines: the structures behind the contract that stands
 * at the top of ntdll_cancel.h, which includes this file.
 */
#ifndef WINCANCEL_IO_H
#define WINCANCEL_IO_H

#include "call.h"
#include "lock.h"
#include "share.h"
#include "windows_nt.h"
#include <stddef.h>

/* ---- files and operations ---------------------------------------------- */

enum op_kind { OP_READ, OP_WRITE, OP_LOCK, OP_KINDS };
/* PIPED: a named pipe's, npipe.h; RANGED: waits for a byte range, range.h; TIMED,
 * NOTED: a serial port's, serial.h; the others are ntdll_cancel.h's. */
enum op_state {
	OP_WAITING,
	OP_TRYING,
	OP_RUNNING,
	OP_PIPED,
	OP_RANGED,
	OP_TIMED,
	OP_NOTED,
};

/* Of a serial port's transfer: serial_io.c. */
struct op_time {
	uint64_t end, pause_end; /* absolute; FOREVER */
	uint32_t pause_ms;
	bool running; /* it has been first */
	bool any;     /* the first bytes are enough */
};

struct io_op {
	struct io_op *next, *prev; /* queue or running list */
	struct io_op *same_hash;
	IO_STATUS_BLOCK *iosb;
	struct thread *thread;
	struct object *event; /* referenced; NULL: the file itself */
	struct apc *apc;
	uint8_t kind, state;
	bool cancelled;
	bool scattered; /* buffer is an array of segments: segment.h; a socket's
			 * has sock.more */
	uint32_t place; /* its own among the file's; place.h */
	/* So far one cache line, all that a cancel of a read looks at. */
	uint32_t moved; /* bytes of a write already accepted */
	uint32_t length;
	union {
		char *buffer;
		struct iovec *segments;
		struct range *range; /* OP_LOCK */
	};
	union {
		struct {
			uint64_t offset; /* APPEND: at the end */
			uint64_t ticket; /* names it to the engine; 0 outside */
			uint32_t key; /* whose byte ranges do not keep it out */
		};
		struct op_time time; /* a serial port's has none of these */
	};
	void *context; /* without an APC: what a packet is to say; NULL: none */
	struct op_sock {
		struct sock_more *more; /* NULL: one buffer */
		uint32_t flags;		/* MSG_… */
		uint8_t verb;		/* enum sock_verb; sockets.h */
	} sock;
} __attribute__((aligned(64)));
/* A compiler would fill it by a string instruction, which is slow to begin. */
static inline void op_clear(struct io_op *op)
{
	const long long none __attribute__((vector_size(16))) = { 0, 0 };
	char *p = (char *)op;
	_Static_assert(sizeof *op == 8 * sizeof none, "all of it");
	__builtin_memcpy(p, &none, sizeof none);
	__builtin_memcpy(p + 16, &none, sizeof none);
	__builtin_memcpy(p + 32, &none, sizeof none);
	__builtin_memcpy(p + 48, &none, sizeof none);
	__builtin_memcpy(p + 64, &none, sizeof none);
	__builtin_memcpy(p + 80, &none, sizeof none);
	__builtin_memcpy(p + 96, &none, sizeof none);
	__builtin_memcpy(p + 112, &none, sizeof none);
}
#define OFFSET_APPEND UINT64_MAX
#define OFFSET_NONE (UINT64_MAX - 1)

/* What is left to tell about an operation that is done. */
struct notice {
	struct file *file;
	struct thread *thread;
	struct object *event;
	struct apc *apc;
	struct sock_more *more; /* a socket's; NULL: none */
	bool silent; /* a socket's, of a Winsock that is over: sockets.h */
};

struct op_list {
	struct io_op *first, *last;
};

struct op_chunk {
	struct io_op *ops;
	uint64_t vacant; /* a bit for each */
};

/* Where a file's operations are; place.h. */
struct op_places {
	struct op_chunk *chunks; /* &first, while it is the only one */
	struct op_chunk first;
	uint64_t inverse;	 /* of count - 1, the number of homes */
	uint32_t count, vacated; /* the chunk in which one was last */
};

/*
 * drainer: 0, or DRAIN_HELD while somebody has the drainer's place, with DRAIN_AGAIN if he is
 * to look once more. It is changed with the file's lock held, but for a writer, who
 * takes the place for its try without it and leaves by one exchange (op.h). So whoever
 * leaves something behind says so in the same step in which he finds a drainer.
 */
struct op_queue {
	struct op_list list;
	_Atomic uint32_t drainer;
#define DRAIN_HELD 1u
#define DRAIN_AGAIN 2u
};

/* From FILE_DIR on: not read by plain system calls on fd. */
enum file_kind {
	FILE_REGULAR,
	FILE_PIPE,
	FILE_TTY,
	FILE_CHAR,
	FILE_SOCKET, /* sock says more */
	FILE_DIR,
	FILE_NPIPE, /* a named pipe's end: no fd, but np */
	FILE_SERIAL, /* a tty opened by its own name: serial */
};
/* How to try without blocking; chosen once, by a probe at open. */
enum try_kind {
	TRY_NEVER,    /* straight to the engine */
	TRY_NOWAIT,   /* RWF_NOWAIT, then the engine */
	TRY_NONBLOCK, /* O_NONBLOCK description, then the queue */
};

struct file {
	struct object obj;
	int fd;
	uint8_t kind, try;
	bool sync;	 /* opened without FILE_FLAG_OVERLAPPED */
	bool nonblock;	 /* the description has O_NONBLOCK */
	bool deny_poll;	 /* epoll refused it */
	bool console_out; /* a console's output, CONOUT$ and the like */
	bool by_pool; /* only the pool can stop what runs on it */
	_Atomic bool closed;
	_Atomic uint32_t turn;	     /* 0 free, 1 taken; see turn.c */
	_Atomic uintptr_t bias;	     /* a thread, or these; see turn.c */
#define BIAS_ENDING 1ul
#define BIAS_OVER BIAS_ENDING
	_Atomic uint32_t turn_waiters;
	_Atomic uint32_t users;	     /* system calls on fd, outside a turn */
	_Atomic uint32_t finished;   /* to be told by events after the lock, ever */
	_Atomic uint32_t told;	     /* of these */
	_Atomic uint32_t quiet;	     /* futex: users went to 0, or told went on */
	_Atomic uint32_t awaited;    /* somebody sleeps on quiet */
	_Atomic uint32_t edges[2];
	_Atomic uint32_t armed; /* EPOLLIN, EPOLLOUT: registered */
	_Atomic bool beyond;	/* an event told of an end, or of urgent data */
	ULONG options;
	struct port *_Atomic port; /* referenced; set once */
	ULONG_PTR port_key;
	_Atomic uint8_t modes; /* FILE_SKIP_… */

	struct lock lock;
	struct op_queue queue[2] GUARDED_BY(lock); /* OP_READ, OP_WRITE */
	struct op_list running GUARDED_BY(lock);
	uint32_t ops GUARDED_BY(lock); /* in the queues and running */
	uint32_t ended GUARDED_BY(lock); /* these no longer, ever */
	struct io_op **index GUARDED_BY(lock);
	uint32_t index_mask GUARDED_BY(lock);
	struct op_places places GUARDED_BY(lock);
	uint8_t idle_edges GUARDED_BY(lock); /* ready.c */
	uint8_t group; /* set as it is first armed */

	struct npipe *np;
	struct serial *serial;
	struct socket *sock;
	/* So far the memory of a common operation: of thousands of files it is not
	 * in the processor's caches. */
	struct file *next, *prev; /* files_lock; next also links free ones */
	struct share share;
	struct ranges *_Atomic ranges; /* once it has asked for them; range.h */
	struct listing *listing; /* of a directory; in the turn */
	struct notify *notify;	 /* the lock's; stays once it is set */
} __attribute__((aligned(OBJECT_ALIGN)));

static inline struct file *file_of(struct object *o)
{
	return (struct file *)((char *)o - offsetof(struct file, obj));
}

/* file.c: life of a file. file_new takes over fd, even if it fails. */
NTSTATUS file_new(int fd, enum file_kind kind, ULONG options,
		  struct file **out);
enum file_kind file_kind_of(unsigned mode, int fd);
void file_closed(struct object *o);
void file_destroy(struct object *o);
void files_each(void (*fn)(struct file *, void *), void *arg);

/* turn.c: who may use file->fd. file_enter begins the thread's call as well;
 * STATUS_CANCELLED if the wait for the turn was stopped, INVALID_HANDLE if the
 * file is being closed: then nothing is held and the call is over. */
NTSTATUS file_enter(struct file *f, struct thread *t, IO_STATUS_BLOCK *iosb);
/* Ends the call; whether it was asked to stop. */
bool file_leave(struct file *f, struct thread *t);
INNER bool file_use(struct file *f);
INNER void file_unuse(struct file *f);
INNER void file_quiet(struct file *f); /* users dropped to 0, or one was told */
void file_await_unused(struct file *f);
void file_await_told(struct file *f);
void turn_take_last(struct file *f);

/* op.c: operations under file->lock. */
/* A copy of from in its list: last, or first because a part of it is done. NULL:
 * no memory, nothing has changed (K-096). */
INNER struct io_op *op_add(struct file *f, const struct io_op *from,
		     enum op_state state, bool first) HOLDS(f->lock);
INNER void op_finish(struct file *f, struct io_op *op, NTSTATUS status,
	       ULONG_PTR information, struct notice *n) HOLDS(f->lock);
/* It has gone over to another file: nothing is to be told but the event let go. */
COLD void op_leave(struct file *f, struct io_op *op, struct notice *n)
	HOLDS(f->lock);
void op_pool_free(struct file *f);
/* opindex.c: by the address of the status block. */
INNER void op_index_add(struct file *f, struct io_op *op) HOLDS(f->lock);
INNER void op_index_remove(struct file *f, struct io_op *op) HOLDS(f->lock);
/* One that has been asked to stop before, or that has not; else NULL. */
INNER struct io_op *op_index_first(struct file *f, IO_STATUS_BLOCK *iosb,
				   bool asked) HOLDS(f->lock);
void op_index_free(struct file *f);

/* The event, or the file itself unless its program does without (K-128). */
HOT void file_tell(struct file *f, struct object *event)
{
	if (event)
		object_signal(event);
	else if (likely(!(atomic_load_explicit(&f->modes,
					       memory_order_relaxed) &
			  FILE_SKIP_SET_EVENT_ON_HANDLE)))
		object_signal(&f->obj);
}

/* All that have ended have been told, those too that only the file tells of. */
static inline bool file_told(const struct file *f)
{
	return atomic_load(&f->told) == atomic_load(&f->finished) &&
	       !atomic_load(&f->obj.telling);
}

/* complete.c */
COLD void publish_nothing(struct notice *n); /* of what never began */
INNER void publish(struct notice *n);
/* The end of telling: the event is let go of, or the file. */
INNER void op_told(struct file *f, struct object *event);

/*
 * issue.c: the common way of every overlapped operation; the caller holds a use of
 * f. The APC is the operation's, whatever comes of it. refused: a try of this
 * read has been refused already, when edges stood at this count; else NULL.
 */
INNER NTSTATUS op_issue(struct file *f, struct io_op *op,
			const uint32_t *refused);
/* Before it is queued, without a lock: from then on it may complete at any time.
 * And if it is not queued after all. */
INNER void op_set_pending(struct file *f, struct io_op *op);
/* But for its thread, which may be another: it marks itself when it has issued. */
INNER void op_pend_elsewhere(struct file *f, struct io_op *op);
INNER bool op_set_pending_locked(struct file *f, struct io_op *op) HOLDS(f->lock);
INNER void op_unset_pending(struct io_op *op);
/* Never queued and done: tells it. An error that was there at once tells nobody. */
INNER NTSTATUS op_finished_at_once(struct file *f, struct io_op *op,
				   NTSTATUS status, ULONG_PTR information);
/* What has queued up behind a writer. */
COLD void op_drain_writes(struct file *f);
/* Of a write, after op_writer_enter (op.h): what came of its first try. */
INNER NTSTATUS op_written(struct file *f, struct io_op *op, bool first, long r);
/* Of an operation that never began, its APC or packet. */
COLD void op_drop_apc(struct apc *a);

/* try.c: the system calls of an operation that must not block. Bytes moved by
 * this try, or -errno; -EAGAIN is a refusal. */
INNER long op_try(struct file *f, struct io_op *op);
/* What the last system call's result means, with op->moved counted in. */
INNER NTSTATUS op_result(const struct file *f, const struct io_op *op, long r,
		   ULONG_PTR *information);
/* Writes that must not raise SIGPIPE; c NULL: not labelled. */
COLD long write_quietly(struct call *c, int fd, const void *buffer, size_t length);

/* What failed or was done without being queued; nothing is left of it. */
INNER NTSTATUS op_done_at_once(struct file *f, struct io_op *op, long r);

/* A look without the lock: what it says may be over already. */
static inline bool op_queue_empty(struct file *f, enum op_kind dir) UNCHECKED
{
	return !__atomic_load_n(&f->queue[dir].list.first, __ATOMIC_ACQUIRE);
}

/* ready.c: the epoll descriptor and its service thread. */
INNER bool ready_arm(struct file *f, enum op_kind dir); /* false: can't be polled */
INNER bool ready_arm_again(struct file *f, enum op_kind dir) HOLDS(f->lock);
void ready_forget(struct file *f);
/* A socket's selection has begun or ended: it is to be heard of in all that it has,
 * or as before. */
bool ready_select(struct file *f);
/* Another descriptor, not a file's own: events, edge-triggered, go to who is named
 * here; what is ready already is an event. Unwatched before it is closed. owner is
 * aligned to OBJECT_ALIGN. */
enum ready_what {
	READY_FILE,
	READY_LINK,	/* npipe_event */
	READY_LISTENER, /* npipe_arrive */
	READY_NOTIFY,	/* notify_drain */
	READY_TIMER,	/* timers_expire */
	READY_SERIAL,	/* a port's timer or watch: serial_event */
	READY_PROCESS,	/* process_event */
	READY_OTHER,	/* a struct watched's own function */
	READY_WHATS = OBJECT_ALIGN
};
bool ready_watch(int fd, uint32_t events, void *owner, enum ready_what what);
void ready_unwatch(int fd);
/* service.c: groups of files, each with an epoll descriptor; -1: not begun. */
#define READY_GROUPS 4u
int ready_fd(unsigned group);
bool ready_start(unsigned group);
struct epoll_event;
void ready_handle(const struct epoll_event *events, int n);
/* Starts a thread of ours: no signals, a small stack. */
bool service_start(void *(*main)(void *), void *arg);

/* drain.c: goes on with a queue that has become ready. */
void drain(struct file *f, enum op_kind dir, bool edge);

/* drive.c: a thread that would sleep waits for readiness in the service
 * thread's place. False: it does not, sleep as usual. */
bool drive(struct thread *t, uint64_t deadline, bool *timed_out);
/* A wait of t has ended by readiness. */
INNER void drive_learn(struct thread *t);

/* console.c: who reads from a console stops, as if nothing had been typed. */
void console_break(void);

/* cancel.c */
COLD bool file_cancel_calls(struct file *f, IO_STATUS_BLOCK *iosb);
INNER unsigned file_cancel_ops(struct file *f, IO_STATUS_BLOCK *iosb);
/* Operations that outlive their thread: they post a packet and have no event
 * (K-161). */
static inline bool op_outlives(const struct io_op *op)
{
	return op->apc && !op->apc->routine && !op->event;
}
void thread_cancel_ops(struct thread *t);
/* Whether something it began is pending; who asks for another may be late. */
bool thread_has_ops(struct thread *t);

/* range.c, range_wait.c: byte ranges, as others see them (range.h). */
extern _Atomic uint32_t ranges_held __attribute__((visibility("hidden")));
COLD NTSTATUS ranges_check(struct file *f, enum op_kind kind, uint64_t offset,
			   ULONG length, uint32_t key);
/* Before a transfer, with a use of f or its turn: whether ranges of others keep it
 * out. Nothing is held in most processes. */
HOT bool ranges_concern(const struct file *f)
{
	return unlikely(atomic_load_explicit(&ranges_held,
					     memory_order_relaxed)) &&
	       f->kind == FILE_REGULAR;
}

HOT NTSTATUS ranges_admit(struct file *f, enum op_kind kind, uint64_t offset,
			  ULONG length, uint32_t key)
{
	return ranges_concern(f) ? ranges_check(f, kind, offset, length, key) :
				   STATUS_SUCCESS;
}
/* The last handle has gone, nothing of f waits any more. */
void ranges_closed(struct file *f);
/* A canceller, under f->lock. True: it is withdrawn, the operation is the
 * canceller's to finish, and range_forget to follow without the lock. */
INNER bool range_withdraw(struct io_op *op);
COLD void range_forget(struct range *r);
/* Of an engine's thread: its wait for another process, and what came of it. */
long range_engine_wait(struct call *c, const struct io_op *op);
void range_report(struct io_op *op, long result);

/* ---- engines ------------------------------------------------------------ */

enum engine_answer {
	ENGINE_STOPPED, /* had not begun and will not: the canceller finishes */
	ENGINE_RUNNING, /* has been asked; engine_report comes */
	ENGINE_GONE,	/* has been reported, or is being reported */
};

/*
 * What an engine owes: start accepts or refuses at once and never blocks; each
 * accepted operation is given to engine_report exactly once, with the bytes moved
 * or -errno (-ECANCELED: stopped, nothing moved), from a thread of the engine and
 * without a lock, unless cancel answered ENGINE_STOPPED. cancel may be called at
 * any time with any ticket, also of an operation long gone.
 */
struct io_engine {
	const char *name;
	bool (*open)(void); /* false: this kernel does not allow it */
	NTSTATUS (*start)(struct file *f, struct io_op *op);
	/* STOPPED gives the operation back: the canceller reports it. */
	enum engine_answer (*cancel)(uint64_t ticket, struct io_op **op);
};
extern const struct io_engine engine_uring, engine_pool;
const struct io_engine *engine_for(const struct file *f);
void engine_report(struct file *f, struct io_op *op, long result);
/* engine.c: hands the operation over; takes a use of f until it is reported. */
INNER NTSTATUS engine_begin(struct file *f, const struct io_op *from);
uint64_t engine_ticket(void);
INNER NTSTATUS engine_start(struct file *f, struct io_op *op);
/* From an engine's thread, which has reported a part, or nothing. */
NTSTATUS engine_restart(struct file *f, struct io_op *op);
COLD void engine_stop(struct file *f, uint64_t ticket);

#endif
