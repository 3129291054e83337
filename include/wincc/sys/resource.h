/* Owns <sys/resource.h> behind the shield: see posix_hide.h. */
#include <wincc/posix_hide.h>
#include_next <sys/resource.h>
#include <wincc/posix_show.h>
