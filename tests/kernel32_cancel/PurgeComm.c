/*
 * PurgeComm, ClearCommError, and what else one asks of a port: EscapeCommFunction,
 * SetCommBreak, ClearCommBreak, GetCommModemStatus, GetCommProperties, SetupComm.
 */
#include <windows.h>
#include "wine/test.h"
#include "serial.h"

/* S-025: pending reads, not the wait for an event. */
static void ends_reads(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	struct io rd[3], wait;
	DWORD events;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(SetCommMask(port, EV_RXCHAR));
	io_init(&wait);
	port_wait(port, &events, &wait);
	for (int i = 0; i < 3; i++) {
		io_init(&rd[i]);
		io_read(port, &rd[i]);
	}
	works(PurgeComm(port, PURGE_TXABORT));
	io_waits(port, &rd[0]);
	works(PurgeComm(port, PURGE_RXABORT));
	for (int i = 0; i < 3; i++) {
		io_ends(port, &rd[i], ERROR_OPERATION_ABORTED, 0);
		io_fini(&rd[i]);
	}
	io_waits(port, &wait);
	CancelIo(port);
	io_ends(port, &wait, ERROR_OPERATION_ABORTED, 0);
	io_fini(&wait);
	CloseHandle(port);
}

static void ends_writes(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	struct io wr, rd;

	if (port == INVALID_HANDLE_VALUE)
		return;
	ok(fixture_pty_stop(TRUE), "%s\n", fixture_why());
	io_init(&wr);
	io_init(&rd);
	io_read(port, &rd);
	io_write(port, &wr);
	works(PurgeComm(port, PURGE_TXABORT | PURGE_TXCLEAR));
	io_ends(port, &wr, ERROR_OPERATION_ABORTED, 0);
	io_waits(port, &rd);
	works(PurgeComm(port, PURGE_RXABORT | PURGE_RXCLEAR));
	io_ends(port, &rd, ERROR_OPERATION_ABORTED, 0);
	ok(fixture_pty_stop(FALSE), "%s\n", fixture_why());
	io_fini(&wr);
	io_fini(&rd);
	CloseHandle(port);
}

/* S-025 K-106: what a read has got before is not lost with it. */
static void keeps_the_part(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	port_feed("ab", 2);
	port_await_unread(port, 2);
	io_read(port, &io);
	ok(port_unread(port) == 0, "%u bytes\n", port_unread(port));
	works(PurgeComm(port, PURGE_RXABORT));
	io_ends(port, &io, 0, 2);
	io_fini(&io);
	CloseHandle(port);
}

/* S-026: unread bytes go, and are no event; S-027 counts them. */
static void clears_input(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	DWORD errors = UNTOUCHED, events;
	COMSTAT state;
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(ClearCommError(port, &errors, &state));
	ok(!errors && !state.cbInQue && !state.cbOutQue, "%#x %u %u\n", errors,
	   state.cbInQue, state.cbOutQue);
	works(SetCommMask(port, EV_RXCHAR));
	port_feed("abc", 3);
	port_await_unread(port, 3);
	works(ClearCommError(port, NULL, &state));
	ok(state.cbInQue == 3, "%u bytes\n", state.cbInQue);
	works(ClearCommError(port, &errors, NULL));
	io_init(&io);
	ok(WaitCommEvent(port, &events, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	port_told(port, &events, &io, EV_RXCHAR);
	works(PurgeComm(port, PURGE_RXCLEAR));
	ok(port_unread(port) == 0, "%u bytes\n", port_unread(port));
	port_wait(port, &events, &io);
	port_feed("d", 1);
	port_told(port, &events, &io, EV_RXCHAR);
	io_fini(&io);
	CloseHandle(port);
}

/* S-026 */
static void bad_flags(void)
{
	HANDLE port = port_open(0);

	if (port == INVALID_HANDLE_VALUE)
		return;
	fails(PurgeComm(port, 0), ERROR_INVALID_PARAMETER);
	fails(PurgeComm(port, 0x10), ERROR_INVALID_PARAMETER);
	fails(PurgeComm(port, 0x11), ERROR_INVALID_PARAMETER);
	works(PurgeComm(port, 0xf));
	CloseHandle(port);
}

/* S-028: a pty has no lines; the rest works. */
static void lines(void)
{
	HANDLE port = port_open(0);
	COMMPROP properties;
	DWORD state;

	if (port == INVALID_HANDLE_VALUE)
		return;
	fails(GetCommModemStatus(port, &state), ERROR_INVALID_FUNCTION);
	fails(GetCommModemStatus(port, NULL), ERROR_INVALID_PARAMETER);
	fails(EscapeCommFunction(port, SETDTR), ERROR_INVALID_FUNCTION);
	fails(EscapeCommFunction(port, CLRRTS), ERROR_INVALID_FUNCTION);
	works(EscapeCommFunction(port, RESETDEV));
	works(EscapeCommFunction(port, SETBREAK));
	works(EscapeCommFunction(port, CLRBREAK));
	works(SetCommBreak(port));
	works(ClearCommBreak(port));
	fails(EscapeCommFunction(port, 0), ERROR_INVALID_PARAMETER);
	fails(EscapeCommFunction(port, 10), ERROR_INVALID_PARAMETER);
	fails(EscapeCommFunction(port, 0xffffffff), ERROR_INVALID_PARAMETER);
	works(SetupComm(port, 1024, 1024));
	memset(&properties, 0, sizeof(properties));
	works(GetCommProperties(port, &properties));
	ok(properties.wPacketLength >= sizeof(properties) - sizeof(WCHAR) &&
		   properties.dwServiceMask == SP_SERIALCOMM &&
		   properties.dwMaxBaud == BAUD_USER,
	   "%u %u %#x\n", properties.wPacketLength, properties.dwServiceMask,
	   properties.dwMaxBaud);
	fails(GetCommProperties(port, NULL), ERROR_INVALID_PARAMETER);
	CloseHandle(port);
}

/* S-028: RTS belongs to the hand-shake. */
static void rts_taken(void)
{
	HANDLE port = port_open(0);
	DCB dcb;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(GetCommState(port, &dcb));
	dcb.fOutxCtsFlow = TRUE;
	dcb.fRtsControl = RTS_CONTROL_HANDSHAKE;
	works(SetCommState(port, &dcb));
	fails(EscapeCommFunction(port, SETRTS), ERROR_INVALID_PARAMETER);
	CloseHandle(port);
}

/* S-028: as if the far side had sent XOFF and XON. */
static void stop_and_go(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	struct io io;
	char c = 0;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(EscapeCommFunction(port, SETXOFF));
	io_init(&io);
	io_write(port, &io);
	works(EscapeCommFunction(port, SETXON));
	io_ends(port, &io, 0, sizeof(io.buf));
	ok(fixture_pty_read(&c, 1) && c == io.buf[0], "read %#x\n", c);
	io_fini(&io);
	CloseHandle(port);
}

START_TEST(PurgeComm)
{
	RUN(ends_reads);
	RUN(ends_writes);
	RUN(keeps_the_part);
	RUN(clears_input);
	RUN(bad_flags);
	RUN(lines);
	RUN(rts_taken);
	RUN(stop_and_go);
}
