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
/* Why it was not: Windows tells a missing file from a missing directory. */
NTSTATUS path_not_opened(const char *path, int err);

#endif
