/* Owns the name <systemtopologyapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<systemtopologyapi.h>)
#include_next <systemtopologyapi.h>
#else
#include <windows.h>
#endif
