/* NtDuplicateObject: access, attributes, closing the source. */
#include "lib/nt_sync.h"

#define SELF ((HANDLE)-1)

static ACCESS_MASK access_of(HANDLE handle)
{
	OBJECT_BASIC_INFORMATION info = { 0 };

	gives(NtQueryObject(handle, ObjectBasicInformation, &info,
			    sizeof(info), NULL), STATUS_SUCCESS);
	return info.GrantedAccess;
}

static void rights(void)
{
	HANDLE event = manual_event(FALSE), copy = NULL;

	gives(NtDuplicateObject(SELF, event, SELF, &copy, 0, 0,
				DUPLICATE_SAME_ACCESS), STATUS_SUCCESS);
	ok(access_of(copy) == access_of(event), "%#x\n",
	   (unsigned int)access_of(copy));
	NtClose(copy);
	gives(NtDuplicateObject(SELF, event, SELF, &copy, SYNCHRONIZE, 0, 0),
	      STATUS_SUCCESS);
	ok(access_of(copy) == SYNCHRONIZE, "%#x\n",
	   (unsigned int)access_of(copy));
	gives(NtSetEvent(copy, NULL), STATUS_ACCESS_DENIED);
	NtClose(copy);
	NtClose(event);
}

static void close_source(void)
{
	HANDLE event = manual_event(TRUE), copy = NULL;

	gives(NtDuplicateObject(SELF, event, SELF, &copy, 0, 0,
				DUPLICATE_SAME_ACCESS |
				DUPLICATE_CLOSE_SOURCE), STATUS_SUCCESS);
	gives(nt_poll(copy), STATUS_SUCCESS);
	if (copy != event)
		gives(nt_poll(event), STATUS_INVALID_HANDLE);
	NtClose(copy);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE), copy = NULL;

	gives(NtDuplicateObject(SELF, NULL, SELF, &copy, 0, 0,
				DUPLICATE_SAME_ACCESS),
	      STATUS_INVALID_HANDLE);
	gives(NtDuplicateObject(NULL, event, SELF, &copy, 0, 0,
				DUPLICATE_SAME_ACCESS),
	      STATUS_INVALID_HANDLE);
	gives(NtDuplicateObject(event, event, SELF, &copy, 0, 0,
				DUPLICATE_SAME_ACCESS),
	      STATUS_OBJECT_TYPE_MISMATCH);
	NtClose(event);
}

START_TEST(NtDuplicateObject)
{
	RUN(rights);
	RUN(close_source);
	RUN(bad_handles);
}
