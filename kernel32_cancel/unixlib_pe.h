/*
 * The way from the PE half into the unix half, with the headers it takes.
 */
#ifndef WINCANCEL_UNIXLIB_PE_H
#define WINCANCEL_UNIXLIB_PE_H

/* windows.h has a few of the status codes, ntstatus.h has them all. */
#define WIN32_NO_STATUS
#include <windows.h>
#include <winternl.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "unix_call_pe.h"

/* STATUS_NOT_SUPPORTED where there is no unix half: then Wine does the work. */
NTSTATUS unix_call(enum unix_call which, void *args);

#endif
