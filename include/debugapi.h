/* Owns the name <debugapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<debugapi.h>)
#include_next <debugapi.h>
#else
#include <windows.h>
#endif
