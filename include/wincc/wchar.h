/*
 * Owns <wchar.h> behind the shield: glibc's, and Windows' additions.  glibc
 * renames its own scanf family, which would collide with rename.h in clang,
 * and gives C++ two wcschr and so on under labels that rename.h cannot reach.
 */
#include <features.h>
#pragma push_macro("__GLIBC_USE_DEPRECATED_SCANF")
#undef __GLIBC_USE_DEPRECATED_SCANF
#define __GLIBC_USE_DEPRECATED_SCANF 1
#ifdef __cplusplus
#pragma push_macro("__asm")
#undef __asm
#define __asm(name) __asm__("wincrt_" name)
#include_next <wchar.h>
#pragma pop_macro("__asm")
#else
#include_next <wchar.h>
#endif
#pragma pop_macro("__GLIBC_USE_DEPRECATED_SCANF")

#ifdef _WCHAR_H
#include <wincc/crt_string.h>
#include <wincc/crt_stdio.h>
#endif
