/* Owns the name <jobapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<jobapi.h>)
#include_next <jobapi.h>
#else
#include <windows.h>
#endif
