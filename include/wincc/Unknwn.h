/* Owns the spelling <Unknwn.h>, which Windows does not tell from <unknwn.h>. */
#include <unknwn.h>
