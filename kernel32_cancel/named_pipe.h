/*
 * What the skins of named pipes share.
 */
#ifndef WINCANCEL_NAMED_PIPE_H
#define WINCANCEL_NAMED_PIPE_H

#include "kernel32_cancel/kernel32.h"
#include <stdint.h>
#include <winioctl.h>

/* ntifs.h and winbase.h; Wine's headers lack them. */
#ifndef FSCTL_PIPE_GET_PIPE_ATTRIBUTE
#define FSCTL_PIPE_GET_PIPE_ATTRIBUTE \
	CTL_CODE(FILE_DEVICE_NAMED_PIPE, 10, METHOD_BUFFERED, FILE_ANY_ACCESS)
#endif
#ifndef PIPE_REJECT_REMOTE_CLIENTS
#define PIPE_REJECT_REMOTE_CLIENTS 8
#endif

/* named_pipe.c: what stands behind `\\.\pipe\`; NULL if that does not. */
const WCHAR *pipe_name_of(const WCHAR *name);

#endif
