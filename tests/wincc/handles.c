/* Descriptors and handles, and threads as the C run-time starts them. */
#include <windows.h>
#include <process.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "expect.h"

static HANDLE told;

static unsigned __stdcall ex(void *arg)
{
	*(int *)arg += 1;
	_endthreadex(5);
}

static void __cdecl plain(void *arg)
{
	*(int *)arg += 2;
	SetEvent(told);
}

static void threads(void)
{
	int n = 0;
	unsigned id = 0;
	DWORD code = 0;
	HANDLE h = (HANDLE)_beginthreadex(NULL, 0, ex, &n, 0, &id);

	expect(h && id);
	expect(WaitForSingleObject(h, 10000) == WAIT_OBJECT_0);
	expect(GetExitCodeThread(h, &code) && code == 5 && n == 1);
	CloseHandle(h);
	told = CreateEventA(NULL, FALSE, FALSE, NULL);
	expect(_beginthread(plain, 0, &n) != (uintptr_t)-1);
	expect(WaitForSingleObject(told, 10000) == WAIT_OBJECT_0 && n == 3);
	CloseHandle(told);
	expect(_beginthreadex(NULL, 0, NULL, NULL, 0, NULL) == 0);
}

/* The reader sees the end only if fclose closed all that wrote. */
static void pipe_as_file(void)
{
	HANDLE rd, wr;
	char buf[16];
	DWORD n;
	int fd;
	FILE *f;

	expect(CreatePipe(&rd, &wr, NULL, 0));
	fd = _open_osfhandle((intptr_t)wr, _O_WRONLY);
	expect(fd > 2 && _get_osfhandle(fd) == (intptr_t)wr);
	f = _fdopen(fd, "w");
	expect(f && fputs("through", f) >= 0 && !fclose(f));
	expect(ReadFile(rd, buf, sizeof buf, &n, NULL) && n == 7 &&
	       !memcmp(buf, "through", 7));
	expect(!ReadFile(rd, buf, sizeof buf, &n, NULL) &&
	       GetLastError() == ERROR_BROKEN_PIPE);
	CloseHandle(rd);
}

static void file_as_handle(const char *name)
{
	FILE *f = fopen(name, "w+b");
	HANDLE h;
	DWORD n;

	expect(f != NULL);
	h = (HANDLE)_get_osfhandle(_fileno(f));
	expect(h != INVALID_HANDLE_VALUE);
	expect(h == (HANDLE)_get_osfhandle(_fileno(f)));
	expect(WriteFile(h, "abc", 3, &n, NULL) && n == 3);
	rewind(f);
	expect(fgetc(f) == 'a');
	fclose(f);
	expect(_get_osfhandle(12345) == -1);
	expect((HANDLE)_get_osfhandle(1) == GetStdHandle(STD_OUTPUT_HANDLE));
}

int main(int argc, char **argv)
{
	threads();
	pipe_as_file();
	file_as_handle(argc > 1 ? argv[1] : "handles.tmp");
	return failures != 0;
}
