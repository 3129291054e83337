/* Owns the name <threadpoollegacyapiset.h> where there is none: windows.h declares it all. */
#if __has_include_next(<threadpoollegacyapiset.h>)
#include_next <threadpoollegacyapiset.h>
#else
#include <windows.h>
#endif
