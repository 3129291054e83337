/* Owns the name <consoleapi2.h> where there is none: windows.h declares it all. */
#if __has_include_next(<consoleapi2.h>)
#include_next <consoleapi2.h>
#else
#include <windows.h>
#endif
