/* Owns the spelling <Objbase.h>, which Windows does not tell from <objbase.h>. */
#include <objbase.h>
