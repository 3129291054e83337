/* Owns <mswsock.h>, which in Wine's form cannot be included first. */
#include <winsock2.h>
#include_next <mswsock.h>
