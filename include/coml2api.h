/* Owns the name <coml2api.h> where there is none: objbase.h declares it all. */
#if __has_include_next(<coml2api.h>)
#include_next <coml2api.h>
#else
#include <objbase.h>
#endif
