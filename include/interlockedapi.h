/* Owns the name <interlockedapi.h> where there is none: windows.h declares it all. */
#if __has_include_next(<interlockedapi.h>)
#include_next <interlockedapi.h>
#else
#include <windows.h>
#endif
