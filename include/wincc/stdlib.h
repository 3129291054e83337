/* Owns <stdlib.h> behind the shield: glibc's, and Windows' additions. */
#include_next <stdlib.h>

#ifdef _STDLIB_H
#include <wincc/crt_stdlib.h>
#endif
