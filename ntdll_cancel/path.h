/*
 * From an object name to a Linux path.
 */
#ifndef WINCANCEL_PATH_H
#define WINCANCEL_PATH_H

#include "windows_nt.h"
#include <limits.h>
#include <stdbool.h>

/* path has room for PATH_MAX bytes. *windows: a name with a drive, found without
 * regard to case. Looks at no file: that could block. */
NTSTATUS path_from_name(const UNICODE_STRING *name, char *path, bool *windows);
/* For such a path that was not found as it is: whether there is one that differs
 * in case, which then stands in path; the part that exists, at least. */
bool path_fix_case(char *path);
/* Of a look-up that failed so: Windows tells a missing file from a missing
 * directory, and from a file where one was to be. */
NTSTATUS path_failed(const char *path, int err);
/* STATUS_OBJECT_NAME_INVALID for what has no name on Linux, NAME_TOO_LONG. */
NTSTATUS name_to_utf8(const WCHAR *s, size_t n, char *out, size_t room);
/* The name of a file, which may be any bytes: what is no UTF-8 becomes U+FFFD.
 * Writes at most room; how many WCHARs it takes, never more than bytes. */
size_t name_to_utf16(const char *in, size_t bytes, WCHAR *out, size_t room);

/* path_device.c: CONIN$ and CONOUT$; COM1 and on. */
#define PORTS_MAX 256
bool path_is_console(const UNICODE_STRING *name, bool *output);
bool path_is_port(const UNICODE_STRING *name);
/* The link that the prefix has for COM1 and so on; without one the machine's. */
NTSTATUS path_of_port(const char *name, char *path);

#endif
