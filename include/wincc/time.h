/* Owns <time.h> behind the shield: see posix_hide.h. */
#ifndef WINCC_KEEP_POSIX
#include <wincc/posix_hide.h>
#include_next <time.h>
#include <wincc/posix_show.h>
#else
#include_next <time.h>
#endif
