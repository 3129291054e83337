/*
 * A progress routine that writes down what it is told, and that can be told to
 * give one answer at one place.
 */
#ifndef TESTS_LIB_PROGRESS_H
#define TESTS_LIB_PROGRESS_H

#include "copying.h"

struct progress {
	unsigned calls, chunks, wrong; /* wrong: what may not be */
	LONGLONG first, last, size;
	/* at this call (1 is the first; 0: never) it answers so */
	unsigned at;
	DWORD answer;
	BOOL *cancel; /* is set there, if given */
	double when;  /* it was given, ms */
};

static inline double progress_now(void)
{
	LARGE_INTEGER count, frequency;

	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&frequency);
	return (double)count.QuadPart * 1000.0 / (double)frequency.QuadPart;
}

static DWORD CALLBACK progress_routine(LARGE_INTEGER size, LARGE_INTEGER done,
				       LARGE_INTEGER stream_size,
				       LARGE_INTEGER stream_done, DWORD stream,
				       DWORD reason, HANDLE from, HANDLE to,
				       void *context)
{
	struct progress *p = context;
	BOOL first = !p->calls++;

	/* K-145 */
	p->wrong += first != (reason == CALLBACK_STREAM_SWITCH);
	p->wrong += !first && reason != CALLBACK_CHUNK_FINISHED;
	p->wrong += stream != 1 || size.QuadPart != stream_size.QuadPart ||
		    done.QuadPart != stream_done.QuadPart;
	p->wrong += !first && done.QuadPart <= p->last;
	p->wrong += !first && size.QuadPart != p->size;
	p->wrong += done.QuadPart > size.QuadPart;
	p->wrong += GetFileType(from) != FILE_TYPE_DISK ||
		    GetFileType(to) != FILE_TYPE_DISK;
	p->chunks += !first;
	if (first)
		p->first = done.QuadPart;
	p->last = done.QuadPart;
	p->size = size.QuadPart;
	if (p->calls != p->at)
		return PROGRESS_CONTINUE;
	p->when = progress_now();
	if (p->cancel)
		__atomic_store_n(p->cancel, TRUE, __ATOMIC_RELAXED);
	return p->answer;
}

#endif
