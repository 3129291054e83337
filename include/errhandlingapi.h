/* Owns the name <errhandlingapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<errhandlingapi.h>)
#include_next <errhandlingapi.h>
#else
#include <windows.h>
#endif
