/* Owns the name <consoleapi3.h> where there is none: windows.h declares it all. */
#if __has_include_next(<consoleapi3.h>)
#include_next <consoleapi3.h>
#else
#include <windows.h>
#endif
