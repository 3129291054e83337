/*
 * WSAStartup and WSACleanup: a count for the process. Before the first and after
 * the last of them everything else fails with WSANOTINITIALISED.
 */
#include "ws2_cancel/hooks.h"
#include <stdatomic.h>
#include <string.h>

/* Guards the two below; ws2_uses is looked at without it. */
static SRWLOCK lock = SRWLOCK_INIT;
_Atomic unsigned ws2_uses;
bool ws2_forked;
static _Atomic bool second; /* version 2 was asked for, since the first of them */

bool ws2_is_first(void)
{
	return !atomic_load(&second);
}

/* 1: the last WSACleanup is at its work; who wants to begin anew waits for that, else
 * what it begins would be ended with the rest. */
static uint32_t ending;

static void begin_use(BYTE version)
{
	ws2_enter(&lock);
	while (ending) {
		ws2_leave(&lock);
		word_await(&ending, 1, NULL);
		ws2_enter(&lock);
	}
	if (!ws2_uses)
		sockets_begin();
	if (version > 1)
		atomic_store(&second, true);
	atomic_fetch_add(&ws2_uses, 1);
	ws2_leave(&lock);
}

/* How many there were. */
static unsigned end_use(void)
{
	unsigned were;

	ws2_enter(&lock);
	were = ws2_uses;
	if (were)
		atomic_fetch_sub(&ws2_uses, 1);
	if (were == 1) {
		atomic_store(&second, false);
		__atomic_store_n(&ending, 1, __ATOMIC_RELAXED);
	}
	ws2_leave(&lock);
	return were;
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
 * the child of a fork; else the version that there is, at most the one asked for.
 * The error is returned, the last error stays.  (Microsoft: WSAStartup)
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
	begin_use(LOBYTE(data->wVersion));
	return 0;
}

/*
 * WSACleanup: one use less. With the last one what is pending is cancelled and
 * tells nobody, and calls that block return with WSAEINTR.
 * (Microsoft: WSACleanup, Remarks)
 */
int WINAPI WSACleanup(void)
{
	unsigned were;

	/* Before the lock: in the child of a fork somebody may have had it. */
	if (ws2_refused())
		return SOCKET_ERROR;
	were = end_use();
	if (!were)
		return ws2_fail(ws2_refusal());
	if (were > 1)
		return 0;
	lookups_end();
	sockets_end();
	hooks_end();
	__atomic_store_n(&ending, 0, __ATOMIC_RELEASE);
	word_rouse(&ending, INT_MAX);
	return 0;
}
