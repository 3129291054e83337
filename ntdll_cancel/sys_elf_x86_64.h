/*
 * System calls without libc: no errno, -errno as the result, and no call that
 * would cost a function of Windows' convention its vector registers (handle.h).
 */
#ifndef WINCANCEL_SYS_H
#define WINCANCEL_SYS_H

#include <sys/syscall.h>

static inline long sys6(long nr, long a, long b, long c, long d, long e, long f)
{
	long r;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "0"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
			   "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}

static inline long sys3(long nr, long a, long b, long c)
{
	long r;
	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "0"(nr), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return r;
}

/*
 * clone(2) onto another stack, where the child runs fn(arg), which must not return.
 * Not libc's: a sanitizer takes that for a fork.
 */
static inline long sys_clone(unsigned long flags, void *stack, int *pidfd,
			     void (*fn)(void *), void *arg)
{
	long r;
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "mov %[arg], %%rdi\n\t"
			 "call *%[fn]\n\t"
			 "hlt\n"
			 "1:"
			 : "=a"(r)
			 : "0"(SYS_clone), "D"(flags), "S"(stack), "d"(pidfd),
			   "r"(r10), "r"(r8), [fn] "r"(fn), [arg] "r"(arg)
			 : "rcx", "r11", "memory", "cc");
	return r;
}

#endif
