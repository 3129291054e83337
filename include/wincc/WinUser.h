/* Owns the spelling <WinUser.h>, which Windows does not tell from <winuser.h>. */
#include <winuser.h>
