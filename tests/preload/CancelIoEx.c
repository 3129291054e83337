/*
 * A program that was linked against a kernel32 of stubs, long ago and not by
 * us. Run as it is, it learns that nothing is implemented; with our library
 * preloaded the same file gets its read cancelled.
 *
 *   CancelIoEx stub              CancelIoEx preloaded FIFO
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <windef.h>
#include <winbase.h>

static int red, case_red;
static HANDLE file;

#define check(cond) check_(__LINE__, #cond, !!(cond))
static BOOL check_(int line, const char *text, BOOL good)
{
	if (!good) {
		fprintf(stderr, "CancelIoEx.c:%d: %s: last error %u\n", line,
			text, (unsigned)GetLastError());
		case_red = 1;
	}
	return good;
}

static void run(const char *name, void (*fn)(void))
{
	case_red = 0;
	fn();
	printf("%sok - preload/CancelIoEx:%s\n", case_red ? "not " : "", name);
	fflush(stdout);
	red |= case_red;
}

/* Without us the stub answers: so it is the stub that we stand in front of. */
static void stub_answers(void)
{
	OVERLAPPED o = { 0 };

	SetLastError(0);
	check(!CancelIoEx((HANDLE)4, &o));
	check(GetLastError() == ERROR_CALL_NOT_IMPLEMENTED);
}

/* K-020, K-022, K-023 */
static void pending_read(void)
{
	OVERLAPPED o = { 0 };
	DWORD count;
	char byte;

	check(!ReadFile(file, &byte, 1, NULL, &o));
	check(GetLastError() == ERROR_IO_PENDING);
	if (!check(CancelIoEx(file, &o)))
		return;
	check(!GetOverlappedResult(file, &o, &count, TRUE));
	check(GetLastError() == ERROR_OPERATION_ABORTED);
	check(!CancelIoEx(file, &o));
	check(GetLastError() == ERROR_NOT_FOUND);
}

/* The byte that comes after the cancel goes to the read that comes after it. */
static void next_byte_is_kept(void)
{
	OVERLAPPED in = { 0 }, out = { 0 };
	DWORD count = 0;
	char byte = 0;

	if (!WriteFile(file, "x", 1, NULL, &out) &&
	    !check(GetLastError() == ERROR_IO_PENDING))
		return;
	check(GetOverlappedResult(file, &out, &count, TRUE) && count == 1);
	if (!ReadFile(file, &byte, 1, NULL, &in) &&
	    !check(GetLastError() == ERROR_IO_PENDING))
		return;
	check(GetOverlappedResult(file, &in, &count, TRUE) && count == 1);
	check(byte == 'x');
	check(CloseHandle(file));
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "stub")) {
		run("stub_answers", stub_answers);
		return red;
	}
	if (argc != 3)
		return 2;
	file = CreateFileA(argv[2], GENERIC_READ | GENERIC_WRITE,
			   FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
			   OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	check(file != INVALID_HANDLE_VALUE);
	if (case_red)
		return 1;
	run("pending_read", pending_read);
	run("next_byte_is_kept", next_byte_is_kept);
	return red;
}
