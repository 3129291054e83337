/* Owns _beginthread and _beginthreadex, and the ends that belong to them. */
#include <stdlib.h>
#include <errno.h>

#include <windows.h>
#include <wincc/process.h>

static int errno_of_last(void)
{
	switch (GetLastError()) {
	case ERROR_INVALID_PARAMETER: return EINVAL;
	case ERROR_ACCESS_DENIED: return EACCES;
	default: return EAGAIN;
	}
}

uintptr_t _beginthreadex(void *security, unsigned stack,
			 unsigned(__stdcall *start)(void *), void *arg,
			 unsigned flags, unsigned *id)
{
	DWORD own_id;
	HANDLE h;

	if (!start) {
		errno = EINVAL;
		return 0;
	}
	h = CreateThread(security, stack, (LPTHREAD_START_ROUTINE)start, arg,
			 flags, &own_id);
	if (!h) {
		errno = errno_of_last();
		return 0;
	}
	if (id)
		*id = own_id;
	return (uintptr_t)h;
}

void _endthreadex(unsigned code)
{
	ExitThread(code);
}

struct begin {
	void (*start)(void *);
	void *arg;
	HANDLE self;
};

/* The thread closes its own handle; the starter has put it there before. */
static __thread HANDLE to_close;

static DWORD WINAPI begin(void *arg)
{
	struct begin b = *(struct begin *)arg;

	free(arg);
	to_close = b.self;
	b.start(b.arg);
	_endthread();
	return 0;
}

uintptr_t _beginthread(void (*start)(void *), unsigned stack, void *arg)
{
	struct begin *b = start ? malloc(sizeof *b) : NULL;

	if (!b) {
		errno = start ? ENOMEM : EINVAL;
		return -1;
	}
	b->start = start;
	b->arg = arg;
	b->self = CreateThread(NULL, stack, begin, b, CREATE_SUSPENDED, NULL);
	uintptr_t h = (uintptr_t)b->self;
	if (!h) {
		errno = errno_of_last();
		free(b);
		return -1;
	}
	ResumeThread((HANDLE)h);
	return h;
}

void _endthread(void)
{
	if (to_close)
		CloseHandle(to_close);
	ExitThread(0);
}
