/*
 * Messages under load: threads with windows post and send to each other while windows
 * and threads come and go. What is posted to a window that stays is received once, in
 * each sender's order; what was said to be answered was run, and nothing twice.
 */
#include <windows.h>
#include "wine/test.h"
#include "race/race.h"
#include "lib/sync.h"

#define THREADS 8
#define ROUNDS 3000
#define WM_POSTED (WM_APP + 1)
#define WM_SENT (WM_APP + 2)

/* What anybody may write to; replaced as windows and threads come and go. The last
 * one stays. */
static HWND windows[THREADS + 1];
static LONG live = THREADS;
static LONG posted, received, sent, answered, refused, ran, wrong;
static HANDLE all_done;

/* By sender: how many it has posted to the window that stays, and its last one that
 * came there. By message sent: whether it was run, and what its sender was told. */
static LONG posted_there[THREADS], came_there[THREADS];
static LONG was_run[THREADS][ROUNDS];
static char was_answered[THREADS][ROUNDS];

static LONG count(LONG *what)
{
	return InterlockedIncrement(what);
}

static HWND load_window(int i)
{
	return __atomic_load_n(&windows[i], __ATOMIC_SEQ_CST);
}

static LRESULT CALLBACK count_them(HWND hwnd, UINT message, WPARAM wparam,
				   LPARAM lparam)
{
	switch (message) {
	case WM_POSTED:
		if (!lparam)
			count(&received);
		else if (hwnd != windows[THREADS] ||
			 ++came_there[wparam] != lparam)
			count(&wrong);
		return 0;
	case WM_SENT:
		if (InterlockedExchange((LONG *)lparam, 1))
			count(&wrong);
		count(&ran);
		return (LRESULT)wparam + 1;
	}
	return DefWindowProcA(hwnd, message, wparam, lparam);
}

static void new_window(int i)
{
	HWND hwnd = CreateWindowExA(0, "load", NULL, 0, 0, 0, 0, 0,
				    HWND_MESSAGE, NULL, NULL, NULL);

	if (!hwnd)
		count(&wrong);
	__atomic_store_n(&windows[i], hwnd, __ATOMIC_SEQ_CST);
}

static void post_one(int from, int to)
{
	LONG n = to == THREADS ? posted_there[from] + 1 : 0;

	if (PostMessageA(load_window(to), WM_POSTED, (WPARAM)from, n)) {
		posted_there[from] += n != 0;
		count(&posted);
	} else if (n || GetLastError() != ERROR_INVALID_WINDOW_HANDLE) {
		count(&wrong);
	}
}

static void send_one(int from, int to, int round)
{
	DWORD_PTR result = 0;
	BOOL done;

	count(&sent);
	done = SendMessageTimeoutA(load_window(to), WM_SENT, (WPARAM)round,
				   (LPARAM)&was_run[from][round],
				   round % 3 ? SMTO_NORMAL : SMTO_BLOCK,
				   round % 3 ? 60000 : 200, &result) != 0;
	if (done && result != (DWORD_PTR)round + 1)
		count(&wrong);
	was_answered[from][round] = (char)done;
	count(done ? &answered : &refused);
}

static void run_some(void)
{
	MSG msg;

	while (PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE))
		DispatchMessageA(&msg);
}

struct worker {
	int number, round;
	unsigned seed;
};

static unsigned pick(struct worker *w, unsigned below)
{
	w->seed = w->seed * 1103515245 + 12345;
	return (w->seed >> 16) % below;
}

/* One life of a thread: some rounds, then it ends, its window with it. */
static DWORD WINAPI live_once(void *arg)
{
	struct worker *w = arg;
	int last = w->round + 200 + (int)pick(w, 200);

	new_window(w->number);
	for (; w->round < ROUNDS && w->round < last; w->round++) {
		int to = (int)pick(w, THREADS + 1);

		switch (pick(w, 8)) {
		case 0:
		case 1:
			send_one(w->number, to, w->round);
			break;
		case 2:
			run_some();
			break;
		case 3:
			if (pick(w, 20))
				break;
			DestroyWindow(load_window(w->number));
			new_window(w->number);
			break;
		default:
			post_one(w->number, to);
		}
		if (w->round % 16 == 0)
			run_some();
	}
	if (pick(w, 2))
		ExitThread(0);
	return 0;
}

/* The thread whose window stays. */
static DWORD WINAPI serve(void *unused)
{
	(void)unused;
	while (MsgWaitForMultipleObjects(1, &all_done, FALSE, INFINITE,
					 QS_ALLINPUT) == WAIT_OBJECT_0 + 1)
		run_some();
	run_some();
	return 0;
}

static DWORD WINAPI live_on(void *arg)
{
	struct worker w = { (int)(ULONG_PTR)arg, 0, 77 + (unsigned)(ULONG_PTR)arg };

	while (w.round < ROUNDS) {
		HANDLE thread = CreateThread(NULL, 0, live_once, &w, 0, NULL);

		WaitForSingleObject(thread, INFINITE);
		CloseHandle(thread);
	}
	if (!InterlockedDecrement(&live))
		SetEvent(all_done);
	return 0;
}

static void check_marks(void)
{
	LONG marks = 0, unmarked = 0;

	for (int i = 0; i < THREADS; i++) {
		ok(posted_there[i] == came_there[i], "%d: %d of %d came\n", i,
		   came_there[i], posted_there[i]);
		for (int k = 0; k < ROUNDS; k++) {
			marks += was_run[i][k];
			unmarked += was_answered[i][k] && !was_run[i][k];
		}
	}
	ok(marks == ran, "%d marks, %d run\n", marks, ran);
	ok(!unmarked, "%d answered that were not run\n", unmarked);
}

/* U-080 */
static void conserved(void)
{
	HANDLE threads[THREADS];
	WNDCLASSEXA wc;

	memset(&wc, 0, sizeof(wc));
	wc.cbSize = sizeof(wc);
	wc.lpfnWndProc = count_them;
	wc.lpszClassName = "load";
	ok(RegisterClassExA(&wc), "error %u\n", GetLastError());
	all_done = manual_event(FALSE);
	new_window(THREADS);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(live_on, (void *)(ULONG_PTR)i);
	serve(NULL);
	WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
	for (int i = 0; i < THREADS; i++)
		CloseHandle(threads[i]);
	ok(!wrong, "%d wrong\n", wrong);
	ok(answered <= ran && ran <= sent, "%d answered, %d run, %d sent\n",
	   answered, ran, sent);
	ok(answered + refused == sent, "%d + %d of %d sent\n", answered,
	   refused, sent);
	ok(received > 100 && answered > 100, "%d received, %d answered\n",
	   received, answered);
	check_marks();
	trace("%d posted, %d sent, %d answered\n", posted, sent, answered);
}

START_TEST(messages)
{
	RUN_LIMIT(conserved, 120);
}
