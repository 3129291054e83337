/*
 * A thread left in one blocking call, and ways to end that call from outside.
 * Whether the thread has reached the call yet is asked of the library itself: a
 * cancel that finds nothing says so, and is tried again.
 */
#ifndef TESTS_LIB_BLOCKED_H
#define TESTS_LIB_BLOCKED_H

#include "pair.h"

struct blocked {
	HANDLE thread;
	HANDLE file;
	const char *path;
	DWORD access;
	HANDLE opened;
	char *data;
	DWORD size;
	BOOL ret;
	DWORD err;
	DWORD count;
	char buf[64];
};

static inline DWORD WINAPI blocked_read(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = ReadFile(b->file, b->buf, sizeof(b->buf), &b->count, NULL);
	b->err = GetLastError();
	return 0;
}

static inline DWORD WINAPI blocked_write(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = WriteFile(b->file, b->data, b->size, &b->count, NULL);
	b->err = GetLastError();
	return 0;
}

static inline DWORD WINAPI blocked_open(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->opened = CreateFileA(b->path, b->access, PAIR_SHARE, NULL,
				OPEN_EXISTING, 0, NULL);
	b->ret = b->opened != INVALID_HANDLE_VALUE;
	b->err = GetLastError();
	return 0;
}

static inline void blocked_start(struct blocked *b, LPTHREAD_START_ROUTINE fn)
{
	b->count = UNTOUCHED;
	/* Test points and cancellers use the handle as soon as it runs. */
	b->thread = CreateThread(NULL, 0, fn, b, CREATE_SUSPENDED, NULL);
	ok(b->thread != NULL, "no thread: %u\n",
	   GetLastError());
	ResumeThread(b->thread);
}

/* Cancels whatever the thread is blocked in, as soon as it is. */
#define blocked_cancel(b) blocked_cancel_(__FILE__, __LINE__, b)
static inline void blocked_cancel_(const char *src, int line, struct blocked *b)
{
	SetLastError(UNTOUCHED);
	while (!CancelSynchronousIo(b->thread)) {
		DWORD err = GetLastError();

		if (err != ERROR_NOT_FOUND ||
		    WaitForSingleObject(b->thread, 0) == WAIT_OBJECT_0) {
			ok_(src, line)(0, "nothing to cancel: %u\n",
				       err);
			return;
		}
		SwitchToThread();
		SetLastError(UNTOUCHED);
	}
	ok_(src, line)(GetLastError() == UNTOUCHED,
		       "the last error became %u\n",
		       GetLastError());
}

/* The same by way of the file. Wine 8 says TRUE when it found nothing too. */
#define blocked_cancel_file(b) blocked_cancel_file_(__FILE__, __LINE__, b)
static inline void blocked_cancel_file_(const char *src, int line, struct blocked *b)
{
	while (WaitForSingleObject(b->thread, 0) == WAIT_TIMEOUT) {
		if (!CancelIoEx(b->file, NULL))
			ok_(src, line)(GetLastError() == ERROR_NOT_FOUND,
				       "error %u\n",
				       GetLastError());
		SwitchToThread();
	}
}

/* The thread comes back with this error (0: with success) and count. */
#define blocked_ends(b, error, moved) blocked_ends_(__FILE__, __LINE__, b, error, moved)
static inline void blocked_ends_(const char *src, int line, struct blocked *b, DWORD error,
				 DWORD moved)
{
	DWORD wait = WaitForSingleObject(b->thread, 20000);

	ok_(src, line)(wait == WAIT_OBJECT_0, "still blocked: %u\n",
		       wait);
	if (wait != WAIT_OBJECT_0)
		return;
	ok_(src, line)(b->ret == !error, "result %d\n", b->ret);
	if (error)
		ok_(src, line)(b->err == error, "error %u, not %u\n",
			       b->err,
			       error);
	ok_(src, line)(b->count == moved, "moved %u, not %u\n",
		       b->count, moved);
	CloseHandle(b->thread);
}

#endif
