/*
 * WSAEventSelect and WSAEnumNetworkEvents: a socket's news as an event and a record.
 * What is told when stands in ntdll_cancel/selection.h.
 */
#include "ws2_cancel/ws2.h"

_Static_assert(SOCK_NEWS_READ == FD_READ && SOCK_NEWS_WRITE == FD_WRITE &&
		       SOCK_NEWS_OOB == FD_OOB && SOCK_NEWS_ACCEPT == FD_ACCEPT &&
		       SOCK_NEWS_CONNECT == FD_CONNECT &&
		       SOCK_NEWS_CLOSE == FD_CLOSE,
	       "the bits are Winsock's");

/*
 * WSAEventSelect: from now on the event is set when one of these happens, or has
 * happened. In place of what was selected before, WSAAsyncSelect too, whose record is
 * forgotten; none: no more. The socket becomes nonblocking, whatever it is called
 * with. FD_QOS and what comes after it never happen. WSAENOTSOCK; WSAEINVAL for what
 * is no event.  (Microsoft: WSAEventSelect)
 */
int WINAPI WSAEventSelect(SOCKET s, WSAEVENT event, LONG events)
{
	NTSTATUS status;

	if (ws2_refused())
		return SOCKET_ERROR;
	status = socket_select(socket_handle(s), (uint32_t)events, event, NULL);
	return status ? ws2_fail_status(status) : 0;
}

/*
 * WSAEnumNetworkEvents: what has happened since the last one, and how each of these
 * went (the other errors are left as they are). The record is empty then, and the
 * event, if there is one, reset, in one step. After a failure both are as they were.
 * WSAENOTSOCK, WSAEFAULT; WSAEINVAL for what is no event.
 * (Microsoft: WSAEnumNetworkEvents)
 */
int WINAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, WSANETWORKEVENTS *out)
{
	struct sock_news news;
	NTSTATUS status;

	if (ws2_refused())
		return SOCKET_ERROR;
	if (!out)
		return ws2_fail(WSAEFAULT);
	status = socket_news(socket_handle(s), event, &news);
	if (status)
		return ws2_fail_status(status);
	out->lNetworkEvents = (LONG)news.events;
	for (unsigned i = 0; i < SOCK_NEWS_KINDS; i++)
		if (news.events & 1u << i)
			out->iErrorCode[i] = ws2_error(news.errors[i]);
	return 0;
}
