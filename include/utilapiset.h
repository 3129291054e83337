/* Owns the name <utilapiset.h> where there is none: windows.h declares it all. */
#if __has_include_next(<utilapiset.h>)
#include_next <utilapiset.h>
#else
#include <windows.h>
#endif
