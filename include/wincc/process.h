/* Owns <process.h>: threads as the C run-time of Windows starts them. */
#ifndef WINCC_PROCESS_H
#define WINCC_PROCESS_H

#include <stdint.h>
#include <wincc/crt_types.h>

WINCC_C_BEGIN

uintptr_t _beginthread(void (*start)(void *), unsigned stack, void *arg);
void _endthread(void);
uintptr_t _beginthreadex(void *security, unsigned stack,
			 unsigned(__stdcall *start)(void *), void *arg,
			 unsigned flags, unsigned *id);
void _endthreadex(unsigned code) __attribute__((noreturn));

#pragma redefine_extname _getpid getpid
int _getpid(void);

WINCC_C_END

#endif
