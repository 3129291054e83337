/* Owns the spelling <WinSock2.h>, which Windows does not tell from <winsock2.h>. */
#include <winsock2.h>
