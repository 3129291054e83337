/* Owns the spelling <OleAuto.h>, which Windows does not tell from <oleauto.h>. */
#include <oleauto.h>
