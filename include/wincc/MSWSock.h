/* Owns the spelling <MSWSock.h>, which Windows does not tell from <mswsock.h>. */
#include <mswsock.h>
