/*
 * Owns the words that are keywords to Microsoft's compiler and unknown to
 * gcc and clang on Linux.
 */
#ifndef WINCC_KEYWORDS_H
#define WINCC_KEYWORDS_H

/* An empty attribute is one; thread, which is none, steps out of the brackets. */
#define __declspec(x) __attribute__((wincc_attr_##x))
#define _declspec(x) __declspec(x)
#define wincc_attr_
#define wincc_attr_dllimport
#define wincc_attr_dllexport visibility("default")
#define wincc_attr_noreturn noreturn
#define wincc_attr_noinline noinline
#define wincc_attr_nothrow nothrow
#define wincc_attr_naked naked
#define wincc_attr_restrict malloc
#define wincc_attr_selectany weak
#define wincc_attr_deprecated deprecated
#define wincc_attr_align aligned
#define wincc_attr_thread )) __thread __attribute__((
#define wincc_attr_allocator
#define wincc_attr_noalias
#define wincc_attr_novtable
#define wincc_attr_safebuffers
#define wincc_attr_guard(x)
#define wincc_attr_uuid(x)

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
