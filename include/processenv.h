/* Owns the name <processenv.h> where there is none: windows.h declares it all. */
#if __has_include_next(<processenv.h>)
#include_next <processenv.h>
#else
#include <windows.h>
#endif
