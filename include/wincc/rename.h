/*
 * Owns which C functions crt/ takes over.  Only the symbol is changed, so
 * every prototype, macro and C++ using-declaration keeps working, and no
 * library in the process ever sees a name of glibc's from us.
 */
#ifndef WINCC_RENAME_H
#define WINCC_RENAME_H

#pragma redefine_extname wcslen wincrt_wcslen
#pragma redefine_extname wcsnlen wincrt_wcsnlen
#pragma redefine_extname wcscpy wincrt_wcscpy
#pragma redefine_extname wcsncpy wincrt_wcsncpy
#pragma redefine_extname wcscat wincrt_wcscat
#pragma redefine_extname wcsncat wincrt_wcsncat
#pragma redefine_extname wcscmp wincrt_wcscmp
#pragma redefine_extname wcsncmp wincrt_wcsncmp
#pragma redefine_extname wcscoll wincrt_wcscmp
#pragma redefine_extname wcschr wincrt_wcschr
#pragma redefine_extname wcsrchr wincrt_wcsrchr
#pragma redefine_extname wcsstr wincrt_wcsstr
#pragma redefine_extname wcsspn wincrt_wcsspn
#pragma redefine_extname wcscspn wincrt_wcscspn
#pragma redefine_extname wcspbrk wincrt_wcspbrk
#pragma redefine_extname wcstok wincrt_wcstok
#pragma redefine_extname wcsdup wincrt_wcsdup
#pragma redefine_extname wmemcpy wincrt_wmemcpy
#pragma redefine_extname wmemmove wincrt_wmemmove
#pragma redefine_extname wmemset wincrt_wmemset
#pragma redefine_extname wmemcmp wincrt_wmemcmp
#pragma redefine_extname wmemchr wincrt_wmemchr
#pragma redefine_extname wcscasecmp _wcsicmp
#pragma redefine_extname wcsncasecmp _wcsnicmp
#pragma redefine_extname wcstol wincrt_wcstol
#pragma redefine_extname wcstoul wincrt_wcstoul
#pragma redefine_extname wcstoll wincrt_wcstoll
#pragma redefine_extname wcstoull wincrt_wcstoull
#pragma redefine_extname wcstod wincrt_wcstod
#pragma redefine_extname mbstowcs wincrt_mbstowcs
#pragma redefine_extname wcstombs wincrt_wcstombs

/* %ls and %S take 16-bit strings, and Windows' %I64d is understood. */
#pragma redefine_extname printf wincrt_printf
#pragma redefine_extname fprintf wincrt_fprintf
#pragma redefine_extname sprintf wincrt_sprintf
#pragma redefine_extname snprintf wincrt_snprintf
#pragma redefine_extname vprintf wincrt_vprintf
#pragma redefine_extname vfprintf wincrt_vfprintf
#pragma redefine_extname vsprintf wincrt_vsprintf
#pragma redefine_extname vsnprintf wincrt_vsnprintf
#pragma redefine_extname wprintf wincrt_wprintf
#pragma redefine_extname fwprintf wincrt_fwprintf
#pragma redefine_extname swprintf wincrt_swprintf
#pragma redefine_extname vwprintf wincrt_vwprintf
#pragma redefine_extname vfwprintf wincrt_vfwprintf
#pragma redefine_extname vswprintf wincrt_vswprintf
#pragma redefine_extname fputws wincrt_fputws
#pragma redefine_extname fputwc wincrt_fputwc
#pragma redefine_extname putwc wincrt_fputwc
#pragma redefine_extname putwchar wincrt_putwchar
#pragma redefine_extname fgetws wincrt_fgetws

/* A descriptor may have a handle that ends with it. */
#pragma redefine_extname close _close
#pragma redefine_extname fclose wincrt_fclose

/* Not built: a use fails to link, instead of reading strings as 32-bit. */
#pragma redefine_extname swscanf wincc_has_no_swscanf
#pragma redefine_extname wscanf wincc_has_no_wscanf
#pragma redefine_extname fwscanf wincc_has_no_fwscanf
#pragma redefine_extname vswscanf wincc_has_no_vswscanf
#pragma redefine_extname vwscanf wincc_has_no_vwscanf
#pragma redefine_extname vfwscanf wincc_has_no_vfwscanf
#pragma redefine_extname __isoc99_swscanf wincc_has_no_swscanf
#pragma redefine_extname __isoc99_wscanf wincc_has_no_wscanf
#pragma redefine_extname __isoc99_fwscanf wincc_has_no_fwscanf
#pragma redefine_extname wcsftime wincc_has_no_wcsftime
#pragma redefine_extname wcsxfrm wincc_has_no_wcsxfrm
#pragma redefine_extname wcstof wincc_has_no_wcstof
#pragma redefine_extname wcstold wincc_has_no_wcstold
#pragma redefine_extname wcsrtombs wincc_has_no_wcsrtombs
#pragma redefine_extname mbsrtowcs wincc_has_no_mbsrtowcs
#pragma redefine_extname wcsnrtombs wincc_has_no_wcsnrtombs
#pragma redefine_extname mbsnrtowcs wincc_has_no_mbsnrtowcs
#pragma redefine_extname mbrtowc wincc_has_no_mbrtowc
#pragma redefine_extname mbtowc wincc_has_no_mbtowc
#pragma redefine_extname wcswidth wincc_has_no_wcswidth
#pragma redefine_extname wcpcpy wincc_has_no_wcpcpy
#pragma redefine_extname wcpncpy wincc_has_no_wcpncpy
#pragma redefine_extname wmempcpy wincc_has_no_wmempcpy

#endif
