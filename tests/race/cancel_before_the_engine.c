/*
 * An operation is cancelled when it can be found already, and its engine does not
 * know it yet: who was told that it was found has stopped it.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE file;
static struct io io;
static int once;
static DWORD answer = UNTOUCHED;

static void cancel_now(void *arg)
{
	if (first_time(&once))
		answer = CancelIoEx(file, arg) ? 0 : GetLastError();
}

static void cancelled(const char *kind, BOOL writes, OVERLAPPED *which)
{
	const char *path = slow_file(kind);

	if (!path)
		return;
	file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE, NULL,
			   OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	io_init(&io);
	point_arm("engine:start", cancel_now, which);
	io_pends(__FILE__, __LINE__,
		 writes ? WriteFile(file, io.buf, 64, NULL, &io.ov) :
			  ReadFile(file, io.buf, 64, NULL, &io.ov));
	ok(once && !answer, "error %u\n", answer);
	/* Nobody lets it go on. */
	io_ends(file, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	CloseHandle(file);
}

/* K-015 K-019 */
static void a_read(void)
{
	cancelled("read-stall", FALSE, NULL);
}

/* K-017 K-019 */
static void a_write(void)
{
	cancelled("write-stall", TRUE, &io.ov);
}

START_TEST(cancel_before_the_engine)
{
	RUN(a_read);
	RUN(a_write);
}
