/* Owns the spelling <StrSafe.h>, which Windows does not tell from <strsafe.h>. */
#include <strsafe.h>
