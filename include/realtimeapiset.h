/* Owns the name <realtimeapiset.h> where there is none: windows.h declares it all. */
#if __has_include_next(<realtimeapiset.h>)
#include_next <realtimeapiset.h>
#else
#include <windows.h>
#endif
