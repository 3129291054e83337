/*
 * Sections at the Nt level: status codes, and what views keep alive.
 */
#include <stdarg.h>
#define WIN32_NO_STATUS
#include <windef.h>
#include <winbase.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#define WIN32_NO_STATUS
#include <winternl.h>
#include "wine/test.h"

#define gives(call, expected) gives_(__LINE__, #call, call, expected)
static void gives_(int line, const char *text, NTSTATUS got, NTSTATUS expected)
{
	ok_(__FILE__, line)(got == expected, "%s: %#x, not %#x\n", text,
			    (unsigned)got, (unsigned)expected);
}

static HANDLE section_of(LONGLONG size, ACCESS_MASK access)
{
	LARGE_INTEGER most = { .QuadPart = size };
	HANDLE section = NULL;

	gives(NtCreateSection(&section, access, NULL, &most, PAGE_READWRITE,
			      SEC_COMMIT, NULL), STATUS_SUCCESS);
	return section;
}

/* G-086: a view lasts longer than its section's handle */
static void views(void)
{
	HANDLE section = section_of(100, SECTION_ALL_ACCESS);
	char *view = NULL, *other = NULL;
	SIZE_T size = 0, same = 50;

	gives(NtMapViewOfSection(section, GetCurrentProcess(), (void **)&view,
				 0, 0, NULL, &size, ViewShare, 0,
				 PAGE_READWRITE), STATUS_SUCCESS);
	ok(size == 4096, "%u bytes\n", (unsigned)size);
	gives(NtMapViewOfSection(section, GetCurrentProcess(), (void **)&other,
				 0, 0, NULL, &same, ViewShare, 0,
				 PAGE_READONLY), STATUS_SUCCESS);
	gives(NtClose(section), STATUS_SUCCESS);
	view[99] = 'v';
	ok(other[99] == 'v', "two memories\n");
	gives(NtUnmapViewOfSection(GetCurrentProcess(), view), STATUS_SUCCESS);
	ok(other[99] == 'v', "gone\n");
	gives(NtUnmapViewOfSection(GetCurrentProcess(), other),
	      STATUS_SUCCESS);
	gives(NtUnmapViewOfSection(GetCurrentProcess(), other),
	      STATUS_NOT_MAPPED_VIEW);
}

/* G-086 */
static void refusals(void)
{
	HANDLE section = section_of(70000, SECTION_MAP_READ), none = NULL;
	LARGE_INTEGER offset = { .QuadPart = 4096 };
	LARGE_INTEGER most = { .QuadPart = 10 };
	void *view = NULL;
	SIZE_T size = 0;

	gives(NtMapViewOfSection(section, GetCurrentProcess(), &view, 0, 0,
				 NULL, &size, ViewShare, 0, PAGE_READWRITE),
	      STATUS_ACCESS_DENIED);
	gives(NtMapViewOfSection(section, GetCurrentProcess(), &view, 0, 0,
				 &offset, &size, ViewShare, 0, PAGE_READONLY),
	      STATUS_MAPPED_ALIGNMENT);
	size = 80000;
	gives(NtMapViewOfSection(section, GetCurrentProcess(), &view, 0, 0,
				 NULL, &size, ViewShare, 0, PAGE_READONLY),
	      STATUS_INVALID_VIEW_SIZE);
	gives(NtMapViewOfSection((HANDLE)(ULONG_PTR)0xbadcaf0,
				 GetCurrentProcess(), &view, 0, 0, NULL, &size,
				 ViewShare, 0, PAGE_READONLY),
	      STATUS_INVALID_HANDLE);
	gives(NtCreateSection(&none, SECTION_ALL_ACCESS, NULL, &most, 3,
			      SEC_COMMIT, NULL),
	      STATUS_INVALID_PAGE_PROTECTION);
	gives(NtCreateSection(&none, SECTION_ALL_ACCESS, NULL, &most,
			      PAGE_READWRITE, SEC_COMMIT,
			      (HANDLE)(ULONG_PTR)0xbadcaf0),
	      STATUS_INVALID_HANDLE);
	ok(!none, "handle %p\n", none);
	gives(NtClose(section), STATUS_SUCCESS);
}

/* G-086: pages, likewise */
static void pages(void)
{
	void *base = NULL, *part;
	SIZE_T size = 5000, length = 1;
	ULONG old;

	gives(NtAllocateVirtualMemory(GetCurrentProcess(), &base, 0, &size,
				      MEM_RESERVE, PAGE_READWRITE),
	      STATUS_SUCCESS);
	ok(size == 8192, "%u bytes\n", (unsigned)size);
	part = (char *)base + 4097;
	gives(NtProtectVirtualMemory(GetCurrentProcess(), &part, &length,
				     PAGE_READONLY, &old),
	      STATUS_NOT_COMMITTED);
	gives(NtAllocateVirtualMemory(GetCurrentProcess(), &part, 0, &length,
				      MEM_COMMIT, PAGE_READWRITE),
	      STATUS_SUCCESS);
	ok(part == (char *)base + 4096 && length == 4096, "%p, %u bytes\n",
	   part, (unsigned)length);
	length = 0;
	gives(NtFreeVirtualMemory(GetCurrentProcess(), &part, &length,
				  MEM_RELEASE), STATUS_FREE_VM_NOT_AT_BASE);
	gives(NtFreeVirtualMemory(GetCurrentProcess(), &base, &length,
				  MEM_RELEASE), STATUS_SUCCESS);
	ok(length == 8192, "%u bytes\n", (unsigned)length);
	size = 4096;
	base = NULL;
	gives(NtAllocateVirtualMemory(GetCurrentProcess(), &base, 0, &size,
				      MEM_COMMIT, 3),
	      STATUS_INVALID_PAGE_PROTECTION);
}

START_TEST(NtCreateSection)
{
	RUN(views);
	RUN(refusals);
	RUN(pages);
}
