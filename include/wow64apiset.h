/* Owns the name <wow64apiset.h> where there is none: windows.h declares it all. */
#if __has_include_next(<wow64apiset.h>)
#include_next <wow64apiset.h>
#else
#include <windows.h>
#endif
