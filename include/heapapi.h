/* Owns the name <heapapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<heapapi.h>)
#include_next <heapapi.h>
#else
#include <windows.h>
#endif
