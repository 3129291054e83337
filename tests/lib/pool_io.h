/*
 * Steps of the tests of I/O of the thread pool: a pair whose reading end is bound,
 * and a callback that notes what it is told. Include it after port.h.
 */
#ifndef TESTS_LIB_POOL_IO_H
#define TESTS_LIB_POOL_IO_H

#include "pool.h"

struct seen {
	struct gate gate;
	OVERLAPPED *ov;
	ULONG result;
	ULONG_PTR bytes;
	TP_IO *io;
	ULONG status;
};

static HANDLE rd, wr;
static struct seen seen;
static TP_IO *tpio;

static inline void CALLBACK note(TP_CALLBACK_INSTANCE *instance, void *arg, void *ov,
			  ULONG result, ULONG_PTR bytes, TP_IO *io)
{
	struct seen *s = arg;

	ok(instance != NULL, "no instance\n");
	/* Two may come at a time; who looks at these awaits one. */
	__atomic_store_n(&s->ov, ov, __ATOMIC_RELAXED);
	__atomic_store_n(&s->result, result, __ATOMIC_RELAXED);
	__atomic_store_n(&s->bytes, bytes, __ATOMIC_RELAXED);
	__atomic_store_n(&s->io, io, __ATOMIC_RELAXED);
	__atomic_store_n(&s->status,
			 __atomic_load_n(&((OVERLAPPED *)ov)->Internal,
					 __ATOMIC_RELAXED),
			 __ATOMIC_RELAXED);
	gate_count(&s->gate);
}

static inline void set_up_in(TP_CALLBACK_ENVIRON *e)
{
	memset(&seen, 0, sizeof(seen));
	gate_init(&seen.gate);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	tpio = CreateThreadpoolIo(rd, note, &seen, e);
	ok(tpio != NULL, "error %u\n", GetLastError());
}

static inline void set_up(void)
{
	set_up_in(NULL);
}

static inline void tear_down(void)
{
	CloseHandle(rd);
	CloseHandle(wr);
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	CloseThreadpoolIo(tpio);
	gate_fini(&seen.gate);
}

#define noted(ov, result, bytes) noted_(__FILE__, __LINE__, ov, result, bytes)
static inline void noted_(const char *src, int line, OVERLAPPED *ov, ULONG result,
		   ULONG_PTR bytes)
{
	gate_comes_(src, line, &seen.gate, 1);
	ok_(src, line)(seen.ov == ov, "overlapped %p, not %p\n", seen.ov, ov);
	ok_(src, line)(seen.result == result, "result %u, not %u\n",
		       (unsigned)seen.result, (unsigned)result);
	ok_(src, line)(seen.bytes == bytes, "bytes %u, not %u\n",
		       (unsigned)seen.bytes, (unsigned)bytes);
	ok_(src, line)(seen.io == tpio, "io %p\n", seen.io);
}

#endif
