/* Owns the name <stringapiset.h> where there is none: windows.h declares it all. */
#if __has_include_next(<stringapiset.h>)
#include_next <stringapiset.h>
#else
#include <windows.h>
#endif
