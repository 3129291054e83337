/* Owns <string.h> behind the shield: glibc's, and Windows' additions. */
#include_next <string.h>

#ifdef _STRING_H
#include <wincc/crt_string.h>
#endif
