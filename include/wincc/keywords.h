/*
 * Owns the words that are keywords to Microsoft's compiler and unknown to
 * gcc and clang on Linux.
 */
#ifndef WINCC_KEYWORDS_H
#define WINCC_KEYWORDS_H

#define __declspec(x) wincc_declspec_##x
#define _declspec(x) wincc_declspec_##x
#define wincc_declspec_
#define wincc_declspec_dllimport
#define wincc_declspec_dllexport __attribute__((visibility("default")))
#define wincc_declspec_noreturn __attribute__((noreturn))
#define wincc_declspec_noinline __attribute__((noinline))
#define wincc_declspec_nothrow __attribute__((nothrow))
#define wincc_declspec_naked __attribute__((naked))
#define wincc_declspec_restrict __attribute__((malloc))
#define wincc_declspec_allocator
#define wincc_declspec_noalias
#define wincc_declspec_novtable
#define wincc_declspec_safebuffers
#define wincc_declspec_guard(x)
#define wincc_declspec_uuid(x)
#define wincc_declspec_property(...)
#define wincc_declspec_thread __thread
#define wincc_declspec_selectany __attribute__((weak))
#define wincc_declspec_deprecated __attribute__((deprecated))
#define wincc_declspec_align(x) __attribute__((aligned(x)))

#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long

#define __forceinline inline __attribute__((always_inline))
#define _inline inline
#define __unaligned
#define __w64
#define __ptr32
#define __ptr64
#define __assume(x) do { if (!(x)) __builtin_unreachable(); } while (0)
#define __noop(...) ((void)0)
#define __debugbreak() __builtin_trap()

/*
 * The C run-time here is glibc, so what Windows calls __cdecl (main, qsort's
 * comparator, an atexit handler) is the Linux convention; only the Win32
 * calls themselves use Windows'.  Wine's windef.h disagrees about __cdecl and
 * is put right by our windef.h.
 */
#define __cdecl
#define _cdecl
#define __stdcall __attribute__((ms_abi)) \
	__attribute__((__force_align_arg_pointer__))
#define _stdcall __stdcall

#endif
