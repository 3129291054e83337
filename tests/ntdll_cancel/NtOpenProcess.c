/*
 * The Nt calls on processes: NtOpenProcess, NtQueryInformationProcess,
 * NtTerminateProcess.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"

#ifndef STATUS_INVALID_CID
#define STATUS_INVALID_CID ((NTSTATUS)0xc000000b)
#endif
#define NT_INVALID_INFO_CLASS ((NTSTATUS)0xc0000003)
#define NT_INFO_LENGTH_MISMATCH ((NTSTATUS)0xc0000004)

static NTSTATUS open_id(HANDLE *h, ACCESS_MASK access, ULONG_PTR id)
{
	OBJECT_ATTRIBUTES attr;
	CLIENT_ID client = { (HANDLE)id, NULL };

	InitializeObjectAttributes(&attr, NULL, 0, NULL, NULL);
	return NtOpenProcess(h, access, &attr, &client);
}

/* P-005 */
static void own(void)
{
	PROCESS_BASIC_INFORMATION info;
	ULONG used = 0;
	HANDLE h = NULL;

	ok(!open_id(&h, PROCESS_ALL_ACCESS, GetCurrentProcessId()), "no handle\n");
	ok(!NtQueryInformationProcess(h, ProcessBasicInformation, &info,
				      sizeof(info), &used), "no answer\n");
	ok(used == sizeof(info), "used %u\n", used);
	ok(info.UniqueProcessId == GetCurrentProcessId(), "id %u\n",
	   (unsigned)info.UniqueProcessId);
	ok((DWORD)(ULONG_PTR)info.Reserved1 == STATUS_PENDING, "status %p\n",
	   info.Reserved1);
	ok(!NtClose(h), "not closed\n");
}

static void refused(void)
{
	PROCESS_BASIC_INFORMATION info;
	HANDLE h = (HANDLE)1;

	ok(open_id(&h, PROCESS_ALL_ACCESS, 0x7ffffff0) == STATUS_INVALID_CID,
	   "opened\n");
	ok(NtQueryInformationProcess(GetCurrentProcess(),
				     ProcessBasicInformation, &info,
				     sizeof(info) - 1, NULL) ==
		   NT_INFO_LENGTH_MISMATCH, "too short\n");
	ok(NtQueryInformationProcess(GetCurrentProcess(), 9999, &info,
				     sizeof(info), NULL) ==
		   NT_INVALID_INFO_CLASS, "class\n");
	ok(NtQueryInformationProcess(GetCurrentThread(),
				     ProcessBasicInformation, &info,
				     sizeof(info), NULL) ==
		   NT_OBJECT_TYPE_MISMATCH, "a thread\n");
	ok(!open_id(&h, SYNCHRONIZE, GetCurrentProcessId()), "no handle\n");
	ok(NtQueryInformationProcess(h, ProcessBasicInformation, &info,
				     sizeof(info), NULL) == NT_ACCESS_DENIED,
	   "without access\n");
	ok(NtTerminateProcess(h, 0) == NT_ACCESS_DENIED, "ended\n");
	NtClose(h);
	ok(NtTerminateProcess(h, 0) == NT_INVALID_HANDLE, "ended\n");
}

START_TEST(NtOpenProcess)
{
	RUN(own);
	RUN(refused);
}
