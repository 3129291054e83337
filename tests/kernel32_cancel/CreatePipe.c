/*
 * CreatePipe: two handles, bytes in order, ends, inheritance, never overlapped.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

static void bytes_in_order(void)
{
	HANDLE rd, wr;
	char buf[16];
	DWORD moved;

	works(CreatePipe(&rd, &wr, NULL, 0));
	ok(rd != wr && rd && wr, "%p %p\n", rd, wr);
	ok(WriteFile(wr, "one", 3, &moved, NULL) && moved == 3, "error %u\n",
	   GetLastError());
	ok(WriteFile(wr, "two", 3, &moved, NULL) && moved == 3, "error %u\n",
	   GetLastError());
	ok(ReadFile(rd, buf, 4, &moved, NULL) && moved == 4 &&
		   !memcmp(buf, "onet", 4),
	   "moved %u\n", moved);
	ok(ReadFile(rd, buf, 16, &moved, NULL) && moved == 2 &&
		   !memcmp(buf, "wo", 2),
	   "moved %u\n", moved);
	CloseHandle(wr);
	fails(ReadFile(rd, buf, 16, &moved, NULL), ERROR_BROKEN_PIPE);
	CloseHandle(rd);
}

static void inheritance(void)
{
	SECURITY_ATTRIBUTES sa = {sizeof(sa), NULL, TRUE};
	HANDLE rd, wr;
	DWORD flags;

	for (int inherit = 0; inherit < 2; inherit++) {
		works(CreatePipe(&rd, &wr, inherit ? &sa : NULL, 0));
		ok(GetHandleInformation(rd, &flags) &&
			   flags == (inherit ? HANDLE_FLAG_INHERIT : 0),
		   "flags %#x\n", flags);
		ok(GetHandleInformation(wr, &flags) &&
			   flags == (inherit ? HANDLE_FLAG_INHERIT : 0),
		   "flags %#x\n", flags);
		CloseHandle(rd);
		CloseHandle(wr);
	}
}

static DWORD WINAPI read_with_block(void *arg)
{
	struct blocked *b = arg;
	OVERLAPPED ov = {0};

	b->ret = ReadFile(b->file, b->buf, 64, &b->count, &ov);
	b->err = GetLastError();
	return 0;
}

/* K-098: an OVERLAPPED does not make a read of such a pipe pend. */
static void never_overlapped(void)
{
	struct blocked b = {0};
	HANDLE wr;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, read_with_block);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(wr);
	CloseHandle(b.file);
}

static void large_size(void)
{
	static char big[100000];
	HANDLE rd, wr;
	DWORD moved;

	works(CreatePipe(&rd, &wr, NULL, sizeof(big)));
	ok(WriteFile(wr, big, sizeof(big), &moved, NULL) &&
		   moved == sizeof(big),
	   "moved %u\n", moved);
	CloseHandle(rd);
	CloseHandle(wr);
}

START_TEST(CreatePipe)
{
	RUN(bytes_in_order);
	RUN(inheritance);
	RUN(never_overlapped);
	RUN(large_size);
}
