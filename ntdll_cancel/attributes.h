/*
 * What a stat says, in Windows' terms.
 */
#ifndef WINCANCEL_ATTRIBUTES_H
#define WINCANCEL_ATTRIBUTES_H

#include "windows_nt.h"
#include <sys/stat.h>

ULONG attributes_of(const struct stat *st);
/* A symbolic link to a directory is one as well; name is looked up below fd. */
ULONG attributes_at(int fd, const char *name, const struct stat *st);
void time_to_nt(LARGE_INTEGER *to, const struct timespec *from);
/* fd may be one that is good for nothing but its name (O_PATH). */
NTSTATUS attributes_set(int fd, const FILE_BASIC_INFORMATION *info);

#endif
