/*
 * Owns <io.h>: the numbered files of the C run-time, which are Linux's own
 * descriptors, and the way between them and handles.
 */
#ifndef WINCC_IO_H
#define WINCC_IO_H

#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <unistd.h>
#include <wincc/crt_types.h>

WINCC_C_BEGIN

/*
 * The handle belongs to the descriptor and is not to be closed by itself;
 * _close ends both.  _open_osfhandle makes the descriptor the owner of a
 * handle there was.
 */
intptr_t _get_osfhandle(int fd);
int _open_osfhandle(intptr_t handle, int flags);
int _close(int fd);

/* Text mode does not exist on Linux: every file is binary, and was. */
int _setmode(int fd, int mode);

#pragma redefine_extname _isatty isatty
int _isatty(int fd);
#pragma redefine_extname _dup dup
int _dup(int fd);
#pragma redefine_extname _access access
int _access(const char *path, int mode);
#pragma redefine_extname _unlink unlink
int _unlink(const char *path);
int _read(int fd, void *buf, unsigned n);
int _write(int fd, const void *buf, unsigned n);
int _dup2(int from, int to);

#define _open open
#define _lseek lseek
#define _lseeki64 lseek
#define _commit fsync
#define _chsize ftruncate

WINCC_C_END

#endif
