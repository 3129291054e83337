/* Owns what Windows' <stdio.h> and <wchar.h> declare beyond C's. */
#ifndef WINCC_CRT_STDIO_H
#define WINCC_CRT_STDIO_H

#include <stdarg.h>
#include <stddef.h>
#include <bits/types/FILE.h>
#include <wincc/crt_types.h>

WINCC_C_BEGIN

/* -1 when the text does not fit, and no terminator when it just fits. */
int _snprintf(char *to, size_t room, const char *fmt, ...);
int _vsnprintf(char *to, size_t room, const char *fmt, va_list ap);
int _snwprintf(wchar_t *to, size_t room, const wchar_t *fmt, ...);
int _vsnwprintf(wchar_t *to, size_t room, const wchar_t *fmt, va_list ap);

/* The length that a text would have. */
int _scprintf(const char *fmt, ...);
int _vscprintf(const char *fmt, va_list ap);
int _scwprintf(const wchar_t *fmt, ...);
int _vscwprintf(const wchar_t *fmt, va_list ap);

/* swprintf as it was before C99, and as _stprintf still means it. */
int _swprintf(wchar_t *to, const wchar_t *fmt, ...);
int _vswprintf(wchar_t *to, const wchar_t *fmt, va_list ap);

/* What does not fit ends the program, as on Windows. */
int sprintf_s(char *to, size_t room, const char *fmt, ...);
int vsprintf_s(char *to, size_t room, const char *fmt, va_list ap);
int swprintf_s(wchar_t *to, size_t room, const wchar_t *fmt, ...);
int vswprintf_s(wchar_t *to, size_t room, const wchar_t *fmt, va_list ap);
int _snprintf_s(char *to, size_t room, size_t most, const char *fmt, ...);
int _snwprintf_s(wchar_t *to, size_t room, size_t most, const wchar_t *fmt,
		 ...);

int _putws(const wchar_t *s);
FILE *_wfopen(const wchar_t *name, const wchar_t *mode);
errno_t fopen_s(FILE **f, const char *name, const char *mode);
errno_t _wfopen_s(FILE **f, const wchar_t *name, const wchar_t *mode);

#pragma redefine_extname _fileno fileno
int _fileno(FILE *f);
#pragma redefine_extname _fdopen fdopen
FILE *_fdopen(int fd, const char *mode);
#pragma redefine_extname _popen popen
FILE *_popen(const char *command, const char *mode);
#pragma redefine_extname _pclose pclose
int _pclose(FILE *f);
#pragma redefine_extname printf_s wincrt_printf
int printf_s(const char *fmt, ...);
#pragma redefine_extname wprintf_s wincrt_wprintf
int wprintf_s(const wchar_t *fmt, ...);
#pragma redefine_extname fprintf_s wincrt_fprintf
int fprintf_s(FILE *f, const char *fmt, ...);
#pragma redefine_extname fwprintf_s wincrt_fwprintf
int fwprintf_s(FILE *f, const wchar_t *fmt, ...);

WINCC_C_END

#endif
