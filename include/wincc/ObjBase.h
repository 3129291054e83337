/* Owns the spelling <ObjBase.h>, which Windows does not tell from <objbase.h>. */
#include <objbase.h>
