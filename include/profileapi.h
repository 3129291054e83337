/* Owns the name <profileapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<profileapi.h>)
#include_next <profileapi.h>
#else
#include <windows.h>
#endif
