/*
 * Owns one correction to Wine's <tchar.h>: _stprintf is told no room, which
 * swprintf has wanted since C99.  And the names Wine's leaves out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include_next <tchar.h>

#ifndef WINCC_TCHAR_H
#define WINCC_TCHAR_H
#undef _stprintf
#undef _vstprintf
#undef _sntprintf
#undef _vsntprintf
#undef _tcsicmp
#undef _tcsnicmp
#ifdef _UNICODE
#define _stprintf _swprintf
#define _vstprintf _vswprintf
#define _sntprintf _snwprintf
#define _vsntprintf _vsnwprintf
#define _tcsicmp _wcsicmp
#define _tcsnicmp _wcsnicmp
#define _stprintf_s swprintf_s
#define _sntprintf_s _snwprintf_s
#define _tprintf_s wprintf_s
#define _ftprintf_s fwprintf_s
#define _tfopen_s _wfopen_s
#define _sctprintf _scwprintf
#define _tcsnlen wcsnlen
#define _tstoi _wtoi
#else
#define _stprintf sprintf
#define _vstprintf vsprintf
#define _sntprintf _snprintf
#define _vsntprintf _vsnprintf
#define _tcsicmp _stricmp
#define _tcsnicmp _strnicmp
#define _stprintf_s sprintf_s
#define _sntprintf_s _snprintf_s
#define _tprintf_s printf_s
#define _ftprintf_s fprintf_s
#define _tfopen_s fopen_s
#define _sctprintf _scprintf
#define _tcsnlen strnlen
#define _tstoi atoi
#endif
#endif
