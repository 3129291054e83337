/* Owns <time.h> behind the shield: see posix_hide.h. */
#include <wincc/posix_hide.h>
#include_next <time.h>
#include <wincc/posix_show.h>

#if defined(_TIME_H) && !defined(WINCC_TIME_H)
#define WINCC_TIME_H

#include <wincc/crt_types.h>

WINCC_C_BEGIN

/* Windows' order of arguments, not C11's. */
errno_t localtime_s(struct tm *to, const time_t *at);
errno_t gmtime_s(struct tm *to, const time_t *at);

WINCC_C_END

#endif
