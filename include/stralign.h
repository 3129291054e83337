/* Owns the name <stralign.h> where there is none: windows.h declares it all. */
#if __has_include_next(<stralign.h>)
#include_next <stralign.h>
#else
#include <windows.h>
#endif
