/* Owns the name <processtopologyapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<processtopologyapi.h>)
#include_next <processtopologyapi.h>
#else
#include <windows.h>
#endif
