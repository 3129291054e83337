/*
 * Named pipes: an end, its instance, its connection. docs/pipes.md has the
 * protocol between the two ends; this is who owns what within one.
 *
 * A struct npipe belongs to its file from npipe_new to file_destroy. What is said
 * to be the lock's changes under file->lock; all work on the rings is done under
 * it, because that takes no system call.
 *
 * Operations are OP_PIPED. Reads wait in queue[OP_READ], and so do connects, marked
 * by their ticket; while there are any, nothing else is ended there. Writes wait in
 * queue[OP_WRITE], in order: first those that are placed in the ring (op->ticket is
 * the entry's number + 1, op->offset the count of bytes sent up to its end), then
 * those that are not (ticket 0). npipe_drain ends whatever can be ended, and is called whenever
 * something may have changed: a bell, a hang-up, a cancel.
 *
 * A link is referenced by its end while connected, and by whoever makes a system
 * call on its socket without the lock. The socket is closed and the memory
 * unmapped with the last reference.
 *
 * Synchronous files: the call in its turn works on the rings itself and sleeps in
 * recv on the link's socket. Whatever else one waits for (a client to arrive, a
 * flush on an overlapped end) is waited for on the futex changes.
 */
#ifndef WINCANCEL_NPIPE_H
#define WINCANCEL_NPIPE_H

#include "npipe_ring.h"
#include "ntdll_cancel.h"

struct np_link {
	_Atomic uint32_t refs;
	int socket;
	uint8_t me; /* FILE_PIPE_CLIENT_END or FILE_PIPE_SERVER_END */
	pid_t peer;
	_Atomic bool gone; /* the socket has hung up */
	struct np_shared *shared;
	struct np_in in;   /* the lock's */
	struct np_out out; /* the lock's */
};

/* What all instances of a name have in common, and its quotas. */
struct np_kind {
	uint8_t config; /* FILE_PIPE_INBOUND, OUTBOUND, FULL_DUPLEX */
	bool message;	/* type */
	uint32_t most;	/* instances; UINT32_MAX: any number */
	uint32_t timeout; /* ms, for WaitNamedPipe's default */
	uint32_t quota[2]; /* by the end that writes */
};

/* A server's place among the names; npipe_instance.c. */
struct np_instance {
	int folder; /* descriptors */
	int held;   /* of the locked file */
	int listener;
	uint32_t number;
	bool shown;	  /* as listening; shows_lock's */
	struct lock shows_lock;
	struct np_instance *next, **link; /* of this process */
	char entry[96];	  /* the i file's name */
	char name[256];	  /* the folder's */
};

struct npipe {
	struct file *file;
	uint8_t end;
	struct np_kind kind;
	_Atomic uint8_t state; /* FILE_PIPE_…_STATE; written under the lock */
	_Atomic bool message_mode, nowait; /* how this end reads, and waits */
	struct np_link *link;	/* the lock's */
	struct np_instance *instance; /* NULL: a client */
	bool arriving, arrived; /* the lock's: one thread accepts */
	bool leaving;		/* the lock's: being disconnected */
	_Atomic uint32_t changes;  /* futex */
	_Atomic uint32_t sleepers; /* on it */
	char name[256]; /* the folder's */
};

/* More clients than this at once find an instance busy, which it soon is. */
#define NP_BACKLOG 16

#define NP_CONNECT UINT64_MAX /* the ticket of a connect */

/* ---- npipe_link.c: meeting ---------------------------------------------- */

/* The server's side, with the socket accepted, which it takes over: memory made.
 * Then the client is told, which takes over memory. */
struct np_link *np_link_make(int socket, const struct np_kind *kind,
			     int *memory);
void np_greet(struct np_link *link, const struct np_kind *kind, int memory);
void np_refuse(int socket);
/* The client's side; blocks in t's call. STATUS_PIPE_NOT_AVAILABLE: refused. */
NTSTATUS np_link_meet(struct thread *t, int folder, uint32_t number,
		      struct np_kind *kind, struct np_link **out);

static inline void np_link_ref(struct np_link *link)
{
	atomic_fetch_add(&link->refs, 1);
}
void np_link_unref(struct np_link *link);
void np_bell(struct np_link *link); /* rings the other end */
/* Empties this end's bell; looks whether the other has hung up. */
void np_link_listen(struct np_link *link, bool empty, bool hung_up);
/* 0: the other end is there. Else what a read ends with once nothing is left. */
NTSTATUS np_link_over(struct np_link *link);

/* ---- npipe_name.c, npipe_instance.c: names --------------------------------- */

/* Whether it is a pipe's, and the rest of it if so. */
bool np_is_name(const UNICODE_STRING *name, UNICODE_STRING *rest);
NTSTATUS np_fold(const UNICODE_STRING *name, char out[256]);
/* The folder of all names: a descriptor for good, or -errno. */
int np_root(void);
/* A name's folder, locked; made if create. Or -errno. Waits for the lock in t's
 * call; without a t for so many ms at most: whoever holds it may have stopped. */
int np_folder_lock(struct thread *t, unsigned ms, const char *name, bool create);
#define NP_PATIENCE 1000
/* More clients than this at once find an instance busy, which it soon is. */
#define NP_BACKLOG 16
/* Drops the lock, removes the folder if nothing is in it. */
void np_folder_unlock(int folder, const char *name);

