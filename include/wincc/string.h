/* Owns <string.h> behind the shield: glibc's, and Windows' additions. */
#include_next <string.h>

#ifdef _STRING_H
#include <wchar.h>	/* Windows' has the wcs functions, too */
#include <wincc/crt_string.h>
#endif
