/*
 * WSAStartup and WSACleanup: a count for the process. Before the first and after
 * the last of them everything else fails with WSANOTINITIALISED.
 */
#include "ws2_cancel/hooks.h"
#include <stdatomic.h>
#include <string.h>

_Atomic unsigned ws2_uses;
bool ws2_forked;
static _Atomic bool second; /* version 2 was asked for, since the first of them */

bool ws2_is_first(void)
{
	return !atomic_load(&second);
}

/* 1.0, 1.1, 2.0, 2.1, 2.2: what was asked for, or the next below it. */
static WORD version_for(WORD asked)
{
	BYTE major = LOBYTE(asked), minor = HIBYTE(asked);

	if (major > 2)
		return MAKEWORD(2, 2);
	if (major == 2)
		return MAKEWORD(2, minor < 2 ? minor : 2);
	return MAKEWORD(1, minor < 1 ? minor : 1);
}

/*
 * WSAStartup: one use more. WSAVERNOTSUPPORTED below version 1.0, WSASYSNOTREADY in
 * the child of a fork; else the version that there is, at most the one asked for. The error is returned, the last error
 * stays.  (Microsoft: WSAStartup)
 */
int WINAPI WSAStartup(WORD version, WSADATA *data)
{
	if (!data)
		return WSAEFAULT;
	if (ws2_forked)
		return WSASYSNOTREADY;
	if (!LOBYTE(version))
		return WSAVERNOTSUPPORTED;
	if (ws2_in_hook())
		return WSAEINPROGRESS;
	memset(data, 0, sizeof(*data));
	data->wVersion = version_for(version);
	data->wHighVersion = MAKEWORD(2, 2);
	strcpy(data->szDescription, "WinSock 2.0");
	strcpy(data->szSystemStatus, "Running");
	/* Programs for 1.1 look at these, later ones are not to. */
	if (LOBYTE(data->wVersion) == 1) {
		data->iMaxSockets = 32767;
		data->iMaxUdpDg = 65467;
	}
	else
		atomic_store(&second, true);
	atomic_fetch_add(&ws2_uses, 1);
	return 0;
}

/*
 * WSACleanup: one use less. With the last one what is pending is cancelled and
 * tells nobody.  (Microsoft: WSACleanup, Remarks)
 */
int WINAPI WSACleanup(void)
{
	unsigned now = atomic_load(&ws2_uses);

	if (ws2_in_hook())
		return ws2_fail(WSAEINPROGRESS);
	do
		if (!now)
			return ws2_fail(ws2_refusal());
	while (!atomic_compare_exchange_weak(&ws2_uses, &now, now - 1));
	if (now > 1)
		return 0;
	atomic_store(&second, false);
	if (lookups_end)
		lookups_end();
	if (sockets_end)
		sockets_end();
	hooks_end();
	return 0;
}
