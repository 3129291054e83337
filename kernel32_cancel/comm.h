/*
 * Serial ports: each function is one IOCTL_SERIAL_… or a few. On a file that is
 * no serial port they all fail with ERROR_INVALID_FUNCTION.
 */
#ifndef WINCANCEL_COMM_H
#define WINCANCEL_COMM_H

#include "kernel32_cancel/kernel32.h"
#include <winioctl.h>
#include <ddk/ntddser.h>

/* comm.c: last error set on FALSE. */
BOOL comm_set(HANDLE port, DWORD code, const void *in, DWORD size);
BOOL comm_get(HANDLE port, DWORD code, void *out, DWORD size);

#endif
