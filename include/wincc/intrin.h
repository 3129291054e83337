/* Owns <intrin.h>: what of it windows.h does not declare already. */
#ifndef WINCC_INTRIN_H
#define WINCC_INTRIN_H

#include <windows.h>
#include <immintrin.h>

#define _ReadBarrier() __asm__ volatile("" ::: "memory")
#define _WriteBarrier() __asm__ volatile("" ::: "memory")
#define _ReadWriteBarrier() __asm__ volatile("" ::: "memory")

#endif
