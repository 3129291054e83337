/* Wine asks the resolver of the machine: no server of ours. */
#include "names.h"

BOOL names_real(void)
{
	return FALSE;
}

BOOL names_silent(void)
{
	return FALSE;
}

void names_by_system(void)
{
}

int names_packets(void)
{
	return 0;
}

int names_packets_wait(int many, int ms)
{
	(void)many;
	(void)ms;
	return 0;
}

BOOL names_answer(int flags, int answers, const void *rest, int size)
{
	(void)flags;
	(void)answers;
	(void)rest;
	(void)size;
	return FALSE;
}
