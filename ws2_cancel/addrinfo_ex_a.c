/* Owns GetAddrInfoExA, which waits: its asynchronous arguments must be NULL (W-049). */
#include "ws2_cancel/addrinfo.h"
#include "ws2_cancel/waited.h"

static int wait_for(const struct hints *h, const struct WS_timeval *timeout,
		    void **list)
{
	struct lookup_wanted w = hints_wanted(h);
	LARGE_INTEGER at = { 0 };
	struct answer *a = NULL;
	int error = 0;

	if (timeout)
		at.QuadPart = -(timeout->tv_sec * 10000000LL +
				timeout->tv_usec * 10LL);
	if (h->local)
		a = hints_local(h);
	else
		error = look_up(&w, timeout ? &at : NULL, &a);
	if (!error)
		error = a ? list_make(LIST_EX_A, h, a, list) :
			    WSA_NOT_ENOUGH_MEMORY;
	answer_free(a);
	return error;
}

/*
 * GetAddrInfoExA: as GetAddrInfoExW, in UTF-8, and only waiting: WSAEINVAL if it is
 * given an OVERLAPPED, a routine or a place for a handle.
 * (Microsoft: GetAddrInfoExA)
 */
int WINAPI GetAddrInfoExA(const char *name, const char *service, DWORD space,
			  GUID *provider, const ADDRINFOEXA *hints,
			  ADDRINFOEXA **list, struct WS_timeval *timeout,
			  OVERLAPPED *overlapped,
			  LPLOOKUPSERVICE_COMPLETION_ROUTINE routine,
			  HANDLE *handle)
{
	struct hints h;
	int error = 0;

	(void)provider;
	if (ws2_refused())
		return WSAGetLastError();
	if (list)
		*list = NULL;
	if (!list || overlapped || routine || handle)
		error = WSAEINVAL;
	else if (space != NS_ALL && space != NS_DNS)
		error = WSASERVICE_NOT_FOUND;
	if (!error)
		error = hints_read(&h, name, service, (const ADDRINFOA *)hints);
	if (!error)
		error = wait_for(&h, timeout, (void **)list);
	if (error)
		ws2_fail(error);
	return error;
}

/*
 * FreeAddrInfoEx: GetAddrInfoExA's list.  (Microsoft: FreeAddrInfoEx)
 */
void WINAPI FreeAddrInfoEx(ADDRINFOEXA *list)
{
	list_free(LIST_EX_A, list);
}
