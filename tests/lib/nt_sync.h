/*
 * Steps of the tests of waitable objects at the Nt level. Include it first:
 * ntstatus.h has to come before windows.h, and both before wine/test.h.
 */
#ifndef TESTS_LIB_NT_SYNC_H
#define TESTS_LIB_NT_SYNC_H

#include <stdarg.h>
#include <ntstatus.h>
#define WIN32_NO_STATUS
#include <windef.h>
#include <winbase.h>
#include <winternl.h>
#include "wine/test.h"
#include "lib/sync.h"

#define gives(call, expected) gives_(__FILE__, __LINE__, #call, call, expected)
static inline void gives_(const char *src, int line, const char *text,
			  NTSTATUS status, NTSTATUS expected)
{
	ok_(src, line)(status == expected, "%s: %#x, not %#x\n", text,
		       (unsigned int)status, (unsigned int)expected);
}

/* a time-out as the Nt calls want it: negative is from now on */
static inline LARGE_INTEGER *relative_ms(LARGE_INTEGER *time, int ms)
{
	time->QuadPart = ms * -10000LL;
	return time;
}

static inline NTSTATUS nt_poll(HANDLE handle)
{
	LARGE_INTEGER now = { .QuadPart = 0 };

	return NtWaitForSingleObject(handle, FALSE, &now);
}

/* object attributes with a name among those that Win32 programs use */
struct named {
	OBJECT_ATTRIBUTES attr;
	UNICODE_STRING name;
	WCHAR chars[80];
};

static inline OBJECT_ATTRIBUTES *nt_name(struct named *n, const char *name)
{
	static const char directory[] = "\\BaseNamedObjects\\";
	int i, len = 0;

	for (i = 0; directory[i]; i++)
		n->chars[len++] = directory[i];
	for (i = 0; name[i]; i++)
		n->chars[len++] = name[i];
	n->chars[len] = 0;
	RtlInitUnicodeString(&n->name, n->chars);
	InitializeObjectAttributes(&n->attr, &n->name, 0, NULL, NULL);
	return &n->attr;
}

#endif
