/* Owns the spelling <Mswsock.h>, which Windows does not tell from <mswsock.h>. */
#include <mswsock.h>
