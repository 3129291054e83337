/* What POSIX calls its own is free for a Windows program that does not ask. */
#define WIN32_LEAN_AND_MEAN
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <windows.h>

HANDLE pipe, link;

struct timeval {
	long tv_sec, tv_usec;
};

int gettimeofday(struct timeval *tv, void *zone)
{
	(void)zone;
	tv->tv_sec = 1;
	return 0;
}

static int select(int n)
{
	return n;
}

int main(void)
{
	struct timeval tv;

	return pipe || link || gettimeofday(&tv, NULL) || select(0);
}
