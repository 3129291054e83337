/* NtRemoveIoCompletion: waits for a packet, and for how long. */
#include "lib/nt_sync.h"
#include "lib/nt_port.h"

static DWORD WINAPI post(void *port)
{
	gives(NtSetIoCompletion(port, 1, 2, 0, 3), STATUS_SUCCESS);
	return 0;
}

static void waits_for_it(void)
{
	HANDLE port = nt_port(), thread = start_thread(post, port);
	ULONG_PTR key = 0, value = 0;
	IO_STATUS_BLOCK io;

	gives(NtRemoveIoCompletion(port, &key, &value, &io, NULL),
	      STATUS_SUCCESS);
	ok(key == 1 && value == 2 && !io.Status && io.Information == 3,
	   "another packet\n");
	thread_ends(thread, 0);
	NtClose(port);
}

static void CALLBACK never(ULONG_PTR a)
{
	ok(0, "a routine ran: %u\n", (unsigned int)a);
}

/* K-123 K-126: the time goes by, and no routine runs meanwhile. */
static void time_out(void)
{
	HANDLE port = nt_port();
	ULONG_PTR key = 7, value = 8;
	IO_STATUS_BLOCK io;
	double start = now_ms();

	succeeds(QueueUserAPC(never, GetCurrentThread(), 0));
	gives(nt_take(port, &key, &value, &io, 20), STATUS_TIMEOUT);
	ok(now_ms() - start > 15, "it did not wait\n");
	ok(key == 7 && value == 8, "written\n");
	NtClose(port);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(TRUE);
	ULONG_PTR key, value;
	IO_STATUS_BLOCK io;

	gives(nt_take(event, &key, &value, &io, 0),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(nt_take(NULL, &key, &value, &io, 0), STATUS_INVALID_HANDLE);
	NtClose(event);
}

START_TEST(NtRemoveIoCompletion)
{
	RUN(waits_for_it);
	RUN(time_out);
	RUN(bad_handles);
}
