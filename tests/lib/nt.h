/*
 * The status codes that tests of the Nt level expect. ntstatus.h cannot be
 * included after windows.h, which has some of them under other types.
 */
#ifndef TESTS_LIB_NT_H
#define TESTS_LIB_NT_H

#include <winternl.h>

#ifndef STATUS_SUCCESS
#define STATUS_SUCCESS ((NTSTATUS)0)
#endif
#ifndef STATUS_PENDING
#define STATUS_PENDING ((NTSTATUS)0x103)
#endif
#define NT_CANCELLED ((NTSTATUS)0xc0000120)
#define NT_NOT_FOUND ((NTSTATUS)0xc0000225)
#define NT_INVALID_HANDLE ((NTSTATUS)0xc0000008)
#define NT_OBJECT_TYPE_MISMATCH ((NTSTATUS)0xc0000024)
#define NT_ACCESS_VIOLATION ((NTSTATUS)0xc0000005)
#define NT_ACCESS_DENIED ((NTSTATUS)0xc0000022)
#define NT_INVALID_PARAMETER ((NTSTATUS)0xc000000d)
#define NT_END_OF_FILE ((NTSTATUS)0xc0000011)
#define NT_OBJECT_NAME_NOT_FOUND ((NTSTATUS)0xc0000034)
#define NT_OBJECT_PATH_NOT_FOUND ((NTSTATUS)0xc000003a)
#define NT_OBJECT_NAME_COLLISION ((NTSTATUS)0xc0000035)
#define NT_PIPE_BROKEN ((NTSTATUS)0xc000014b)
#define NT_PIPE_EMPTY ((NTSTATUS)0xc00000d9)

#endif
