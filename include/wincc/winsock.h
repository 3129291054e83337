/*
 * Owns <winsock.h>: it is <winsock2.h> here, which declares all of it and more.
 * So <windows.h>, which includes <winsock.h>, and <winsock2.h> go together in
 * either order.  The values of the IP_ options are Winsock 2's; the library
 * behind -lwsock32 is the same one.
 */
#include <winsock2.h>
#ifdef HOST_NOT_FOUND	/* else winsock2.h is not done: it includes windows.h */
#include <ws2ipdef.h>
#endif
