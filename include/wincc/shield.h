/*
 * Owns the peace between glibc's headers and Wine's: wincc includes this file
 * before anything else.  It includes no header of glibc's, so that a program's
 * own _GNU_SOURCE and the like still come first; glibc's side of every clash
 * is declared under another name when its header is reached (posix_hide.h),
 * and the functions that take wide strings are bound to crt/ (rename.h),
 * because glibc's believe that wchar_t has 32 bits.
 */
#ifndef WINCC_SHIELD_H
#define WINCC_SHIELD_H

#ifndef WINCC
#define WINCC 1
#endif

/* The fortified wide functions count in units of 32 bits. */
#undef _FORTIFY_SOURCE

#include <wincc/keywords.h>
#include <wincc/rename.h>

#endif
