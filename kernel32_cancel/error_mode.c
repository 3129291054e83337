/*
 * Two settings of the process that are kept and given back: no box is ever shown
 * here, and a fault is a signal.
 */
#include "kernel32_cancel/kernel32.h"

static UINT error_mode;
static LPTOP_LEVEL_EXCEPTION_FILTER filter;

/*
 * SetErrorMode: the mode before.  (Microsoft: SetErrorMode)
 */
UINT WINAPI SetErrorMode(UINT mode)
{
	return __atomic_exchange_n(&error_mode, mode, __ATOMIC_RELAXED);
}

/*
 * GetErrorMode: the mode.  (Microsoft: GetErrorMode)
 */
UINT WINAPI GetErrorMode(void)
{
	return __atomic_load_n(&error_mode, __ATOMIC_RELAXED);
}

/*
 * SetUnhandledExceptionFilter: the filter before. It is never called: there are no
 * structured exceptions here.  (Microsoft: SetUnhandledExceptionFilter)
 */
LPTOP_LEVEL_EXCEPTION_FILTER WINAPI
SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER new_filter)
{
	return __atomic_exchange_n(&filter, new_filter, __ATOMIC_RELAXED);
}
