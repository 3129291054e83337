/*
 * Owns one correction to Wine's windef.h: __cdecl is the convention of the C
 * run-time, which is glibc here.  Variadic Win32 calls (WINAPIV) stay Windows'.
 */
#include_next <windef.h>

#ifndef WINCC_WINDEF_H
#define WINCC_WINDEF_H
#undef __cdecl
#define __cdecl
#undef _cdecl
#define _cdecl
#undef cdecl
#define cdecl
#undef WINAPIV
#define WINAPIV __attribute__((ms_abi))
#endif
