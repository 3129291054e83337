/* Owns the name <sysinfoapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<sysinfoapi.h>)
#include_next <sysinfoapi.h>
#else
#include <windows.h>
#endif
