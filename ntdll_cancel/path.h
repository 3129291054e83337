/*
 * From an object name to a Linux path.
 */
#ifndef WINCANCEL_PATH_H
#define WINCANCEL_PATH_H

#include "windows_nt.h"
#include <limits.h>

/* path has room for PATH_MAX bytes. */
NTSTATUS path_from_name(const UNICODE_STRING *name, char *path);

#endif
