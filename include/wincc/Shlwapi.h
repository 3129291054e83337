/* Owns the spelling <Shlwapi.h>, which Windows does not tell from <shlwapi.h>. */
#include <shlwapi.h>
