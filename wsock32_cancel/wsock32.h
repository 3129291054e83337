/*
 * Winsock 1.1 (wsock32): its functions are ws2_cancel's, by jumps (forward_elf_x86_64.S),
 * but for the blocking hooks (hook.c), which Winsock 2 has no more, and for options
 * whose numbers have changed (option.c). A function is called wsock32_NAME here, and
 * NAME by programs: the import archive that `wincc -lwsock32` links holds jumps to
 * these, as that of ws2_cancel does.
 */
#ifndef WINCANCEL_WSOCK32_H
#define WINCANCEL_WSOCK32_H

#include "ws2_cancel/hooks.h"

int WINAPI wsock32_setsockopt(SOCKET s, int level, int name, const char *value,
			      int length);
int WINAPI wsock32_getsockopt(SOCKET s, int level, int name, char *value,
			      int *length);

#endif
