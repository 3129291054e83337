/* Owns what Wine's <threadpoolapiset.h>, which windows.h includes, does not declare. */
#if __has_include_next(<threadpoolapiset.h>)
#include_next <threadpoolapiset.h>
#else
#include <windows.h>
#endif

#ifndef WINCANCEL_THREADPOOLAPISET_H
#define WINCANCEL_THREADPOOLAPISET_H

#ifdef __cplusplus
extern "C" {
#endif

WINBASEAPI BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE);

#ifdef __cplusplus
}
#endif

#endif
