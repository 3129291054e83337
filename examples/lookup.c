/*
 * lookup: resolves several names at once in a message loop, shows each as it comes,
 * and cancels those that take longer than the time-out.
 *
 *   lookup [-t MILLISECONDS] NAME...
 *
 * One window, one WSAAsyncGetHostByName for each name, one timer. A name whose request
 * was cancelled gets no message any more, so the count of those still open is right
 * whatever comes first.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WM_FOUND (WM_USER + 1)
#define MOST 1024

struct request {
	HANDLE task; /* NULL: over */
	const char *name;
	char buffer[MAXGETHOSTSTRUCT];
};

static struct request *requests;
static int count, left;
static DWORD started;

static void show(const struct request *r, const char *what)
{
	printf("%6lu ms  %-30s %s\n", (unsigned long)(GetTickCount() - started),
	       r->name, what);
}

static void over(struct request *r)
{
	r->task = NULL;
	if (!--left)
		PostQuitMessage(0);
}

static void found(HANDLE task, int error)
{
	char text[64];
	int i;

	for (i = 0; i < count; i++)
		if (requests[i].task == task)
			break;
	if (i == count)
		return;
	if (error) {
		snprintf(text, sizeof(text), "error %d", error);
	} else {
		struct hostent *h = (struct hostent *)requests[i].buffer;
		const unsigned char *a =
			(const unsigned char *)h->h_addr_list[0];
		snprintf(text, sizeof(text), "%u.%u.%u.%u", a[0], a[1], a[2],
			 a[3]);
	}
	show(&requests[i], text);
	over(&requests[i]);
}

static void give_up(void)
{
	int i;

	for (i = 0; i < count; i++) {
		if (!requests[i].task)
			continue;
		/* Refused: it has just ended, its message is in the queue. */
		if (WSACancelAsyncRequest(requests[i].task))
			continue;
		show(&requests[i], "cancelled");
		over(&requests[i]);
	}
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam,
				  LPARAM lparam)
{
	switch (message) {
	case WM_FOUND:
		found((HANDLE)wparam, WSAGETASYNCERROR(lparam));
		return 0;
	case WM_TIMER:
		KillTimer(window, wparam);
		give_up();
		return 0;
	}
	return DefWindowProcA(window, message, wparam, lparam);
}

static HWND make_window(void)
{
	WNDCLASSA class = { 0 };

	class.lpfnWndProc = procedure;
	class.lpszClassName = "lookup";
	RegisterClassA(&class);
	return CreateWindowExA(0, "lookup", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
			       NULL, NULL, NULL);
}

static void begin(HWND window, const char *name)
{
	struct request *r = &requests[count++];

	r->name = name;
	r->task = WSAAsyncGetHostByName(window, WM_FOUND, name, r->buffer,
					sizeof(r->buffer));
	if (r->task)
		left++;
	else
		printf("%s: error %d\n", name, WSAGetLastError());
}

int main(int argc, char **argv)
{
	WSADATA data;
	HWND window;
	MSG msg;
	int first = 1, i;
	UINT patience = 2000;

	if (argc > 2 && !strcmp(argv[1], "-t")) {
		patience = (UINT)atoi(argv[2]);
		first = 3;
	}
	if (first >= argc || argc - first > MOST) {
		fprintf(stderr, "usage: lookup [-t MILLISECONDS] NAME...\n");
		return 2;
	}
	requests = calloc((size_t)(argc - first), sizeof(*requests));
	if (!requests || WSAStartup(MAKEWORD(2, 2), &data) ||
	    !(window = make_window())) {
		fprintf(stderr, "lookup: no window or no Winsock\n");
		return 1;
	}
	started = GetTickCount();
	for (i = first; i < argc; i++)
		begin(window, argv[i]);
	SetTimer(window, 1, patience, NULL);
	while (left && GetMessageA(&msg, NULL, 0, 0) > 0)
		DispatchMessageA(&msg);
	WSACleanup();
	return 0;
}
