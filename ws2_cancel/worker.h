/* Threads and timers of the module's own: worker.c. */
#ifndef WINCANCEL_WORKER_H
#define WINCANCEL_WORKER_H

#include "ntdll_cancel/windows_nt.h"
#include "ws2_cancel/resolver.h"

/* worker_run stands in resolver.h: the resolver's files have no windows.h. */

/* As CreateThreadpoolTimer; the callback does not block. */
TP_TIMER *worker_timer(PTP_TIMER_CALLBACK callback, void *context);

#endif
