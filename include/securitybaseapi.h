/* Owns the name <securitybaseapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<securitybaseapi.h>)
#include_next <securitybaseapi.h>
#else
#include <windows.h>
#endif
