/* Owns the spelling <WinSock.h>, which Windows does not tell from <winsock.h>. */
#include <winsock.h>
