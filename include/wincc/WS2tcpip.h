/* Owns the spelling <WS2tcpip.h>, which Windows does not tell from <ws2tcpip.h>. */
#include <ws2tcpip.h>
