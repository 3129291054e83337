/* Owns what Windows' <string.h> and <wchar.h> declare beyond C's. */
#ifndef WINCC_CRT_STRING_H
#define WINCC_CRT_STRING_H

#include <stddef.h>
#include <wincc/crt_types.h>

WINCC_C_BEGIN

int _stricmp(const char *a, const char *b);
int _strnicmp(const char *a, const char *b, size_t n);
int _memicmp(const void *a, const void *b, size_t n);
char *_strlwr(char *s);
char *_strupr(char *s);
char *_strdup(const char *s);

int _wcsicmp(const wchar_t *a, const wchar_t *b);
int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n);
wchar_t *_wcslwr(wchar_t *s);
wchar_t *_wcsupr(wchar_t *s);
wchar_t *_wcsdup(const wchar_t *s);

errno_t strcpy_s(char *to, size_t room, const char *s);
errno_t strcat_s(char *to, size_t room, const char *s);
errno_t strncpy_s(char *to, size_t room, const char *s, size_t n);
errno_t wcscpy_s(wchar_t *to, size_t room, const wchar_t *s);
errno_t wcscat_s(wchar_t *to, size_t room, const wchar_t *s);
errno_t wcsncpy_s(wchar_t *to, size_t room, const wchar_t *s, size_t n);

#pragma redefine_extname _strcmpi _stricmp
errno_t memcpy_s(void *to, size_t room, const void *from, size_t n);
errno_t memmove_s(void *to, size_t room, const void *from, size_t n);
errno_t strerror_s(char *to, size_t room, int error);
#define strtok_s strtok_r
#define strnlen_s strnlen

int _strcmpi(const char *a, const char *b);
#pragma redefine_extname stricmp _stricmp
int stricmp(const char *a, const char *b);
#pragma redefine_extname strnicmp _strnicmp
int strnicmp(const char *a, const char *b, size_t n);
#pragma redefine_extname wcsicmp _wcsicmp
int wcsicmp(const wchar_t *a, const wchar_t *b);
#pragma redefine_extname wcsnicmp _wcsnicmp
int wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n);

WINCC_C_END

#endif
