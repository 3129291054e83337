/* NtQueryIoCompletion: how many packets lie in a port. */
#include "lib/nt_sync.h"
#include "lib/nt_port.h"

static void depth(void)
{
	HANDLE port = nt_port();
	ULONG_PTR key, value;
	IO_STATUS_BLOCK io;
	ULONG n = 7, used = 0;

	for (ULONG i = 0; i < 4; i++) {
		gives(NtQueryIoCompletion(port, IoCompletionBasicInformation,
					  &n, sizeof(n), &used),
		      STATUS_SUCCESS);
		ok(n == i && used == sizeof(n), "%u, %u bytes\n", n, used);
		gives(NtSetIoCompletion(port, 1, 2, 0, 3), STATUS_SUCCESS);
	}
	gives(nt_take(port, &key, &value, &io, 0), STATUS_SUCCESS);
	gives(NtQueryIoCompletion(port, IoCompletionBasicInformation, &n,
				  sizeof(n), NULL),
	      STATUS_SUCCESS);
	ok(n == 3, "%u\n", n);
	NtClose(port);
}

static void bad_arguments(void)
{
	HANDLE port = nt_port(), event = manual_event(FALSE);
	ULONG n[2];

	gives(NtQueryIoCompletion(port, IoCompletionBasicInformation, n, 8,
				  NULL),
	      STATUS_INFO_LENGTH_MISMATCH);
	gives(NtQueryIoCompletion(port, IoCompletionBasicInformation, n, 2,
				  NULL),
	      STATUS_INFO_LENGTH_MISMATCH);
	gives(NtQueryIoCompletion(event, IoCompletionBasicInformation, n, 4,
				  NULL),
	      STATUS_OBJECT_TYPE_MISMATCH);
	NtClose(port);
	NtClose(event);
}

START_TEST(NtQueryIoCompletion)
{
	RUN(depth);
	RUN(bad_arguments);
}
