/* Owns the name <minwindef.h> where there is none: windows.h declares it all. */
#if __has_include_next(<minwindef.h>)
#include_next <minwindef.h>
#else
#include <windows.h>
#endif
