/* Owns the name <minwinbase.h> where there is none: windows.h declares it all. */
#if __has_include_next(<minwinbase.h>)
#include_next <minwinbase.h>
#else
#include <windows.h>
#endif
