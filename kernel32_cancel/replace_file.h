/*
 * What of ReplaceFile is Linux.
 */
#ifndef WINCANCEL_REPLACE_FILE_H
#define WINCANCEL_REPLACE_FILE_H

#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

/* replace_merge_elf.c: who may do what with the old file goes over to the new. */
BOOL replace_merge(HANDLE old, HANDLE fresh);

#endif
