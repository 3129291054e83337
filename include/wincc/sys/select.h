/*
 * Owns <sys/select.h> behind the shield, through which <stdlib.h> brings in
 * timeval, fd_set and select: see posix_hide.h.
 */
#ifndef WINCC_SYS_SELECT_H
#define WINCC_SYS_SELECT_H

#include <wincc/posix_hide.h>
#include_next <sys/select.h>
#include <wincc/posix_show.h>

#ifndef WINCC_KEEP_POSIX
#undef FD_SETSIZE
#undef FD_CLR
#undef FD_SET
#undef FD_ZERO
#undef FD_ISSET
#undef NFDBITS
#endif

#endif
