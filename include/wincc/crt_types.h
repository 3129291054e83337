/* Owns the few types that Windows' C headers share. */
#ifndef WINCC_CRT_TYPES_H
#define WINCC_CRT_TYPES_H

#ifdef __cplusplus
#define WINCC_C_BEGIN extern "C" {
#define WINCC_C_END }
#else
#define WINCC_C_BEGIN
#define WINCC_C_END
#endif

#ifndef _ERRNO_T_DEFINED
#define _ERRNO_T_DEFINED
typedef int errno_t;
#endif

#define _TRUNCATE ((size_t)-1)

#endif
