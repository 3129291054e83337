/* NtSetIoCompletion: the packet comes as it was given, in its turn. */
#include "lib/nt_sync.h"
#include "lib/nt_port.h"

/* K-126 */
static void as_given(void)
{
	HANDLE port = nt_port();
	ULONG_PTR key = 0, value = 0;
	IO_STATUS_BLOCK io;

	gives(NtSetIoCompletion(port, 1, 2, STATUS_CANCELLED, ~(SIZE_T)0),
	      STATUS_SUCCESS);
	gives(NtSetIoCompletion(port, 3, 4, STATUS_PENDING, 5),
	      STATUS_SUCCESS);
	gives(nt_take(port, &key, &value, &io, 0), STATUS_SUCCESS);
	ok(key == 1 && value == 2 && io.Status == STATUS_CANCELLED &&
		   io.Information == ~(ULONG_PTR)0,
	   "another packet: %#x\n", (unsigned int)io.Status);
	gives(nt_take(port, &key, &value, &io, 0), STATUS_SUCCESS);
	ok(key == 3 && value == 4 && io.Status == STATUS_PENDING &&
		   io.Information == 5,
	   "another packet: %#x\n", (unsigned int)io.Status);
	gives(nt_take(port, &key, &value, &io, 0), STATUS_TIMEOUT);
	NtClose(port);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);

	gives(NtSetIoCompletion(event, 0, 0, 0, 0),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtSetIoCompletion(NULL, 0, 0, 0, 0), STATUS_INVALID_HANDLE);
	NtClose(event);
}

START_TEST(NtSetIoCompletion)
{
	RUN(as_given);
	RUN(bad_handles);
}
