/*
 * Canonical case 10 once more, for every kind of overlapped operation: the event
 * and the packet, exactly one each, after the status, for a cancel and for an end.
 * (The routine: overlapped.c.)
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"
#include "all_kinds.h"

/* As begin(), but without an event. */
static void begin_silently(struct setup *s, struct io *io)
{
	memset(io, 0, sizeof(*io));
	if (s->kind->start)
		io_pends(__FILE__, __LINE__, s->kind->start(s, io));
	else if (s->kind->writes)
		io_write(s->file, io);
	else
		io_read(s->file, io);
	begun(s);
}

/* K-092 K-121: set, and there is a packet. */
static void told(HANDLE port, struct setup *s, struct io *io, DWORD error,
		 DWORD moved)
{
	if (io->ov.hEvent)
		io_ends(s->file, io, error, moved);
	port_gives(port, FILE_KEY, &io->ov, error, moved);
	ok(io->ov.Internal == (error ? (ULONG)NT_CANCELLED : 0) &&
		   io->ov.InternalHigh == moved,
	   "status %#x count %u\n", (unsigned)io->ov.Internal,
	   (unsigned)io->ov.InternalHigh);
	port_empty(port);
	/* which of the two is first is nobody's business: it may be on its way */
	if (io->ov.hEvent) {
		ok(WaitForSingleObject(io->ov.hEvent, 20000) == WAIT_OBJECT_0,
		   "not set\n");
		ResetEvent(io->ov.hEvent);
		ok(WaitForSingleObject(io->ov.hEvent, 0) == WAIT_TIMEOUT,
		   "set again\n");
	}
}

/* K-029 K-120 K-131 */
static void one_packet(struct setup *s)
{
	HANDLE port = new_port(0);
	struct io io;

	port_add(port, s->file);
	begin_silently(s, &io);
	works(CancelIoEx(s->file, &io.ov));
	told(port, s, &io, ERROR_OPERATION_ABORTED, 0);
	s->pending = 0;
	begin_silently(s, &io);
	serve(s);
	told(port, s, &io, 0, s->kind->moves);
	CloseHandle(port);
}

/* K-005 K-088 K-121 */
static void event_and_packet(struct setup *s)
{
	HANDLE port = new_port(0);
	struct io io;

	port_add(port, s->file);
	begin(s, &io);
	works(CancelIoEx(s->file, &io.ov));
	told(port, s, &io, ERROR_OPERATION_ABORTED, 0);
	s->pending = 0;
	begin(s, &io);
	serve(s);
	told(port, s, &io, 0, s->kind->moves);
	CloseHandle(port);
}

struct other {
	struct setup *s;
	struct io silent, loud;
};

static DWORD WINAPI begin_elsewhere(void *arg)
{
	struct other *o = arg;

	/* in this order: of two writes to a slow file only the first is there to be
	 * stopped, the other one waits in the kernel */
	if (!o->s->kind->alone)
		begin(o->s, &o->loud);
	begin_silently(o->s, &o->silent);
	return 0;
}

/* K-161 K-162: the one without an event does; the other is cancelled with it. */
static void outlives_its_thread(struct setup *s)
{
	HANDLE port = new_port(0), thread;
	struct other o = {.s = s};

	port_add(port, s->file);
	thread = CreateThread(NULL, 0, begin_elsewhere, &o, 0, NULL);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no exit\n");
	if (!s->kind->alone) {
		s->pending--;
		told(port, s, &o.loud, ERROR_OPERATION_ABORTED, 0);
	}
	port_empty(port);
	io_waits(s->file, &o.silent);
	serve(s);
	told(port, s, &o.silent, 0, s->kind->moves);
	CloseHandle(thread);
	CloseHandle(port);
}

#define CASES(X, k)            \
	X(k, one_packet)       \
	X(k, event_and_packet) \
	X(k, outlives_its_thread)

EACH_KIND(DEFINE_ALL)

START_TEST(notices)
{
	EACH_KIND(RUN_ALL)
}
