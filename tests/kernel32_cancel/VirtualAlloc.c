/*
 * Memory by the page: reserved, committed, given back.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

#define PAGE 4096
#define GRAIN 65536

static BOOL readable(const void *at, SIZE_T size)
{
	return !IsBadStringPtrA(at, size);
}

/* G-073: both steps at once, and apart */
static void commit(void)
{
	char *p = VirtualAlloc(NULL, 3 * PAGE, MEM_RESERVE | MEM_COMMIT,
			       PAGE_READWRITE);

	ok(p && !((ULONG_PTR)p & (GRAIN - 1)), "%p: %u\n", p, GetLastError());
	for (int i = 0; i < 3 * PAGE; i++)
		ok(!p[i], "byte %d is not zero\n", i);
	memset(p, 'x', 3 * PAGE);
	succeeds(VirtualFree(p, 0, MEM_RELEASE));
	ok(!readable(p, 1), "it is still there\n");

	p = VirtualAlloc(NULL, 10 * GRAIN, MEM_RESERVE, PAGE_NOACCESS);
	ok(p != NULL, "error %u\n", GetLastError());
	ok(!readable(p, 1), "it is not only reserved\n");
	ok(VirtualAlloc(p + GRAIN + 5, PAGE, MEM_COMMIT, PAGE_READWRITE) ==
		   p + GRAIN, "error %u\n", GetLastError());
	/* from the middle of a page to the middle of the next */
	p[GRAIN] = p[GRAIN + 2 * PAGE - 1] = 'y';
	ok(!readable(p + GRAIN - 1, 1) && !readable(p + GRAIN + 2 * PAGE, 1),
	   "more than that\n");
	/* committing again changes nothing of it */
	ok(VirtualAlloc(p + GRAIN, PAGE, MEM_COMMIT, PAGE_READWRITE) ==
		   p + GRAIN && p[GRAIN] == 'y', "error %u\n", GetLastError());
	succeeds(VirtualFree(p + GRAIN, PAGE, MEM_DECOMMIT));
	ok(!readable(p + GRAIN, 1) && readable(p + GRAIN + PAGE, PAGE),
	   "not that page\n");
	ok(VirtualAlloc(p + GRAIN, PAGE, MEM_COMMIT, PAGE_READWRITE) ==
		   p + GRAIN && !p[GRAIN], "not zero again\n");
	succeeds(VirtualFree(p, 0, MEM_DECOMMIT));
	ok(!readable(p + GRAIN + PAGE, 1), "it is still committed\n");
	succeeds(VirtualFree(p, 0, MEM_RELEASE));
}

/* G-074: at an address */
static void at_an_address(void)
{
	char *p = VirtualAlloc(NULL, 4 * GRAIN, MEM_RESERVE, PAGE_NOACCESS), *q;

	refuses(VirtualAlloc(p + GRAIN, PAGE, MEM_RESERVE, PAGE_READWRITE) !=
			NULL, ERROR_INVALID_ADDRESS);
	succeeds(VirtualFree(p, 0, MEM_RELEASE));
	q = VirtualAlloc(p + GRAIN + PAGE, PAGE, MEM_RESERVE | MEM_COMMIT,
			 PAGE_READWRITE);
	ok(q == p + GRAIN, "%p, not %p: %u\n", q, p + GRAIN, GetLastError());
	q[PAGE] = 1;
	succeeds(VirtualFree(q, 0, MEM_RELEASE));
}

/* G-075 */
static void protection(void)
{
	char *p = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE, PAGE_NOACCESS);
	DWORD before = 77;

	refuses(VirtualProtect(p, PAGE, PAGE_READONLY, &before),
		ERROR_INVALID_ADDRESS);
	ok(VirtualAlloc(p, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE) == p,
	   "error %u\n", GetLastError());
	refuses(VirtualProtect(p + PAGE, 2 * PAGE, PAGE_READONLY, &before),
		ERROR_INVALID_ADDRESS);
	succeeds(VirtualProtect(p + 1, 1, PAGE_NOACCESS, &before));
	ok(before == PAGE_READWRITE, "before %#x\n", before);
	ok(!readable(p, 1) && readable(p + PAGE, PAGE), "not that page\n");
	succeeds(VirtualProtect(p, 2 * PAGE, PAGE_READONLY, &before));
	ok(before == PAGE_NOACCESS, "before %#x\n", before);
	succeeds(VirtualProtect(p, 2 * PAGE, PAGE_READWRITE, &before));
	ok(before == PAGE_READONLY, "before %#x\n", before);
	p[0] = 1;
	refuses(VirtualProtect(p, PAGE, PAGE_READONLY, NULL), ERROR_NOACCESS);
	refuses(VirtualProtect(p, PAGE, 3, &before), ERROR_INVALID_PARAMETER);
	succeeds(VirtualFree(p, 0, MEM_RELEASE));
}

static char ours[2 * PAGE];

