/* Owns the name <timeapi.h> where there is none: mmsystem.h declares it all. */
#if __has_include_next(<timeapi.h>)
#include_next <timeapi.h>
#else
#include <windows.h>
#include <mmsystem.h>
#endif
