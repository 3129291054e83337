/*
 * Owns the peace between glibc's headers and Wine's: wincc includes this file
 * before anything else.  glibc's side of every clash is declared here first
 * under a name of its own, so that no later include order can go wrong, and
 * the functions that take wide strings are bound to crt/, because glibc's
 * believe wchar_t has 32 bits.
 *
 * A program that would rather keep POSIX's struct timeval, fd_set and select
 * than use Winsock says -DWINCC_KEEP_POSIX.
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

#ifndef WINCC_KEEP_POSIX
#include <wincc/posix_hide.h>
#include <sys/types.h>
#include <sys/select.h>
#include <wincc/posix_show.h>
#undef FD_SETSIZE
#undef FD_CLR
#undef FD_SET
#undef FD_ZERO
#undef FD_ISSET
#undef NFDBITS
#endif

#endif
