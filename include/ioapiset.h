/* Owns the name <ioapiset.h> where there is none: windows.h declares it all. */
#if __has_include_next(<ioapiset.h>)
#include_next <ioapiset.h>
#else
#include <windows.h>
#endif
