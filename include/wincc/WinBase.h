/* Owns the spelling <WinBase.h>, which Windows does not tell from <winbase.h>. */
#include <winbase.h>
