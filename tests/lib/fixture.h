/*
 * What a test of I/O stands on: files that the launcher prepared (launch.c)
 * and the far side of a terminal. Same prototypes natively (fixture_elf.c)
 * and on Wine (fixture_pe.c). Paths are what CreateFileA takes there; a
 * string stays valid until the case ends. NULL means that the thing does not
 * exist in this column or on this machine: skip() with the reason that
 * fixture_why() gives.
 */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <stdarg.h>
#include <windef.h>
#include <winbase.h>

#define FIXTURE_FIFOS 8

/* an empty directory of this case, "/tmp/..." or "Z:\tmp\..." */
const char *fixture_dir(void);

/* path of a name in that directory; nothing is created */
const char *fixture_path(const char *name);

/* the n-th FIFO of this case, 0 to 7, without reader or writer */
const char *fixture_fifo(int n);

/* the program that this test is */
const char *fixture_program(void);

/*
 * A slow file:
 *   open-stall, open-stall-deaf      the open waits
 *   read-stall, read-stall-deaf      each read waits; not cached
 *   read-stall-cached                each read waits inside the page cache,
 *                                    where an interrupt does not reach it
 *   write-stall, write-stall-deaf    each write waits; not cached
 *   fsync-stall, fsync-stall-deaf    FlushFileBuffers waits
 * The deaf ones ignore interrupts. A stalled call ends when it is released,
 * or by itself after 30 seconds. A released read gives FIXTURE_FUSE_BYTES
 * bytes 'r', a released write takes everything.
 */
#define FIXTURE_FUSE_BYTES 16
const char *fixture_fuse(const char *kind);

/* blocks until at least n calls are stalled on that file */
BOOL fixture_fuse_wait(const char *kind, int n);

/* lets every stalled call of every kind go on */
BOOL fixture_fuse_release(void);

/* slave side of a new pty in raw mode, the master is held here */
const char *fixture_pty(void);
BOOL fixture_pty_write(const void *data, DWORD size);
BOOL fixture_pty_read(void *data, DWORD size);
/* stops what the slave's writers put out, as Ctrl-S does, or lets it go on */
BOOL fixture_pty_stop(BOOL stop);

/* renames a file or directory, as another program would */
BOOL fixture_rename(const char *from, const char *to);
/* the same, as the serial port COM1 */
const char *fixture_port(void);

/* "uring" or "pool": the engine that WINCANCEL_ENGINE forces */
BOOL fixture_engine_is(const char *name);

/* why the last fixture call gave NULL or FALSE */
const char *fixture_why(void);

#endif
