/*
 * Sockets: what ntdll_cancel and ws2_cancel, the skin, have in common. A SOCKET is
 * the handle of a file object of the kind FILE_SOCKET. Not for programs.
 *
 * Why private functions and no NtDeviceIoControlFile with codes of our own: nobody
 * but the skin would call those, they'd be packed and unpacked for each transfer,
 * and what could be found out by them Windows keeps to itself as well.
 *
 * The descriptor always has O_NONBLOCK: everything is tried first. Overlapped
 * requests that are refused wait in the file's queues: receiving and accepting in
 * OP_READ's, sending, connecting and what follows them in OP_WRITE's. A blocking
 * call that is refused polls, as one labelled system call, and tries again: so
 * nothing that has been moved is lost when it is stopped. While it sends it is its
 * queue's drainer, that nobody sends in between.
 *
 * Addresses are Windows' outside and Linux' inside; they differ in the family's
 * number alone. Flags are Linux' in here.
 */
#ifndef WINCANCEL_SOCKETS_H
#define WINCANCEL_SOCKETS_H

#include "windows_nt.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

struct file;

/* A failure that NTSTATUS has no code for: Winsock's own, as Win32 errors in disguise
 * (RtlNtStatusToDosError). */
#define STATUS_WINSOCK(code) ((NTSTATUS)(0xc0070000u | (code)))

enum sock_verb {
	SOCK_TRANSFER, /* receives or sends, by the direction */
	SOCK_ACCEPT,
	SOCK_CONNECT,
	SOCK_DISCONNECT,
	SOCK_TRANSMIT,
};

/* In marks: what has been done to it. */
enum {
	SOCK_BOUND = 1,
	SOCK_LISTENS = 2,
	SOCK_ASKED = 4,	     /* to connect; how that went is not known yet */
	SOCK_CONNECTED = 8,
	SOCK_NO_SEND = 16,   /* shut down */
	SOCK_NO_RECEIVE = 32,
	SOCK_DISCONNECTED = 64,
	/* what the program has asked for when it is given a name */
	SOCK_REUSE = 128,
	SOCK_EXCLUSIVE = 256,
	/* for its selection: who asked to connect has left that open; it was made a
	 * connection by the other side; FD_CONNECT has been told */
	SOCK_LEFT = 512,
	SOCK_ACCEPTED = 1024,
	SOCK_TOLD = 2048,
};

/* What a socket can have to tell: Winsock's FD_… and their order. */
enum {
	SOCK_NEWS_READ = 1,
	SOCK_NEWS_WRITE = 2,
	SOCK_NEWS_OOB = 4,
	SOCK_NEWS_ACCEPT = 8,
	SOCK_NEWS_CONNECT = 16,
	SOCK_NEWS_CLOSE = 32,
	SOCK_NEWS_ALL = 63,
	SOCK_NEWS_KINDS = 6,
};

struct selection;

struct socket {
	struct file *file;
	int fd; /* the file's */
	int family, type, protocol; /* Linux' */
	bool overlapped;
	_Atomic bool nonblocking;
	_Atomic bool selected; /* somebody is told of its news; selection.h */
	_Atomic uint32_t receive_ms, send_ms; /* of blocking calls; 0: for ever */
	_Atomic uint32_t marks;
	_Atomic uint64_t dry; /* 0, or as socket_dry says; socket_try.c */
	/* AcceptEx is to make it a connection: of whom, by which operation, which
	 * has referenced the listener. Once it is over another may come in its
	 * place, though it may not have been told yet. The file's lock guards them. */
	struct file *listener;
	IO_STATUS_BLOCK *accepting;
	struct sock_more *accept;
	bool accept_over;
	/* A connection that WSAAccept's condition has put off; its descriptor + 1. */
	_Atomic int deferred;
	_Atomic uint32_t polled; /* by so many; socket_poll.c */
	bool kicks;		 /* who closes it kicks them */
	struct selection *_Atomic selection; /* stays once it is set */
	_Atomic NTSTATUS failure; /* of connecting, for SO_ERROR; taken once */
	void *skin; /* ws2_cancel's own; freed by skin_free */
};
extern void (*_Atomic socket_skin_free)(void *skin);

/* What an operation brings along that has more to it than one buffer. Whoever tells
 * of its end frees it, or, if a blocking call waits for it, tells that. */
struct sock_more {
	_Atomic uint32_t *done; /* a blocking call's: it frees this itself */
	struct socket *sock;	/* accept's: the connection to be, referenced */
	struct file *listener;	/* and that, likewise */
	int fd;			/* transmit's file, ours; -1 */
	bool begun;		/* connect's */
	bool reuse;		/* disconnect's: as if new */
	bool ends;		/* transmit's: then a disconnect */
	void *address;		/* where the sender's goes, or the accepted one's */
	INT *address_length;
	void *control; /* WSARecvMsg's, and how it went */
	ULONG *control_length;
	ULONG *flags;
	ULONG receive_length, local_length, remote_length; /* AcceptEx's */
	int64_t offset, file_length; /* transmit's; then tail */
	struct iovec tail;
	struct sockaddr_storage to;
	socklen_t to_length; /* 0: nowhere */
	uint32_t count;	     /* 0: the operation's one buffer */
	struct iovec v[];
};

