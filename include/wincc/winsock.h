/*
 * Owns <winsock.h>: it is <winsock2.h> here, which declares all of it and more.
 * So <windows.h>, which includes <winsock.h>, and <winsock2.h> go together in
 * either order.  The values of the IP_ options are Winsock 1.1's, for
 * -lwsock32, until the program asks for <winsock2.h> itself.
 */
#define WINCC_FROM_WINSOCK
#include <winsock2.h>
#undef WINCC_FROM_WINSOCK
#ifdef HOST_NOT_FOUND	/* else winsock2.h is not done: it includes windows.h */
#include <ws2ipdef.h>
#ifndef WINCC_WINSOCK2_ASKED
#define WINCC_FIRST_NUMBERS
#include "ip_options.h"
#endif
#endif
