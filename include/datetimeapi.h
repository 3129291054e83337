/* Owns the name <datetimeapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<datetimeapi.h>)
#include_next <datetimeapi.h>
#else
#include <windows.h>
#endif
