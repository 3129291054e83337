/*
 * Name servers on loopback for one case: a real one (dnsmasq) for answers, and a
 * socket that swallows what it is asked. Natively names_elf.c; Wine's resolver can't
 * be pointed at them (names_pe.c), so a test skips there what needs them.
 */
#ifndef TESTS_LIB_NAMES_H
#define TESTS_LIB_NAMES_H

#include <stdarg.h>
#include <windef.h>
#include <winbase.h>

/*
 * The real server knows
 *   www.test.example   10.9.8.7 and fd00::7, and 10.9.8.7 backwards
 *   many.test.example  40 addresses: more than a datagram of 512 bytes takes
 *   other.test.example 10.9.8.8
 * and nothing else below test.example. What is below hang.example it asks the silent
 * one. Before the library first looks up a name; FALSE: there is none here.
 */
BOOL names_real(void);

/* All names are asked of the silent socket. */
BOOL names_silent(void);

/* The system's own resolver is asked, on threads. */
void names_by_system(void);

/* How many packets have come to the silent socket and were not counted yet. */
int names_packets(void);
/* Until so many have come, or the time is over; how many it were. */
int names_packets_wait(int many, int ms);
/* An answer to the next packet of the silent socket, made of it: `rest` goes behind the
 * question, with these flags and number of answers. */
BOOL names_answer(int flags, int answers, const void *rest, int size);

#endif
