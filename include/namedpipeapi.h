/* Owns the name <namedpipeapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<namedpipeapi.h>)
#include_next <namedpipeapi.h>
#else
#include <windows.h>
#endif
