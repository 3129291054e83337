/* What the in-process server of served.c tells its test. */
#ifndef TESTS_SERVED_H
#define TESTS_SERVED_H

#include <windows.h>
#include <objbase.h>

struct served_facts {
	LONG instances;
	LONG asked;		/* DllCanUnloadNow was called */
	DWORD created_on;	/* the last instance */
};

/* Exported as served_facts. */
typedef struct served_facts *(WINAPI *served_facts_fn)(void);

#define SERVED_CLSID(n) { 0x8a6d1f60 + (n), 0x51c2, 0x4c1e, \
	{ 0x9b, 0x11, 0x2e, 0x77, 0x3d, 0x50, 0xc4, 0x01 } }

#endif
