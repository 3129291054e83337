/* Owns the name <unknwnbase.h> where there is none: unknwn.h declares it all. */
#if __has_include_next(<unknwnbase.h>)
#include_next <unknwnbase.h>
#else
#include <unknwn.h>
#endif
