/* Owns <stdio.h> behind the shield: glibc's, and Windows' additions. */
#include_next <stdio.h>

#ifdef _STDIO_H
#include <wincc/crt_stdio.h>
#endif
