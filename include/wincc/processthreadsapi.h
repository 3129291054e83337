/* Owns <processthreadsapi.h> where it comes first: Wine's wants the types before it. */
#ifndef _WINDEF_
#include <windows.h>
#endif
#include_next <processthreadsapi.h>
