/* Owns what Windows' <stdlib.h> declares beyond C's. */
#ifndef WINCC_CRT_STDLIB_H
#define WINCC_CRT_STDLIB_H

#include <stddef.h>
#include <wincc/crt_types.h>

WINCC_C_BEGIN

/* long is 64 bits wide here, so _ltoa writes as much as _i64toa. */
char *_itoa(int value, char *to, int radix);
char *_ultoa(unsigned long value, char *to, int radix);
char *_i64toa(long value, char *to, int radix);
char *_ui64toa(unsigned long value, char *to, int radix);
wchar_t *_itow(int value, wchar_t *to, int radix);
wchar_t *_ultow(unsigned long value, wchar_t *to, int radix);
wchar_t *_i64tow(long value, wchar_t *to, int radix);
wchar_t *_ui64tow(unsigned long value, wchar_t *to, int radix);

errno_t getenv_s(size_t *needed, char *to, size_t room, const char *name);
errno_t _dupenv_s(char **value, size_t *size, const char *name);
wchar_t *_wgetenv(const wchar_t *name);
int _putenv(const char *assignment);

#define _byteswap_ushort __builtin_bswap16
#define _byteswap_ulong __builtin_bswap32
#define _byteswap_uint64 __builtin_bswap64

int _wtoi(const wchar_t *s);
long _wtol(const wchar_t *s);
long _wtoi64(const wchar_t *s);
double _wtof(const wchar_t *s);

#pragma redefine_extname _ltoa _i64toa
char *_ltoa(long value, char *to, int radix);
#pragma redefine_extname itoa _itoa
char *itoa(int value, char *to, int radix);
#pragma redefine_extname _ltow _i64tow
wchar_t *_ltow(long value, wchar_t *to, int radix);
#pragma redefine_extname _atoi64 atoll
long _atoi64(const char *s);
#pragma redefine_extname _strtoi64 strtoll
long _strtoi64(const char *s, char **end, int base);
#pragma redefine_extname _strtoui64 strtoull
unsigned long _strtoui64(const char *s, char **end, int base);

WINCC_C_END

#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256

#ifndef _countof
#define _countof(a) (sizeof(a) / sizeof(a)[0])
#endif

#endif
