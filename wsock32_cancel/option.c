/*
 * Options of IPPROTO_IP, whose numbers Winsock 2 has changed: those of 1.1 from 2 to 9
 * mean something else there, higher ones are the same. (Microsoft: KB 257460)
 */
#include "wsock32_cancel/wsock32.h"

int WINAPI ws2_setsockopt(SOCKET s, int level, int name, const char *value,
			  int length);
int WINAPI ws2_getsockopt(SOCKET s, int level, int name, char *value, int *length);

static int of_second(int level, int name)
{
	static const int names[] = {
		[2] = WS_IP_MULTICAST_IF,   [3] = WS_IP_MULTICAST_TTL,
		[4] = WS_IP_MULTICAST_LOOP, [5] = WS_IP_ADD_MEMBERSHIP,
		[6] = WS_IP_DROP_MEMBERSHIP, [7] = WS_IP_TTL,
		[8] = WS_IP_TOS,	    [9] = WS_IP_DONTFRAGMENT,
	};

	return level == WS_IPPROTO_IP && name >= 2 && name <= 9 ? names[name] : name;
}

/*
 * setsockopt, getsockopt: with Winsock 1.1's numbers of IP_MULTICAST_IF …
 * IP_DONTFRAGMENT.
 */
int WINAPI wsock32_setsockopt(SOCKET s, int level, int name, const char *value,
			      int length)
{
	return ws2_setsockopt(s, level, of_second(level, name), value, length);
}

int WINAPI wsock32_getsockopt(SOCKET s, int level, int name, char *value,
			      int *length)
{
	return ws2_getsockopt(s, level, of_second(level, name), value, length);
}
