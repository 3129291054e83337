/* Owns the spelling <WinError.h>, which Windows does not tell from <winerror.h>. */
#include <winerror.h>
