/*
 * I/O of the thread pool whose callbacks are dropped, by
 * WaitForThreadpoolIoCallbacks or by a cleanup group: it ends nevertheless, and the
 * next one has its own.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"
#include "pool_io.h"

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	gate_count(arg);
}

/* K-135: callbacks that have not begun are dropped. */
static void queued_dropped(void)
{
	struct gate busy;
	TP_POOL *pool = busy_pool(&busy);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct io io[4];

	set_up_in(&e);
	for (int i = 0; i < 4; i++) {
		StartThreadpoolIo(tpio);
		io_init(&io[i]);
		io_read(rd, &io[i]);
	}
	works(CancelIoEx(rd, NULL));
	for (int i = 0; i < 4; i++)
		io_ends(rd, &io[i], ERROR_OPERATION_ABORTED, 0);
	WaitForThreadpoolIoCallbacks(tpio, TRUE);
	came(&seen.gate, 0);
	SetEvent(busy.go);
	/* And the next one has its own. (Wine 8 takes packets from the port
	 * apart from its pool, and drops another one then.) */
	io_fini(&io[0]);
	if (!ON_WINE) {
		StartThreadpoolIo(tpio);
		read_silently(rd, &io[0]);
		feed(wr, "d", 1);
		noted(&io[0].ov, 0, 1);
		came(&seen.gate, 1);
	}
	for (int i = 1; i < 4; i++)
		io_fini(&io[i]);
	tear_down();
	CloseThreadpool(pool);
	gate_fini(&busy);
}

/* K-135: pending I/O goes on, and is cancelled and waited for by itself. */
static void pending_goes_on(void)
{
	struct io io;

	set_up();
	io_init(&io);
	StartThreadpoolIo(tpio);
	io_read(rd, &io);
	WaitForThreadpoolIoCallbacks(tpio, TRUE);
	io_waits(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	tear_down();
}

/* K-133 K-135: one that was dropped and then withdrawn drops no other. */
static void dropped_and_withdrawn(void)
{
	struct io io;

	if (ON_WINE) {
		skip("Wine drops the next one's\n");
		return;
	}
	set_up();
	StartThreadpoolIo(tpio);
	WaitForThreadpoolIoCallbacks(tpio, TRUE);
	/* as if ReadFile had failed, in another thread */
	CancelThreadpoolIo(tpio);
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	feed(wr, "d", 1);
	noted(&io.ov, 0, 1);
	tear_down();
}

static void ends_by_itself(struct io *io)
{
	ULONGLONG start = GetTickCount64();

	works(CancelIoEx(rd, &io->ov));
	while (!HasOverlappedIoCompleted(&io->ov) &&
	       GetTickCount64() - start < LONG_WAIT)
		SwitchToThread();
	ok(io->ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io->ov.Internal);
	CloseHandle(rd);
	CloseHandle(wr);
}

/* K-135: pending I/O that was dropped ends, though everything else has gone. */
static void dropped_and_closed(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct gate g;
	struct io io;

	gate_init(&g);
	SetThreadpoolThreadMaximum(pool, 1);
	set_up_in(&e);
	succeeds(TrySubmitThreadpoolCallback(count, &g, &e));
	gate_comes(&g, 1);
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	WaitForThreadpoolIoCallbacks(tpio, TRUE);
	CloseThreadpoolIo(tpio);
	CloseThreadpool(pool);
	if (!ON_WINE)
		ok(!thread_leaves(g.thread, 50), "the thread has gone\n");
	ends_by_itself(&io);
	ok(thread_leaves(g.thread, POOL_WAIT), "the thread stays\n");
	came(&seen.gate, 0);
	gate_fini(&seen.gate);
	gate_fini(&g);
}

/* K-135 Q-009: a group does not wait for it. */
static void dropped_by_its_group(void)
{
	TP_CLEANUP_GROUP *group = CreateThreadpoolCleanupGroup();
	TP_CALLBACK_ENVIRON e = environment(NULL);
	struct io io;

	e.CleanupGroup = group;
	set_up_in(&e);
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
	CloseThreadpoolCleanupGroup(group);
	ends_by_itself(&io);
	came(&seen.gate, 0);
	gate_fini(&seen.gate);
}

START_TEST(CreateThreadpoolIo_dropped)
{
	RUN(queued_dropped);
	RUN(pending_goes_on);
	RUN(dropped_and_withdrawn);
	RUN(dropped_and_closed);
	RUN(dropped_by_its_group);
}
