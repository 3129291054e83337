/*
 * Message queues without pixels: what the files of user32_cancel share, and the
 * contract. The module is written against Win32; of ntdll_cancel's private calls it
 * needs the two that keep a thread from being ended inside a section, and the one
 * that tells of a thread's end.
 *
 * QUEUES. A thread has a struct queue from its first call that needs one until it
 * ends; nobody else frees it, and whatever points to it is cleared under the lock at
 * that end. It holds what was posted (in order), what was sent (in order), the quit
 * mark and the timers. Which kinds there are now is reckoned from these lists
 * (queue_bits); `changed` are the kinds that came since the thread last looked.
 *
 * WAITS. The owner alone waits: it resets its event, and then, in one section, looks
 * and leaves word of what it wants (want, asleep). Whoever brings that takes the
 * word away and gets a reference to the event, to set it after the section. So an
 * event may be set late, which a waiter takes for what it is by looking again. Where
 * that is too late, in a wait for all, each wait has an event of its own.
 *
 * SENT MESSAGES. A struct send is
 *
 *   QUEUED    in to->sent
 *   RUNNING   in to->running; its procedure is being called
 *   DONE      answered
 *   FAILED    never will be: the window or its thread are gone
 *   WITHDRAWN the sender has given up before it ran; nobody will call it
 *
 * Each step is one section, so it runs once or never, and the sender knows which.
 * Sender and receiver hold a reference each; a sender that gives up while it is
 * RUNNING leaves, and its answer goes nowhere.
 *
 * WINDOWS. An HWND is a slot and its generation. A struct window is looked at under
 * the lock only, and nobody keeps one across a call of a procedure: HWNDs are kept,
 * and looked up again. The owner of its queue alone destroys it.
 *
 * THE LOCK is one for all of this, held for short sections, never across a
 * procedure, a wake-up, or an allocation: what is to be woken and freed is noted in
 * the section's struct after, and done when the lock has been dropped. Nothing is
 * taken inside it. A thread is neither ended nor suspended in a section, nor between
 * a section and what it still owes.
 */
#ifndef WINCANCEL_USER32_H
#define WINCANCEL_USER32_H

#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include <winnls.h>
#include <winuser.h>

#define NEVER (~0ULL)
#define MILLISECOND 10000ULL

/* ---- the lock: lock.c ---------------------------------------------------- */

/* The event of a queue, kept for those that are about to set it. */
struct signal {
	LONG refs;
	HANDLE event;
};

/* What to do once the lock has been dropped. */
struct after {
	struct signal *rouse;
	void *garbage[2];
};

void user_enter(void);
void user_leave(struct after *after);
void *user_alloc(size_t size); /* zeroed; NULL and ERROR_NOT_ENOUGH_MEMORY */
void user_free(void *memory);
BOOL fail_with(DWORD code);    /* FALSE */

struct signal *signal_new(void);
void signal_drop(struct signal *signal);

ULONGLONG user_now(void); /* 100 ns, since some moment */

/* ---- queues: queue.c, wait.c --------------------------------------------- */

struct message {
	struct message *next;
	MSG msg;
};

enum send_state { QUEUED, RUNNING, DONE, FAILED, WITHDRAWN };

struct send {
	struct send *next; /* in to->sent or to->running */
	struct send *next_own; /* in from->sending */
	struct queue *to, *from; /* NULL: that thread has ended */
	enum send_state state;
	int refs;
	BOOL wide;
	HWND hwnd;
	UINT message;
	WPARAM wparam;
	LPARAM lparam;
	LRESULT result;
};

struct timer {
	struct timer *next;
	HWND hwnd;
	UINT_PTR id;
	TIMERPROC proc;
	ULONGLONG period, due;
	BOOL rang;
};

struct want {
	UINT wake;    /* kinds that may have been there before */
	UINT changed; /* kinds that have to be new */
	const struct send *reply;
};

struct queue {
	struct queue *next; /* of those with the same hash */
	DWORD thread;
	struct signal *signal;
	UINT changed;
	BOOL asleep;
	struct want want; /* while asleep */
	ULONGLONG looked; /* when it last did */
	struct message *posted, **posted_end;
	unsigned posted_count;
	struct send *sent, **sent_end;
	struct send *running, *sending;
	struct timer *timers;
	UINT_PTR last_timer;
	BOOL quit;
	int exit_code;
	unsigned windows;
};

