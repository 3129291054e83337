/* Owns <time.h> behind the shield: see posix_hide.h. */
#include <wincc/posix_hide.h>
#include_next <time.h>
#include <wincc/posix_show.h>
