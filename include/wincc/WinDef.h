/* Owns the spelling <WinDef.h>, which Windows does not tell from <windef.h>. */
#include <windef.h>
