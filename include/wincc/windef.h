/*
 * Owns two corrections to Wine's windef.h.  __cdecl is the convention of the C
 * run-time, which is glibc here; variadic Win32 calls (WINAPIV) stay Windows'.
 * And C++ gets no macros min and max, which libstdc++'s headers trip over
 * (mingw-w64's g++ does the same).
 */
#ifndef WINCC_WINDEF_H
#define WINCC_WINDEF_H

#ifdef __cplusplus
#pragma push_macro("NOMINMAX")
#undef NOMINMAX
#define NOMINMAX
#include_next <windef.h>
#pragma pop_macro("NOMINMAX")
#else
#include_next <windef.h>
#endif

#undef __cdecl
#define __cdecl
#undef _cdecl
#define _cdecl
#undef cdecl
#define cdecl
#undef WINAPIV
#define WINAPIV __attribute__((ms_abi))

#endif
