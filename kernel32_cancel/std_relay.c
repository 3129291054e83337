/*
 * The threads that carry bytes between a named pipe and a child (std_relay.h). One
 * for each direction, over duplicates of its own, until either side is gone:
 *
 *   output: the child's end breaks when all who have it are gone; then the named
 *           pipe's handle goes, and its server sees that.
 *   input:  the named pipe breaks, or the child ends. A thread of its own waits
 *           for that and cancels the read.
 *
 * A struct relay belongs to its thread once that runs. It waits for `go` first:
 * nothing is read for a child that was never started.
 */
#include "kernel32_cancel/std_relay.h"
#include <stdlib.h>

#define RELAY_BYTES 16384
#define RELAY_STACK 262144

struct relay {
	HANDLE from, to, go, process;
	HANDLE thread; /* input alone: for who cancels it */
	BOOL input;
	LONG over;
};

static BOOL is_named_pipe(HANDLE handle)
{
	int fd;

	return handle && handle != INVALID_HANDLE_VALUE &&
	       NT_SUCCESS(file_unix_fd(handle, &fd)) && fd < 0;
}

/* Whatever kind of handle it is; bytes that were moved are never lost. */
static BOOL transfer(HANDLE file, BOOL write, char *data, DWORD size,
		     DWORD *moved, HANDLE event, struct relay *r)
{
	OVERLAPPED ov = { .hEvent = event };
	HANDLE two[2] = { event, r->process };
	BOOL done = write ? WriteFile(file, data, size, moved, &ov)
			  : ReadFile(file, data, size, moved, &ov);

	if (!done && GetLastError() == ERROR_IO_PENDING) {
		if (r->input &&
		    WaitForMultipleObjects(2, two, FALSE, INFINITE) ==
			    WAIT_OBJECT_0 + 1)
			CancelIoEx(file, &ov);
		done = GetOverlappedResult(file, &ov, moved, TRUE);
	}
	/* A part of a message: the rest comes with the next read. */
	return done || (!write && GetLastError() == ERROR_MORE_DATA);
}

static BOOL write_all(struct relay *r, char *data, DWORD size, HANDLE event)
{
	DWORD moved;

	for (; size; data += moved, size -= moved)
		if (!transfer(r->to, TRUE, data, size, &moved, event, r))
			return FALSE;
	return TRUE;
}

static void carry(struct relay *r, char *data, HANDLE event)
{
	DWORD moved = 0;

	while (!__atomic_load_n(&r->over, __ATOMIC_ACQUIRE) &&
	       transfer(r->from, FALSE, data, RELAY_BYTES, &moved, event, r) &&
	       write_all(r, data, moved, event))
		;
}

/* The child has ended, so nobody will read what might yet come. */
static DWORD WINAPI end_input(void *arg)
{
	struct relay *r = arg;

	WaitForSingleObject(r->process, INFINITE);
	__atomic_store_n(&r->over, TRUE, __ATOMIC_RELEASE);
	do
		CancelSynchronousIo(r->thread);
	while (WaitForSingleObject(r->thread, 5) == WAIT_TIMEOUT);
	CloseHandle(r->thread);
	CloseHandle(r->process);
	free(r);
	return 0;
}

static void relay_free(struct relay *r)
{
	if (r->process)
		CloseHandle(r->process);
	if (r->thread)
		CloseHandle(r->thread);
	free(r);
}

static DWORD WINAPI relay_main(void *arg)
{
	struct relay *r = arg;
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), ender = NULL;
	char data[RELAY_BYTES];

	WaitForSingleObject(r->go, INFINITE);
	CloseHandle(r->go);
	if (r->process && r->input)
		ender = CreateThread(NULL, RELAY_STACK, end_input, r, 0, NULL);
	if (r->process && event && (ender || !r->input))
		carry(r, data, event);
	CloseHandle(r->from);
	CloseHandle(r->to);
	if (event)
		CloseHandle(event);
	if (ender)
		CloseHandle(ender); /* r is its own */
	else
		relay_free(r);
	return 0;
}

static BOOL duplicate(HANDLE handle, HANDLE *out)
{
	return DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(),
			       out, 0, FALSE, DUPLICATE_SAME_ACCESS);
}

/* The two sides of one: our duplicate, and an anonymous pipe. */
static BOOL relay_open(struct relay *r, HANDLE named, HANDLE *end)
{
	HANDLE rd, wr, twin;

	if (!duplicate(named, &twin))
		return FALSE;
	if (!CreatePipe(&rd, &wr, NULL, 0)) {
		CloseHandle(twin);
		return FALSE;
	}
	r->from = r->input ? twin : rd;
	r->to = r->input ? wr : twin;
	*end = r->input ? rd : wr;
	return TRUE;
}

static struct relay *relay_start(HANDLE named, BOOL input, HANDLE *end)
{
	struct relay *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->input = input;
	r->go = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (r->go && relay_open(r, named, end)) {
		r->thread = CreateThread(NULL, RELAY_STACK, relay_main, r, 0,
					 NULL);
		if (r->thread)
			return r;
		CloseHandle(r->from);
		CloseHandle(r->to);
		CloseHandle(*end);
	}
	if (r->go)
		CloseHandle(r->go);
	free(r);
	return NULL;
}

/* As Windows' child would have it: only what is inheritable. */
static BOOL to_be_relayed(const struct process_start *start, HANDLE handle)
{
	DWORD flags;
	BOOL listed = !start->only;

	for (ULONG i = 0; !listed && i < start->only_count; i++)
		listed = start->only[i] == handle;
	return listed && is_named_pipe(handle) &&
	       GetHandleInformation(handle, &flags) &&
	       flags & HANDLE_FLAG_INHERIT;
}

DWORD relays_begin(struct relays *relays, struct process_start *start)
{
	*relays = (struct relays){ 0 };
	if (!start->has_std || !start->inherit)
		return 0;

	const HANDLE in = start->std[0], out = start->std[1];

	/* Reading ahead would hold the child's own answer up. */
	if ((start->std[1] == in || start->std[2] == in) &&
	    to_be_relayed(start, in))
		return ERROR_NOT_SUPPORTED;
	for (int i = 0; i < 3; i++) {
		if (!to_be_relayed(start, start->std[i]))
			continue;
		if (i == 2 && start->std[2] == out)
			continue;
		relays->relay[i] = relay_start(start->std[i], !i,
					       &relays->end[i]);
		if (!relays->relay[i])
			return ERROR_NOT_ENOUGH_MEMORY;
	}
	for (int i = 0; i < 3; i++) {
		int like = i == 2 && start->std[2] == out ? 1 : i;

		if (!relays->relay[like])
			continue;
		start->std[i] = relays->end[like];
		start->std_alone[i] = TRUE;
	}
	return 0;
}

void relays_end(struct relays *relays, HANDLE process)
{
	for (int i = 0; i < 3; i++) {
		struct relay *r = relays->relay[i];

		if (!r)
			continue;
		CloseHandle(relays->end[i]);
		if (process && !duplicate(process, &r->process))
			r->process = NULL;
		SetEvent(r->go);
	}
}
