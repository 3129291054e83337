/*
 * WSAAsyncSelect: a socket's news as messages. What is told when stands in
 * ntdll_cancel/selection.h, of which this is a teller: what is recorded is taken and
 * posted, one after the other; while the window's queue is full (post.h) the rest
 * stays in the record, where a recv or an accept may still take it back.
 */
#include "ws2_cancel/post.h"
#include "ntdll_cancel/points.h"
#include <stdlib.h>
#include <winuser.h>

struct messenger {
	struct sock_teller teller;
	struct posting posting; /* one at a time */
	LONG left; /* who calls post has left, or over has been called: the second
		    * of them goes on */
};

static struct messenger *of(struct sock_teller *t)
{
	return CONTAINING_RECORD(t, struct messenger, teller);
}

static void go_on(struct messenger *m)
{
	uint32_t event;
	NTSTATUS error;

	thread_hold();
	do {
		do
			if (!sock_news_take(&m->teller, &event, &error)) {
				thread_let_go(); /* m may be gone */
				return;
			}
		while (!ws2_started());
		m->posting.lparam = WSAMAKESELECTREPLY(event, ws2_error(error));
		__atomic_store_n(&m->left, 0, __ATOMIC_RELAXED);
		POINT("select:post");
		post(&m->posting);
	} while (InterlockedExchange(&m->left, 1));
	thread_let_go();
}

static void posted(struct posting *p)
{
	struct messenger *m = CONTAINING_RECORD(p, struct messenger, posting);

	if (p->hopeless)
		sock_news_stop(&m->teller);
	if (InterlockedExchange(&m->left, 1))
		go_on(m);
}

static void tell(struct sock_teller *t)
{
	go_on(of(t));
}

static void stop(struct sock_teller *t)
{
	post_withdraw(&of(t)->posting);
}

static void messenger_free(struct sock_teller *t)
{
	free(of(t));
}

static struct sock_teller *copy(const struct sock_teller *t, HANDLE accepted);

static struct messenger *messenger_new(SOCKET s, HWND window, UINT message)
{
	struct messenger *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->teller = (struct sock_teller){ tell, stop, copy, messenger_free, NULL };
	m->posting.window = window;
	m->posting.message = message;
	m->posting.wparam = s;
	m->posting.over = posted;
	return m;
}

static struct sock_teller *copy(const struct sock_teller *t, HANDLE accepted)
{
	const struct posting *p = &of((struct sock_teller *)t)->posting;
	struct messenger *m = messenger_new((SOCKET)(ULONG_PTR)accepted,
					    p->window, p->message);

	return m ? &m->teller : NULL;
}

/* Who has a window has user32 (post.c). */
static BOOL is_window(HWND window)
{
	HMODULE user32 = GetModuleHandleA("user32.dll");
	__typeof__(&IsWindow) function =
		user32 ? (__typeof__(&IsWindow))(void *)GetProcAddress(
				 user32, "IsWindow") :
			 NULL;

	return function && function(window);
}

/*
 * WSAAsyncSelect: from now on the message is posted when one of these happens, or has
 * happened: the socket, and WSAMAKESELECTREPLY of what and its error. In place of
 * what was selected before, WSAEventSelect too; none: no more, but what has been
 * posted may still lie in the queue. The socket becomes nonblocking, whatever it is
 * called with. WSAENOTSOCK; WSAEINVAL for what is no window. W-064, W-065.
 * (Microsoft: WSAAsyncSelect)
 */
int WINAPI WSAAsyncSelect(SOCKET s, HWND window, UINT message, LONG events)
{
	struct socket *held = ws2_hold(s);
	struct messenger *m = NULL;
	NTSTATUS status;

	if (!held)
		return SOCKET_ERROR;
	socket_let_go(held);
	if (events && !is_window(window))
		return ws2_fail(WSAEINVAL);
	if (events && !(m = messenger_new(s, window, message)))
		return ws2_fail(WSAENOBUFS);
	status = socket_select(socket_handle(s), (uint32_t)events, NULL,
			       m ? &m->teller : NULL);
	return status ? ws2_fail_status(status) : 0;
}
