/* Owns <fcntl.h> behind the shield: glibc's, and Windows' spellings. */
#include_next <fcntl.h>

#ifndef WINCC_FCNTL_H
#define WINCC_FCNTL_H
#define _O_RDONLY O_RDONLY
#define _O_WRONLY O_WRONLY
#define _O_RDWR O_RDWR
#define _O_APPEND O_APPEND
#define _O_CREAT O_CREAT
#define _O_EXCL O_EXCL
#define _O_TRUNC O_TRUNC
#define _O_NOINHERIT O_CLOEXEC
#define O_NOINHERIT O_CLOEXEC
/* There is nothing to choose: bytes go through as they are. */
#define _O_BINARY 0
#define _O_TEXT 0
#define _O_U8TEXT 0
#define _O_U16TEXT 0
#define O_BINARY 0
#define O_TEXT 0
#endif
