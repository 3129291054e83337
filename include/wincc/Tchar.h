/* Owns the spelling <Tchar.h>, which Windows does not tell from <tchar.h>. */
#include <tchar.h>
