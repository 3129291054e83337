/* Owns <stdio.h> behind the shield: glibc's, and Windows' additions. */
#include_next <stdio.h>

#ifdef _STDIO_H
#include <wchar.h>	/* Windows' has the wide printf family, too */
#include <wincc/crt_stdio.h>
#endif