#define POSTED_BITS (QS_POSTMESSAGE | QS_ALLPOSTMESSAGE)

/* The calling thread's, made on demand; NULL and the last error. */
struct queue *queue_own(void);
/* The others under the lock. */
struct queue *queue_of(DWORD thread);
UINT queue_bits(const struct queue *q);
/* Something of these kinds has come. */
void queue_tell(struct queue *q, UINT bits, struct after *after);
/* The answer that it waits for. */
void queue_answer(struct queue *q, const struct send *send,
		  struct after *after);

/* As WaitForMultipleObjectsEx, with the queue as object number `count`; `until` in
 * user_now's time, or NEVER. */
DWORD queue_wait(struct queue *q, struct want want, DWORD count,
		 const HANDLE *handles, DWORD flags, ULONGLONG until);

/* ---- messages: post.c, send.c, receive.c, timer.c ------------------------- */

/* The messages of a window that goes; not under the lock. */
void posted_forget(struct queue *q, HWND hwnd);
void sent_forget(struct queue *q, HWND hwnd);
void timers_forget(struct queue *q, HWND hwnd);
/* All that a thread that ends has left. */
void posted_end(struct queue *q);
void sent_end(struct queue *q);
void timers_end(struct queue *q);

/* Runs what was sent to the calling thread. */
void sent_serve(struct queue *q);
/* Calls, or sends and waits; *result only if TRUE. */
BOOL send_message(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam,
		  BOOL wide, UINT flags, ULONGLONG until, LRESULT *result);

/* Under the lock: which timers have rung by now, and when the next will. */
void timers_ring(struct queue *q, ULONGLONG now);
ULONGLONG timers_next(const struct queue *q);
struct timer *timer_rung(const struct queue *q, HWND hwnd); /* NULL: any */
void timer_again(struct timer *timer, ULONGLONG now);

/* ---- names and classes: name.c, class.c ----------------------------------- */

/* A string's number, 0xC000 to 0xFFFF, with a reference; 0 and the last error.
 * name_find: no reference, 0 if there is none. An atom is its own number. */
ATOM name_add(const WCHAR *name);
ATOM name_find(const WCHAR *name);
void name_drop(ATOM atom);

struct class {
	struct class *next;
	ATOM atom;
	BOOL global, wide;
	HINSTANCE instance;
	WNDPROC proc;
	int extra;
	unsigned windows;
};

/* Under the lock. */
struct class *class_find(ATOM atom, HINSTANCE instance);
/* Whose classes are meant; before the first look-up. */
HINSTANCE class_instance(HINSTANCE instance);

/* ---- windows: window.c, create_window.c ----------------------------------- */

struct window {
	HWND handle, parent;
	struct class *class;
	struct queue *queue;
	WNDPROC proc;
	BOOL wide, dying;
	DWORD style, ex_style;
	HINSTANCE instance;
	LONG_PTR id, user;
	WCHAR *text; /* NULL: none */
	int extra;
	BYTE bytes[];
};

/* Under the lock. NULL: there is none (any more). */
struct window *window_find(HWND hwnd);
BOOL window_enter(struct window *window); /* FALSE: too many */
/* Not a class's own messages: they mean something else to each. */
static inline BOOL may_go_to_all(UINT message)
{
	return message < WM_USER || message >= 0xC000;
}

/* Of one thread. */
unsigned windows_of(const struct queue *q, HWND *out, unsigned room);

/* Without the lock. All that are top-level, to be freed by user_free; NULL and the
 * last error. */
HWND *windows_top_level(unsigned *count);
/* window_end: the last messages first. */
void window_end(HWND hwnd, BOOL was_created);
void window_remove(HWND hwnd);

/* ---- procedures: procedure.c, text.c --------------------------------------- */

/* Calls the window's procedure on this thread; FALSE and the last error if there is
 * no such window, or it is another thread's. `wide`: how the arguments are. */
BOOL window_call(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam,
		 BOOL wide, LRESULT *result);
/* The same with a procedure in hand, text made as it wants it. */
LRESULT procedure_call(WNDPROC proc, BOOL proc_wide, HWND hwnd, UINT message,
		       WPARAM wparam, LPARAM lparam, BOOL wide);

/* To be freed by user_free; NULL and the last error. */
WCHAR *text_wide(const char *text);
char *text_narrow(const WCHAR *text);
static inline BOOL is_atom(const void *name)
{
	return !((ULONG_PTR)name >> 16);
}

#endif
