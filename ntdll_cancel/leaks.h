/*
 * What lives as long as the process and is known by a handle alone: to the leak
 * sanitizer that is no pointer, so it is kept out of its books.
 */
#ifndef WINCANCEL_LEAKS_H
#define WINCANCEL_LEAKS_H

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable() ((void)0)
#define __lsan_enable() ((void)0)
#endif

#endif
