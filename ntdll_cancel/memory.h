/*
 * Regions of memory that the program asked for by address: private ones and views
 * of sections, in one table. Nothing else in the process is in it; the protection of
 * other memory can be changed, and is read from the kernel.
 */
#ifndef WINCANCEL_MEMORY_H
#define WINCANCEL_MEMORY_H

#include "ntdll_cancel.h"

#define MEMORY_PAGE 4096ull
#define MEMORY_GRAIN 0x10000ull
#define MEMORY_END 0x7ffffffe0000ull

/* PROT_… for PAGE_…, -1 if it is none or has modifiers. */
int memory_prot(ULONG protect);

/* A place of that size, aligned to the grain; at `at` if that is not NULL, and free.
 * Nothing can be done there yet. NULL. */
void *memory_reserve(void *at, size_t size);

/* Enters a view that has been mapped. False: no memory. */
bool memory_enter_view(void *base, size_t size, ULONG protect);
NTSTATUS memory_leave_view(void *base);

#endif
