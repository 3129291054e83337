/* Owns the name <fibersapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<fibersapi.h>)
#include_next <fibersapi.h>
#else
#include <windows.h>
#endif
