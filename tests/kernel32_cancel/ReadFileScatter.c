/*
 * ReadFileScatter: pages anywhere, filled in the order of the array.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"
#include "scatter.h"

/* F-075 */
static void whole_pages(void)
{
	HANDLE file = pages_file(4 * PAGE, UNBUFFERED);
	struct pages p;
	struct io io;

	io_init(&io);
	pages_make(&p, 3);
	io.ov.Offset = PAGE;
	scattered(ReadFileScatter(file, p.at, 3 * PAGE, NULL, &io.ov), file,
		  &io, 0, 3 * PAGE);
	for (int i = 0; i < 3; i++)
		page_has(&p, i, 'b' + i, PAGE);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0, "not set\n");
	CloseHandle(file);
	free(p.memory);
	io_fini(&io);
}

/* F-076: the end of the file, in a page and before any. */
static void end_of_file(void)
{
	HANDLE file = pages_file(PAGE + 1024, UNBUFFERED);
	struct pages p;
	struct io io;

	io_init(&io);
	pages_make(&p, 3);
	scattered(ReadFileScatter(file, p.at, 3 * PAGE, NULL, &io.ov), file,
		  &io, 0, PAGE + 1024);
	page_has(&p, 0, 'a', PAGE);
	page_has(&p, 1, 'b', 1024);
	page_has(&p, 2, 0, 0);
	io.ov.Offset = 2 * PAGE;
	scattered(ReadFileScatter(file, p.at, PAGE, NULL, &io.ov), file, &io,
		  ERROR_HANDLE_EOF, 0);
	CloseHandle(file);
	free(p.memory);
	io_fini(&io);
}

/* F-075: more pages than a system call takes. */
static void many_pages(void)
{
	const DWORD n = 2100;
	HANDLE file = pages_file(PAGE, UNBUFFERED);
	FILE_SEGMENT_ELEMENT *at = calloc(n + 1, sizeof(*at));
	unsigned char *memory = malloc(PAGE * (n + 1));
	LARGE_INTEGER size = {.QuadPart = (LONGLONG)n * PAGE};
	unsigned char *first = memory + PAGE - ((ULONG_PTR)memory & (PAGE - 1));
	struct io io;

	io_init(&io);
	memset(memory, 0xcc, PAGE * (n + 1));
	works(SetFilePointerEx(file, size, NULL, FILE_BEGIN));
	works(SetEndOfFile(file));
	for (DWORD i = 0; i < n; i++)
		at[i].Alignment = (ULONG_PTR)(first + i * PAGE);
	scattered(ReadFileScatter(file, at, n * PAGE, NULL, &io.ov), file, &io,
		  0, n * PAGE);
	ok(first[0] == 'a' && first[PAGE - 1] == 'a' && !first[PAGE] &&
		   !first[1500 * PAGE] && !first[n * PAGE - 1],
	   "wrong bytes\n");
	CloseHandle(file);
	free(at);
	free(memory);
	io_fini(&io);
}

/* K-131: a packet */
static void packet(void)
{
	HANDLE file = pages_file(2 * PAGE, UNBUFFERED), port = new_port(0);
	struct pages p;
	OVERLAPPED ov = {0};
	BOOL ret;

	pages_make(&p, 2);
	port_add(port, file);
	ret = ReadFileScatter(file, p.at, 2 * PAGE, NULL, &ov);
	ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
	   GetLastError());
	port_gives(port, FILE_KEY, &ov, 0, 2 * PAGE);
	port_empty(port);
	page_has(&p, 1, 'b', PAGE);
	CloseHandle(port);
	CloseHandle(file);
	free(p.memory);
}

/* F-077 */
static void bad_input(void)
{
	HANDLE file = pages_file(2 * PAGE, UNBUFFERED), plain;
	struct pages p;
	OVERLAPPED ov = {0};

	pages_make(&p, 2);
	fails(ReadFileScatter(INVALID_HANDLE_VALUE, p.at, PAGE, NULL, &ov),
	      ERROR_INVALID_HANDLE);
	plain = pages_file(2 * PAGE, FILE_FLAG_OVERLAPPED);
	fails(ReadFileScatter(plain, p.at, PAGE, NULL, &ov),
	      ERROR_INVALID_PARAMETER);
	CloseHandle(plain);
	plain = pages_file(2 * PAGE, FILE_FLAG_NO_BUFFERING);
	fails(ReadFileScatter(plain, p.at, PAGE, NULL, &ov),
	      ERROR_INVALID_PARAMETER);
	CloseHandle(plain);
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine looks at nothing else\n");
	} else {
		fails(ReadFileScatter(file, p.at, 100, NULL, &ov),
		      ERROR_INVALID_PARAMETER);
		fails(ReadFileScatter(file, p.at, PAGE, NULL, NULL),
		      ERROR_INVALID_PARAMETER);
		fails(ReadFileScatter(file, NULL, PAGE, NULL, &ov),
		      ERROR_NOACCESS);
		/* The array ends too soon. */
		fails(ReadFileScatter(file, p.at, 3 * PAGE, NULL, &ov),
		      ERROR_INVALID_PARAMETER);
		p.at[1].Alignment += 512;
		fails(ReadFileScatter(file, p.at, 2 * PAGE, NULL, &ov),
		      ERROR_INVALID_PARAMETER);
		ov.Offset = 100;
		fails(ReadFileScatter(file, p.at, PAGE, NULL, &ov),
		      ERROR_INVALID_PARAMETER);
	}
	CloseHandle(file);
	free(p.memory);
}

START_TEST(ReadFileScatter)
{
	RUN(whole_pages);
	RUN(end_of_file);
	RUN(many_pages);
	RUN(packet);
	RUN(bad_input);
}
