/*
 * The other half of CancelSynchronousIo.c: the same job without our DLL. It
 * shows what the DLL is for; the day Wine can do it, the todo says so.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "fixture.h"

static HANDLE reader;

static DWORD WINAPI blocked(void *arg)
{
	DWORD count;
	char byte;

	(void)arg;
	return ReadFile(reader, &byte, 1, &count, NULL);
}

static void read_stays_blocked(void)
{
	const char *path = fixture_fifo(0);
	HANDLE writer, thread;
	DWORD count, read;
	BOOL found;

	reader = CreateFileA(path, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0,
			     NULL);
	writer = CreateFileA(path, GENERIC_WRITE, 7, NULL, OPEN_EXISTING, 0,
			     NULL);
	ok(reader != INVALID_HANDLE_VALUE && writer != INVALID_HANDLE_VALUE,
	   "no FIFO\n");
	thread = CreateThread(NULL, 0, blocked, NULL, 0, NULL);
	/* Nothing tells when it is inside; that it does not end is no proof,
	 * but the better the longer. */
	ok(WaitForSingleObject(thread, 1000) == WAIT_TIMEOUT, "no block\n");
	found = CancelSynchronousIo(thread);
	todo_wine ok(found, "not found\n");
	ok(WriteFile(writer, "x", 1, &count, NULL), "no write\n");
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	GetExitCodeThread(thread, &read);
	todo_wine ok(!read, "the read was not cancelled\n");
	CloseHandle(thread);
	CloseHandle(writer);
	CloseHandle(reader);
}

START_TEST(wines_own)
{
	RUN(read_stays_blocked);
}