/* G-075: also of memory that came otherwise */
static void of_the_program(void)
{
	char *p = (char *)(((ULONG_PTR)ours + PAGE - 1) & -(ULONG_PTR)PAGE);
	DWORD before = 77, nothing;

	p[0] = 'z';
	succeeds(VirtualProtect(p, PAGE, PAGE_READONLY, &before));
	ok(before == PAGE_READWRITE || before == PAGE_WRITECOPY ||
		   before == PAGE_EXECUTE_READWRITE, "before %#x\n", before);
	succeeds(VirtualProtect(p, PAGE, PAGE_READWRITE, &nothing));
	ok(nothing == PAGE_READONLY, "before %#x\n", nothing);
	p[0] = 'a';
}

/* G-076 */
static void refusals(void)
{
	char *p = VirtualAlloc(NULL, 2 * GRAIN, MEM_RESERVE | MEM_COMMIT,
			       PAGE_READWRITE);
	static int here;

	refuses(VirtualAlloc(NULL, 0, MEM_COMMIT, PAGE_READWRITE) != NULL,
		ERROR_INVALID_PARAMETER);
	refuses(VirtualAlloc(NULL, PAGE, MEM_COMMIT, 3) != NULL,
		ERROR_INVALID_PARAMETER);
	refuses(VirtualAlloc(NULL, PAGE, 0, PAGE_READWRITE) != NULL,
		ERROR_INVALID_PARAMETER);
	ok(!VirtualAlloc(&here, PAGE, MEM_COMMIT, PAGE_READWRITE),
	   "that is the program\n");
	refuses(VirtualFree(p, PAGE, MEM_RELEASE), ERROR_INVALID_PARAMETER);
	refuses(VirtualFree(p + PAGE, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);
	refuses(VirtualFree(p, 0, 0), ERROR_INVALID_PARAMETER);
	refuses(VirtualFree(p, 0, MEM_RELEASE | MEM_DECOMMIT),
		ERROR_INVALID_PARAMETER);
	/* Wine: ERROR_INVALID_PARAMETER */
	SetLastError(UNSET_ERROR);
	ok(!VirtualFree(&here, 0, MEM_RELEASE), "that is the program\n");
	todo_wine ok(GetLastError() == ERROR_INVALID_ADDRESS, "error %u\n",
		     GetLastError());
	succeeds(VirtualFree(p, 0, MEM_RELEASE));
	ok(!VirtualFree(p, 0, MEM_RELEASE), "twice\n");
}

/* G-076: so much that the sum of address and size begins anew */
static void too_much(void)
{
	const SIZE_T all = (SIZE_T)-0x100;
	char *p = VirtualAlloc(NULL, GRAIN, MEM_RESERVE | MEM_COMMIT,
			       PAGE_READWRITE);
	char *nowhere = (char *)0x10000000800ull;
	DWORD before = 77;

	ok(!VirtualAlloc(nowhere, all, MEM_RESERVE | MEM_COMMIT,
			 PAGE_READWRITE), "it is reserved\n");
	ok(!VirtualAlloc(nowhere, all, MEM_RESERVE, PAGE_READWRITE),
	   "it is reserved\n");
	ok(!VirtualAlloc(p + 0x800, all, MEM_COMMIT, PAGE_READWRITE),
	   "it is committed\n");
	/* To Wine these are no bytes from the next page on. */
	todo_wine ok(!VirtualProtect(p + 0x800, all, PAGE_READONLY, &before),
		     "it is protected\n");
	todo_wine ok(!VirtualFree(p + 0x800, all, MEM_DECOMMIT),
		     "it is freed\n");
	succeeds(VirtualFree(p, 0, MEM_RELEASE));
}

/* G-077: found out without a fault */
static void bad_strings(void)
{
	char *p = VirtualAlloc(NULL, GRAIN, MEM_RESERVE, PAGE_NOACCESS);

	VirtualAlloc(p, PAGE, MEM_COMMIT, PAGE_READWRITE);
	memset(p, 'a', PAGE);
	ok(IsBadStringPtrA(NULL, 1) && IsBadStringPtrW(NULL, 1), "NULL\n");
	ok(!IsBadStringPtrA(p, PAGE), "all of it\n");
	ok(IsBadStringPtrA(p, PAGE + 1), "one more\n");
	p[PAGE - 1] = 0;
	ok(!IsBadStringPtrA(p, 100000), "it ends\n");
	ok(IsBadStringPtrW((WCHAR *)p, 100000), "it does not end\n");
	p[PAGE - 2] = 0;
	ok(!IsBadStringPtrW((WCHAR *)p, 100000), "it ends\n");
	ok(!IsBadStringPtrW((WCHAR *)(p + 1), PAGE / 2 - 1), "so few\n");
	ok(IsBadStringPtrW((WCHAR *)(p + 1), PAGE / 2 + 1), "across the end\n");
	succeeds(VirtualFree(p, 0, MEM_RELEASE));
}

START_TEST(VirtualAlloc)
{
	RUN(commit);
	RUN(at_an_address);
	RUN(protection);
	RUN(of_the_program);
	RUN(refusals);
	RUN(too_much);
	RUN(bad_strings);
}