struct socket_request {
	HANDLE event;
	PIO_APC_ROUTINE apc;
	void *context; /* a packet's value, or the routine's; NULL: neither */
	IO_STATUS_BLOCK *iosb;
	enum sock_verb verb;
	bool send;
	bool blocking;
	bool stands; /* for a blocking call: may pend on any socket, and its caller
		      * finds out himself if Winsock is over */
	uint32_t flags; /* MSG_… */
	void *buffer;
	ULONG length;
	struct sock_more *more; /* NULL: one buffer; goes over to this call */
};

NTSTATUS socket_create(int family, int type, int protocol, bool overlapped,
		       ULONG attributes, HANDLE *out);
/* A receiver or sender, overlapped or blocking. */
NTSTATUS WINAPI socket_request(HANDLE h, const struct socket_request *r);
/* Blocking, or not, as the socket is. */
NTSTATUS socket_accept(HANDLE h, HANDLE *out, void *address, INT *length);
/* Never blocking: STATUS_DEVICE_NOT_READY. */
NTSTATUS socket_accept_now(HANDLE h, HANDLE *out, void *address, INT *length);

/* Handing a socket over to another process, or to this one: socket_give.c. One that is
 * given can be taken once, by that process. */
struct socket_ticket {
	uint32_t giver, taker; /* their process ids */
	uint64_t cookie;
};
NTSTATUS socket_give(HANDLE h, uint32_t taker, struct socket_ticket *t);
/* STATUS_INVALID_PARAMETER: there is none such, any more or for us. */
NTSTATUS socket_take(const struct socket_ticket *t, bool overlapped,
		     ULONG attributes, HANDLE *out);
/* accepted goes back: the next who accepts gets it. It is closed. */
void socket_defer(HANDLE listener, HANDLE accepted);

/* The socket behind a handle, whose descriptor stays until it is let go. NULL: it
 * is none. */
struct socket *socket_hold(HANDLE h);
void socket_let_go(struct socket *s);
/* Of several, or NULL: a thread that is to end has let go of all. */
void sockets_let_go(struct socket *const *sockets, unsigned n);
/* The same, as an object that may be closed meanwhile: for sock_more's sock. */
struct socket *socket_keep(HANDLE h);

/*
 * Who is told of a socket's news where no event is set. tell begins it: it calls
 * sock_news_take until that gives nothing, at once or later, on whatever thread;
 * then it does not touch itself any more. stop: what is held up is to go on with that
 * soon. copy: for what a listener has accepted; NULL: no memory. None of them waits.
 */
struct sock_teller {
	void (*tell)(struct sock_teller *t);
	void (*stop)(struct sock_teller *t);
	struct sock_teller *(*copy)(const struct sock_teller *t, HANDLE accepted);
	void (*free)(struct sock_teller *t);
	struct socket *sock; /* set when it is selected */
};

struct sock_news {
	uint32_t events;
	NTSTATUS errors[SOCK_NEWS_KINDS]; /* of those */
};

/* Replaces the socket's selection, events 0: by none. Told by the event, or by the
 * teller, which goes over to it also if it fails. INVALID_PARAMETER: no event. */
NTSTATUS socket_select(HANDLE h, uint32_t events, HANDLE event,
		       struct sock_teller *teller);
/* Takes the record, and resets event (or NULL) in one step. */
NTSTATUS socket_news(HANDLE h, HANDLE event, struct sock_news *out);
bool sock_news_take(struct sock_teller *t, uint32_t *event, NTSTATUS *error);
/* By the teller itself: there is nobody to tell any more. */
void sock_news_stop(struct sock_teller *t);
/* INVALID_PARAMETER: it is selected, and stays nonblocking. */
NTSTATUS socket_set_nonblocking(struct socket *s, bool on);

struct pollfd;
/* Of sockets that are held, or NULL; p has room for one more. ns < 0: for ever. ready:
 * how many have something. */
NTSTATUS socket_poll(struct pollfd *p, struct socket *const *sockets, unsigned n,
		     int64_t ns, int *ready);
/*
 * socket_end.c: Winsock is in use, and is no longer: odd, even. Once it is over no
 * operation of a socket is told any more, calls that block return with WSAEINTR, and
 * when sockets_end returns nothing that had begun is left. Who is on the way into an
 * operation meanwhile looks again when it is queued and ends it itself.
 */
extern _Atomic uint32_t sockets_uses;
static inline bool sockets_in_use(void)
{
	return atomic_load_explicit(&sockets_uses, memory_order_relaxed) & 1;
}
void sockets_begin(void);
void sockets_end(void);
/* What is pending on this one, in the same way. */
void WINAPI sockets_end_one(HANDLE h);
/* Where there is none, Linux' shutdown says so and shuts down all the same (the socket
 * is of no use for a connection then), or ends listening or connecting. */
static inline bool socket_has_peer(const struct socket *s)
{
	struct sockaddr_storage peer;
	socklen_t n = sizeof peer;
	return !getpeername(s->fd, (struct sockaddr *)&peer, &n);
}
/* Of errno. */
NTSTATUS socket_status(int err);
/* Windows' address as Linux has it; 0: it is none, or too long. */
socklen_t address_in(struct sockaddr_storage *to, const void *from, int length);
/* As much as has room; *length: all of it. */
void address_out(void *to, INT *length, struct sockaddr_storage *from,
		 socklen_t from_length);
/* Room for n buffers. NULL: no memory. */
struct sock_more *sock_more_new(uint32_t n);
void sock_more_end(struct sock_more *m);

#endif
