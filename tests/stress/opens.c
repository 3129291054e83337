/*
 * Opens that wait for the far end of a FIFO, cancelled at random moments, while
 * that end comes and goes: each open either fails as cancelled or gives a handle,
 * and an open that was cancelled too late leaves no descriptor behind.
 *
 *   WINCANCEL_OPEN_CANCELS=n  how many cancels (100,000)
 */
#include <windows.h>
#include <fcntl.h>
#include <unistd.h>
#include "wine/test.h"
#include "blocked.h"
#include "descriptors.h"

static const char *path;
static LONG stopping;
static LONG opened, aborted, hits, begun;

static LONG get(LONG *at)
{
	return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static DWORD WINAPI keep_opening(void *arg)
{
	(void)arg;
	while (!get(&stopping)) {
		HANDLE file;

		InterlockedIncrement(&begun);
		file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL,
				   OPEN_EXISTING, 0, NULL);
		if (file != INVALID_HANDLE_VALUE) {
			InterlockedIncrement(&opened);
			CloseHandle(file);
		} else {
			InterlockedIncrement(&aborted);
			if (GetLastError() != ERROR_OPERATION_ABORTED)
				ok(0, "error %u\n", GetLastError());
		}
	}
	return 0;
}

/* The other end: opens without waiting if somebody waits, and goes again. */
static DWORD WINAPI come_and_go(void *arg)
{
	unsigned n = 0;

	(void)arg;
	while (!get(&stopping)) {
		int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

		if (fd >= 0)
			close(fd);
		for (unsigned i = 0; i < n % 30; i++)
			SwitchToThread();
		n++;
	}
	return 0;
}

/* K-044 K-056 K-174: nothing hangs, nothing leaks, nothing is remembered. */
static void cancelled_opens(void)
{
	const char *text = getenv("WINCANCEL_OPEN_CANCELS");
	int cancels = text ? atoi(text) : 100000, before;
	HANDLE opener, other;
	unsigned seed = 12345;

	path = fixture_fifo(7);
	before = count_descriptors();
	opener = CreateThread(NULL, 0, keep_opening, NULL, 0, NULL);
	other = CreateThread(NULL, 0, come_and_go, NULL, 0, NULL);
	/* few opens get through; on, more gently, until one has */
	for (int i = 0; i < cancels || (!get(&opened) && i < 20 * cancels);
	     i++) {
		if (i >= cancels)
			SwitchToThread();
		seed = seed * 1103515245 + 12345;
		for (volatile unsigned j = seed >> 16 & 511; j; j--)
			;
		if (CancelSynchronousIo(opener))
			hits++;
		else if (GetLastError() != ERROR_NOT_FOUND)
			ok(0, "error %u\n", GetLastError());
		if (get(&aborted) > hits) {
			ok(0, "an open was aborted that no cancel had found\n");
			break;
		}
	}
	InterlockedExchange(&stopping, 1);
	while (WaitForSingleObject(opener, 0) == WAIT_TIMEOUT) {
		hits += CancelSynchronousIo(opener);
		SwitchToThread();
	}
	ok(WaitForSingleObject(other, 20000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(opener);
	CloseHandle(other);
	ok(opened + aborted == begun, "%d opened, %d aborted of %d\n",
	   (int)opened, (int)aborted, (int)begun);
	ok(aborted <= hits, "%d aborted, %d hits\n", (int)aborted, (int)hits);
	ok(aborted > 0 && opened > 0, "%d opened, %d aborted\n", (int)opened,
	   (int)aborted);
	ok(count_descriptors() == before, "%d descriptors, not %d\n", count_descriptors(),
	   before);
	trace("%d opens: %d opened, %d aborted by %d hits\n", (int)begun,
	      (int)opened, (int)aborted, (int)hits);
}

START_TEST(opens)
{
	RUN_LIMIT(cancelled_opens, 120);
}
