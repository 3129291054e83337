/* NtRemoveIoCompletionEx: several at a time, and an alertable wait. */
#include "lib/nt_sync.h"
#include "lib/nt_port.h"

static FILE_IO_COMPLETION_INFORMATION packets[8];

static NTSTATUS take(HANDLE port, ULONG room, ULONG *n, BOOLEAN alertable)
{
	LARGE_INTEGER time;

	*n = 77;
	return NtRemoveIoCompletionEx(port, packets, room, n,
				      relative_ms(&time, 0), alertable);
}

/* K-126 */
static void batches(void)
{
	HANDLE port = nt_port();
	ULONG n;

	for (int i = 0; i < 5; i++)
		gives(NtSetIoCompletion(port, i, 10 + i, 20 + i, 30 + i),
		      STATUS_SUCCESS);
	gives(take(port, 2, &n, FALSE), STATUS_SUCCESS);
	ok(n == 2, "%u\n", n);
	gives(take(port, 8, &n, FALSE), STATUS_SUCCESS);
	ok(n == 3, "%u\n", n);
	for (unsigned int i = 0; i < n; i++)
		ok(packets[i].CompletionKey == 2 + i &&
			   packets[i].CompletionValue == 12 + i &&
			   packets[i].IoStatusBlock.Status ==
				   (NTSTATUS)(22 + i) &&
			   packets[i].IoStatusBlock.Information == 32 + i,
		   "packet %u is another\n", i);
	gives(take(port, 8, &n, FALSE), STATUS_TIMEOUT);
	ok(n == 1, "%u\n", n);
	NtClose(port);
}

static int apcs;

static void CALLBACK count_apc(ULONG_PTR arg)
{
	(void)arg;
	apcs++;
}

/* K-125: packets come before routines. */
static void alertable(void)
{
	HANDLE port = nt_port();
	ULONG n;

	succeeds(QueueUserAPC(count_apc, GetCurrentThread(), 0));
	gives(take(port, 8, &n, FALSE), STATUS_TIMEOUT);
	gives(NtSetIoCompletion(port, 1, 2, 0, 3), STATUS_SUCCESS);
	gives(take(port, 8, &n, TRUE), STATUS_SUCCESS);
	ok(!apcs && n == 1, "%d routines, %u packets\n", apcs, n);
	gives(take(port, 8, &n, TRUE), STATUS_USER_APC);
	ok(apcs == 1, "%d routines\n", apcs);
	gives(take(port, 8, &n, TRUE), STATUS_TIMEOUT);
	NtClose(port);
}

START_TEST(NtRemoveIoCompletionEx)
{
	RUN(batches);
	RUN(alertable);
}
