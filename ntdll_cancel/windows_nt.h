/*
 * The one way in which this module includes Wine's headers: status codes from
 * ntstatus.h, no Win32 above Nt.
 */
#ifndef WINCANCEL_WINDOWS_NT_H
#define WINCANCEL_WINDOWS_NT_H

#include <stdarg.h>
#define WIN32_NO_STATUS
#include <windef.h>
#include <winbase.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#define WIN32_NO_STATUS
#include <winternl.h>
#undef WIN32_NO_STATUS

#endif
