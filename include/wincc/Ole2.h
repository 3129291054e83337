/* Owns the spelling <Ole2.h>, which Windows does not tell from <ole2.h>. */
#include <ole2.h>
