/*
 * Cancelling all of a file's operations takes several steps. What completes or
 * comes between two of them must not hide any operation from the cancel.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

#define MINE 60

static HANDLE rd, wr;
static struct io foreign[3], mine[MINE];
static int begun, leave, once;

static DWORD WINAPI begin_foreign(void *arg)
{
	(void)arg;
	for (int i = 0; i < 3; i++) {
		io_init(&foreign[i]);
		io_read(rd, &foreign[i]);
	}
	raise_flag(&begun);
	await_flag(&leave);
	return 0;
}

static void feed_foreign(void *arg)
{
	if (first_time(&once))
		feed(arg, "f", 1);
}

/* K-001 K-008 K-011: the spared ones ahead of mine are served meanwhile. */
static void ahead_of_mine(void)
{
	HANDLE thread;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	thread = CreateThread(NULL, 0, begin_foreign, NULL, 0, NULL);
	await_flag(&begun);
	for (int i = 0; i < MINE; i++) {
		io_init(&mine[i]);
		io_read(rd, &mine[i]);
	}
	point_arm("cancel:found", feed_foreign, wr);
	works(CancelIo(rd));
	ok(once, "the point was not passed\n");
	for (int i = 0; i < MINE; i++) {
		ok(mine[i].ov.Internal == 0xc0000120, "%d: status %#x\n", i,
		   (unsigned)mine[i].ov.Internal);
		if (!HasOverlappedIoCompleted(&mine[i].ov))
			CancelIoEx(rd, &mine[i].ov);
	}
	io_ends(rd, &foreign[0], 0, 1);
	io_waits(rd, &foreign[1]);
	io_waits(rd, &foreign[2]);
	raise_flag(&leave);
	WaitForSingleObject(thread, INFINITE);
	for (int i = 0; i < MINE; i++)
		io_fini(&mine[i]);
	for (int i = 0; i < 3; i++)
		io_fini(&foreign[i]);
}

static void begin_more(void *arg)
{
	if (first_time(&once))
		io_read(arg, &foreign[0]);
}

/* K-016: one that is begun meanwhile may survive, and then pends as usual. */
static void begun_meanwhile(void)
{
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < MINE; i++) {
		io_init(&mine[i]);
		io_read(rd, &mine[i]);
	}
	io_init(&foreign[0]);
	point_arm("cancel:found", begin_more, rd);
	works(CancelIoEx(rd, NULL));
	ok(once, "the point was not passed\n");
	for (int i = 0; i < MINE; i++)
		io_ends(rd, &mine[i], ERROR_OPERATION_ABORTED, 0);
	feed(wr, "s", 1);
	if (drain(rd) == 0)
		io_ends(rd, &foreign[0], 0, 1);
	else
		io_ends(rd, &foreign[0], ERROR_OPERATION_ABORTED, 0);
	for (int i = 0; i < MINE; i++)
		io_fini(&mine[i]);
	io_fini(&foreign[0]);
}

START_TEST(cancel_of_many)
{
	RUN(ahead_of_mine);
	RUN(begun_meanwhile);
}
