/* Owns the spelling <Strsafe.h>, which Windows does not tell from <strsafe.h>. */
#include <strsafe.h>
