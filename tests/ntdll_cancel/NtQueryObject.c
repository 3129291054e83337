/* NtQueryObject and NtSetInformationObject: counts, access, type, flags. */
#include "lib/nt_sync.h"

static void basic(void)
{
	HANDLE event = CreateEventExA(NULL, NULL, 0, SYNCHRONIZE), copy;
	OBJECT_BASIC_INFORMATION info;
	ULONG size = 77;

	gives(NtQueryObject(event, ObjectBasicInformation, &info, sizeof(info),
			    &size), STATUS_SUCCESS);
	ok(size == sizeof(info), "size %u\n", (unsigned int)size);
	ok(info.GrantedAccess == SYNCHRONIZE, "access %#x\n",
	   (unsigned int)info.GrantedAccess);
	ok(info.HandleCount == 1, "%u handles\n",
	   (unsigned int)info.HandleCount);
	DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &copy,
			0, FALSE, DUPLICATE_SAME_ACCESS);
	gives(NtQueryObject(event, ObjectBasicInformation, &info, sizeof(info),
			    NULL), STATUS_SUCCESS);
	ok(info.HandleCount == 2, "%u handles\n",
	   (unsigned int)info.HandleCount);
	NtClose(copy);
	gives(NtQueryObject(event, ObjectBasicInformation, &info, sizeof(info),
			    NULL), STATUS_SUCCESS);
	ok(info.HandleCount == 1, "%u handles\n",
	   (unsigned int)info.HandleCount);
	gives(NtQueryObject(event, ObjectBasicInformation, &info,
			    sizeof(info) - 1, NULL),
	      STATUS_INFO_LENGTH_MISMATCH);
	NtClose(event);
	gives(NtQueryObject(event, ObjectBasicInformation, &info, sizeof(info),
			    NULL), STATUS_INVALID_HANDLE);
}

static void type_is(HANDLE handle, const char *expected)
{
	union {
		OBJECT_TYPE_INFORMATION info;
		char room[512];
	} u;
	char name[32] = "";
	ULONG i;

	gives(NtQueryObject(handle, ObjectTypeInformation, &u, sizeof(u),
			    NULL), STATUS_SUCCESS);
	for (i = 0; i < u.info.TypeName.Length / sizeof(WCHAR) && i < 31; i++)
		name[i] = (char)u.info.TypeName.Buffer[i];
	ok(!strcmp(name, expected), "%s, not %s\n", name, expected);
}

static void types(void)
{
	HANDLE event = manual_event(FALSE);
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
	HANDLE semaphore = CreateSemaphoreA(NULL, 0, 1, NULL);
	HANDLE timer = CreateWaitableTimerA(NULL, FALSE, NULL), keyed;
	char little[8];

	type_is(event, "Event");
	type_is(mutex, "Mutant");
	type_is(semaphore, "Semaphore");
	type_is(timer, "Timer");
	NtCreateKeyedEvent(&keyed, GENERIC_ALL, NULL, 0);
	type_is(keyed, "KeyedEvent");
	type_is(GetCurrentThread(), "Thread");
	gives(NtQueryObject(event, ObjectTypeInformation, little,
			    sizeof(little), NULL),
	      STATUS_INFO_LENGTH_MISMATCH);
	NtClose(event);
	NtClose(mutex);
	NtClose(semaphore);
	NtClose(timer);
	NtClose(keyed);
}

static void flags(void)
{
	HANDLE event = manual_event(FALSE);
	struct {
		BOOLEAN inherit, protect;
	} data = { 2, 2 };

	gives(NtQueryObject(event, ObjectDataInformation, &data, sizeof(data),
			    NULL), STATUS_SUCCESS);
	ok(!data.inherit && !data.protect, "%d %d\n", data.inherit,
	   data.protect);
	data.inherit = TRUE;
	gives(NtSetInformationObject(event, ObjectDataInformation, &data,
				     sizeof(data)), STATUS_SUCCESS);
	data.inherit = data.protect = 2;
	gives(NtQueryObject(event, ObjectDataInformation, &data, sizeof(data),
			    NULL), STATUS_SUCCESS);
	ok(data.inherit == TRUE && !data.protect, "%d %d\n", data.inherit,
	   data.protect);
	NtClose(event);
}

START_TEST(NtQueryObject)
{
	RUN(basic);
	RUN(types);
	RUN(flags);
}
