/* Owns the name <handleapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<handleapi.h>)
#include_next <handleapi.h>
#else
#include <windows.h>
#endif