struct np_entry_name {
	uint32_t number;
	pid_t pid;
	struct np_kind kind;
	bool listening;
	char text[96];
};
/* All entries in order of their numbers, to be freed; -errno. */
int np_entries(int folder, struct np_entry_name **out);
bool np_entry_alive(int folder, const struct np_entry_name *e);
void np_entry_remove(int folder, const struct np_entry_name *e);
/* Dead instances of the name go, and the folder with the last; of all names. */
void np_sweep(const char *name);
void np_sweep_all(void);

NTSTATUS np_instance_make(struct thread *t, const char *name,
			  struct np_kind *kind, ULONG disposition,
			  struct np_instance **out, ULONG *information);
/* As its state says now: may be called by anybody at any time. */
void np_instance_show(struct npipe *np);
void np_instance_end(struct np_instance *i);

/* ---- npipe_open.c, npipe_state.c, npipe_arrive.c ------------------------ */

NTSTATUS npipe_open(struct thread *t, HANDLE *out, ACCESS_MASK access,
		    const OBJECT_ATTRIBUTES *attr, const UNICODE_STRING *name,
		    IO_STATUS_BLOCK *iosb, ULONG options);
/* For file.c: the last handle is gone, and all that used the file; its end. */
void npipe_closed(struct file *f);
void npipe_free(struct file *f);
/* For clang, which cannot see that np->file is the file whose lock is held. */
static inline void npipe_locked(struct npipe *np) KNOWS(np->file->lock)
{
	(void)np;
}

/* Connected by this link, whose reference it takes. */
void npipe_attach(struct npipe *np, struct np_link *link) HOLDS(np->file->lock);
/* What a call that needs the other end gets instead; 0: there is a link. */
NTSTATUS npipe_unconnected(struct npipe *np) HOLDS(np->file->lock);
NTSTATUS npipe_disconnect(struct file *f);
/* False: the kernel has no room for it. */
bool npipe_watch(struct file *f, struct np_link *link);
/* A descriptor for when there are no more; npipe_arrive.c. */
void npipe_keep_spare(void);
/* ConnectNamedPipe's beginning: 0 is to be waited for. */
NTSTATUS npipe_listen(struct npipe *np) HOLDS(np->file->lock);
/* From ready.c: clients have come to f's instance; something has come for its link. */
void npipe_arrive(struct file *f);
void npipe_event(struct file *f, bool hung_up);
/* Those who sleep on changes look again. */
void npipe_changed(struct npipe *np);

/* Operations ended under the lock, to be told after it. */
#define NP_BATCH 16
struct np_batch {
	struct notice done[NP_BATCH];
	unsigned n;
};
void np_batch_tell(struct np_batch *b);
/* Ends as many of the list as the batch has room for: false, if more are left. */
bool np_end_all(struct file *f, struct op_list *l, NTSTATUS status,
		struct np_batch *b) HOLDS(f->lock);

/* ---- npipe_io.c, npipe_sync.c, npipe_control.c -------------------------- */

struct request;
/* Overlapped: as op_issue. */
NTSTATUS npipe_issue(struct file *f, struct io_op *op, const struct request *q);
/* Synchronous: as sync_transfer. */
NTSTATUS npipe_sync(struct file *f, struct thread *t, enum op_kind kind,
		    const struct request *q);
/* In t's call: until the other end has read everything. */
NTSTATUS npipe_flush(struct file *f, struct thread *t);
void npipe_drain(struct file *f);

/* No system call will look at a transfer's buffer. What can be told without one: it
 * is not of the program's half, or of its first 64 KiB, where nothing ever is. */
static inline bool npipe_buffer_good(const void *buffer, ULONG length)
{
	const uint64_t low = 0x10000, high = 0x7ffffffff000;
	uint64_t at = (uint64_t)buffer;
	return !length || (at >= low && at < high && length <= high - at);
}

/* One try, connected and with the lock: PENDING, or what came of it. *bell is set
 * if the other end is then to be rung. */
NTSTATUS npipe_read(struct npipe *np, void *buffer, ULONG length,
		    ULONG_PTR *moved, bool *bell) HOLDS(np->file->lock);
NTSTATUS npipe_write(struct npipe *np, struct io_op *op, bool first,
		     bool may_wait, ULONG_PTR *moved, bool *bell)
	HOLDS(np->file->lock);
NTSTATUS npipe_transceive(struct npipe *np, const struct request *q, bool *bell)
	HOLDS(np->file->lock);
/* Whether a write is done: it is in the ring, and what is unread up to its end is
 * within the quota. */
bool npipe_settled(struct np_link *link, const struct io_op *op);
/* The last read that waited has ended otherwise: nothing is wanted any more. */
static inline void npipe_rest(struct npipe *np) HOLDS(np->file->lock)
{
	if (np->link)
		np_in_rest(&np->link->in);
}
/* Takes back what is unread of op. Returns the bytes that were read. */
ULONG_PTR npipe_withdraw(struct file *f, struct io_op *op, NTSTATUS *status)
	HOLDS(f->lock);

/* ---- npipe_wait.c ----------------------------------------------------------- */

/* In a call: until an instance listens, or there is none left. in is a
 * FILE_PIPE_WAIT_FOR_BUFFER of so many bytes. */
NTSTATUS npipe_wait(struct call *call, const void *in, ULONG length);

/* ---- npipe_info.c ----------------------------------------------------------- */

NTSTATUS npipe_query(struct file *f, ULONG class, void *data, ULONG length,
		     ULONG *used);
NTSTATUS npipe_set(struct file *f, const FILE_PIPE_INFORMATION *info);
/* pipe.c: the same of a pipe(2) or FIFO. */
NTSTATUS pipe_peek(int fd, void *buffer, ULONG length, ULONG_PTR *used);

#endif
