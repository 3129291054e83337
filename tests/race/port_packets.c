/*
 * An operation on a completion port that is cancelled at the moment when it ends,
 * or whose file is closed then: one packet, and no byte is lost.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "port.h"
#include "nt.h"

#define ROUNDS 10000

static HANDLE rd, wr, port;
static struct io io;
static int over;

static DWORD WINAPI keep_cancelling(void *arg)
{
	DWORD hits = 0;

	(void)arg;
	while (!raised(&over)) {
		if (CancelIoEx(rd, &io.ov))
			hits++;
		else if (GetLastError() != ERROR_NOT_FOUND)
			ok(0, "error %u\n", GetLastError());
		SwitchToThread();
	}
	return hits;
}

static DWORD WINAPI keep_feeding(void *arg)
{
	DWORD sent = 0, moved;
	OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};

	(void)arg;
	while (!raised(&over)) {
		if (!WriteFile(wr, "x", 1, NULL, &ov) &&
		    GetLastError() == ERROR_IO_PENDING)
			while (!HasOverlappedIoCompleted(&ov) && !raised(&over))
				SwitchToThread();
		if (!HasOverlappedIoCompleted(&ov))
			CancelIoEx(wr, &ov);
		if (GetOverlappedResult(wr, &ov, &moved, TRUE))
			sent += moved;
		SwitchToThread();
	}
	CloseHandle(ov.hEvent);
	return sent;
}

/* K-029 K-121: whatever wins, one packet with its outcome for each beginning. */
static void cancel_against_end(void)
{
	HANDLE thread[2];
	DWORD sent, got = 0, left, aborted = 0, done = 0, moved;
	OVERLAPPED *ov;
	ULONG_PTR key;

	port = port_pair(&rd, &wr);
	thread[0] = CreateThread(NULL, 0, keep_feeding, NULL, 0, NULL);
	thread[1] = CreateThread(NULL, 0, keep_cancelling, NULL, 0, NULL);
	/* On a busy machine the canceller may not come for long. */
	for (int i = 0; i < ROUNDS ||
			(!(done && aborted) && i < 100 * ROUNDS); i++) {
		BOOL ret;

		memset(&io.ov, 0, sizeof(io.ov));
		ret = ReadFile(rd, io.buf, 1, NULL, &io.ov);
		ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
		   GetLastError());
		ret = GetQueuedCompletionStatus(port, &moved, &key, &ov, 20000);
		ok(ov == &io.ov && key == FILE_KEY, "overlapped %p\n", ov);
		if (!ov)
			break;
		ok(ret ? moved == 1 :
			 !moved && GetLastError() == ERROR_OPERATION_ABORTED,
		   "result %d moved %u\n", ret, moved);
		ok(io.ov.Internal == (ret ? 0 : (ULONG)NT_CANCELLED) &&
			   io.ov.InternalHigh == moved,
		   "status %#x\n", (unsigned)io.ov.Internal);
		got += moved;
		done += ret;
		aborted += !ret;
	}
	raise_flag(&over);
	WaitForMultipleObjects(2, thread, TRUE, INFINITE);
	GetExitCodeThread(thread[0], &sent);
	port_empty(port);
	works(SetFileCompletionNotificationModes(
		rd, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
	left = drain(rd);
	ok(sent == got + left, "sent %u read %u left %u\n", sent, got, left);
	ok(done && aborted, "done %u aborted %u: no race\n", done, aborted);
	port_pair_close(port, rd, wr);
}

static int once, stored, looked;

static void hold_after_status(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&stored);
	await_flag_briefly(&looked, 500);
}

static DWORD WINAPI cancel_it(void *arg)
{
	(void)arg;
	works(CancelIoEx(rd, &io.ov));
	return 0;
}

/* K-084 K-092: the block says nothing before the packet is taken, and everything
 * then; the packet is not there before the status. */
static void status_first(void)
{
	HANDLE thread;

	port = port_pair(&rd, &wr);
	read_silently(rd, &io);
	point_arm("publish:status", hold_after_status, NULL);
	thread = CreateThread(NULL, 0, cancel_it, NULL, 0, NULL);
	await_flag(&stored);
	ok(!HasOverlappedIoCompleted(&io.ov), "status %#x\n",
	   (unsigned)io.ov.Internal);
	port_empty(port);
	raise_flag(&looked);
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io.ov.Internal);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

static DWORD WINAPI close_port(void *arg)
{
	(void)arg;
	CloseHandle(port);
	return 0;
}

/* The port's last handle goes while an operation is about to post to it. */
static void port_closed_meanwhile(void)
{
	HANDLE thread, closer;

	port = port_pair(&rd, &wr);
	read_silently(rd, &io);
	point_arm("publish:status", hold_after_status, NULL);
	thread = CreateThread(NULL, 0, cancel_it, NULL, 0, NULL);
	await_flag(&stored);
	closer = CreateThread(NULL, 0, close_port, NULL, 0, NULL);
	WaitForSingleObject(closer, INFINITE);
	CloseHandle(rd);
	raise_flag(&looked);
	WaitForSingleObject(thread, INFINITE);
	ok(!HasOverlappedIoCompleted(&io.ov), "nobody took its packet\n");
	CloseHandle(thread);
	CloseHandle(closer);
	CloseHandle(wr);
}

START_TEST(port_packets)
{
	RUN(cancel_against_end);
	RUN(status_first);
	RUN(port_closed_meanwhile);
}
